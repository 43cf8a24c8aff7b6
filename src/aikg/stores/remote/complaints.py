"""What a server or the network says when it does not do it, in our words and with the cure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from textwrap import shorten

import httpx

from aikg.errors import AikgError, BadQuery, StoreError
from aikg.stores.remote.address import shown

_PLACE = re.compile(r"\bline:? (\d+)(?:,? (?:col(?:umn)?:? ?)(\d+))?|\berror at (\d+):(\d+)", re.IGNORECASE)


class Unsure(StoreError):
    """A write without an answer: it may have been done."""


def of_connection(error: httpx.HTTPError, url: str, timeout_s: float, *, write: bool = False) -> StoreError:
    """No answer at all."""
    place = shown(url)
    unsent = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.UnsupportedProtocol)
    if isinstance(error, httpx.TimeoutException) and not unsent:
        if write:
            return Unsure(
                f"{place} did not answer within {timeout_s:g} s. It may have been written all the same: look before "
                "you write again; give it more time (timeout_s; AIKG_STORE_TIMEOUT_S)"
            )
        return StoreError(
            f"{place} did not answer within {timeout_s:g} s. Ask for less, or give it more time "
            "(timeout_s; AIKG_STORE_TIMEOUT_S)"
        )
    if write and not unsent:
        return Unsure(
            f"{place}: the connection broke during a write ({_said(str(error))}), which is never sent twice; "
            "look whether it was done before you write again"
        )
    return StoreError(f"no server answers at {place} ({_said(str(error))}): start it, or correct --store")


def of_stream(error: httpx.HTTPError, url: str, timeout_s: float) -> StoreError:
    """An answer that began and did not end."""
    if isinstance(error, httpx.TimeoutException):
        return StoreError(
            f"{shown(url)} fell silent for {timeout_s:g} s in the middle of its answer; "
            "ask for less, or give it more time (timeout_s; AIKG_STORE_TIMEOUT_S)"
        )
    return StoreError(f"the answer of {shown(url)} was cut before its end ({_said(str(error))}); ask again")


def of_answer(response: httpx.Response, body: str, url: str, login: str) -> AikgError:
    """An answer that is a refusal."""
    status, place, message = response.status_code, shown(url), _said(body)
    if status in (401, 403) or "No permission to" in message:
        return _refused(status, place, message, login)
    if status in (400, 422):
        line, column = _place(message)
        return BadQuery(f"{place} says: {message}", line=line, column=column)
    if status == 413:
        return StoreError(f"{place} takes no request of this size (413): raise its limit")
    if status in (404, 405, 501):
        return StoreError(f"{place} has no such endpoint ({status}): name the endpoint itself, see docs/stores.md")
    late = status in (408, 503, 504) and re.search(r"time[- ]?(d )?out|cancel", message, re.IGNORECASE)
    if late or "S1T00" in message:
        return StoreError(f"{place} stopped after its own time limit: ask for less, or raise the server's limit")
    return StoreError(f"{place} failed with {status}: {message or response.reason_phrase}")


def of_row_limit(most: int, url: str) -> StoreError:
    """aikg itself stops after so many rows or triples."""
    return StoreError(
        f"{shown(url)} gives no more than {most:,} rows or triples: raise its AIKG_MAX_ROWS, or add LIMIT"
    )


def of_cut_answer(headers: Mapping[str, str], url: str) -> StoreError | None:
    """Virtuoso answers 200 and says only in a header that rows are missing; aikg too, where it knows it by then."""
    if most := headers.get("X-Aikg-Cut"):
        return of_row_limit(int(most), url)
    if most := headers.get("X-SPARQL-MaxRows"):
        return StoreError(
            f"{shown(url)} gives no more than {most} rows and would leave the rest out: raise ResultSetMaxRows in its "
            "virtuoso.ini, or ask with LIMIT"
        )
    if headers.get("X-SQL-State", "").startswith("S1TAT"):
        return StoreError(f"{shown(url)} stopped after its own time limit with a partial answer: ask for less")
    return None


def _refused(status: int, place: str, message: str, login: str) -> StoreError:
    said = f" It says: {message}" if message else ""
    cure = {
        "nobody": "give a username and password, or a token (AIKG_STORE_USER and _PASSWORD, or AIKG_STORE_TOKEN)",
        "user": "the username or password is wrong, or this user may not do it",
        "token": "the token is wrong, or may not do it",
    }[login]
    return StoreError(f"{place} refuses this ({status}): {cure}.{said}")


def _place(message: str) -> tuple[int | None, int | None]:
    """Line and column, as far as an engine tells them, each in its own way."""
    found = _PLACE.search(message)
    numbers = [int(number) for number in found.groups() if number] if found else []
    line, column, *_ = [*numbers, None, None]
    return line, column


def _said(text: str) -> str:
    """The first words of a message that may be a page."""
    if "<html" in text.lower():
        title = re.search(r"<title>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
        text = title[1] if title else re.sub(r"<[^>]*>", " ", text)
    return shorten(text.partition("SPARQL query:")[0], 400, placeholder=" …")
