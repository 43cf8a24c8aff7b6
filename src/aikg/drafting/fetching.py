"""A page or feed from the web, if its address is public: http(s) only, checked after DNS and at each redirect."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final
from urllib.parse import urljoin

from aikg import internet
from aikg.drafting.sources import Found
from aikg.errors import UnreadableInput

SECONDS: Final = 30.0
_REDIRECTS: Final = 5
_ACCEPT: Final = "text/html, application/rss+xml, application/atom+xml, text/plain, */*;q=0.1"
_CURE: Final = "save the page from a browser, and draft the file"


def fetch(url: str, largest: int, allowed: Callable[[str], bool] = internet.public) -> Found:
    """What an address leads to.

    Raises:
        UnreadableInput: the address is not public, does not answer in time, or sends too much.
    """
    deadline = time.monotonic() + SECONDS
    at = url
    for _ in range(_REDIRECTS + 1):
        try:
            answer = _ask(at, largest, allowed, deadline)
        except internet.Unreachable as error:
            raise UnreadableInput(f"{error}; {_CURE}", file=at) from error
        if isinstance(answer, Found):
            return answer._replace(name=url)
        at = urljoin(at, answer)
    raise UnreadableInput(f"leads from one redirect to the next; {_CURE}", file=url)


def _ask(url: str, largest: int, allowed: Callable[[str], bool], deadline: float) -> Found | str:
    """The answer to one request, or where it redirects to."""
    parts = internet.parts(url)
    address = internet.looked_up(parts.host, allowed)
    with internet.answer(parts, address, accept=_ACCEPT, timeout_s=max(deadline - time.monotonic(), 0.1)) as answer:
        if answer.is_redirect:
            return str(answer.headers["location"])
        data = internet.body(answer, largest, deadline)
        media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Found(url, data, media_type, answer.charset_encoding or "", url)
