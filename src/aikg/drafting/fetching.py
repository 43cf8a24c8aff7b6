"""A page or feed from the web, if its address is public: http(s) only, checked after DNS and at each redirect.

The connection goes to the very address that was checked, so that a second look-up cannot lead elsewhere.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx

from aikg.drafting.sources import Found
from aikg.errors import UnreadableInput

SECONDS: Final = 30.0
_REDIRECTS: Final = 5
_CURE: Final = "save the page from a browser, and draft the file"


def public(address: str) -> bool:
    """Whether an IP address is one of the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    return ip.is_global and inner.is_global and not inner.is_multicast


def fetch(url: str, largest: int, allowed: Callable[[str], bool] = public) -> Found:
    """What an address leads to.

    Raises:
        UnreadableInput: the address is not public, does not answer in time, or sends too much.
    """
    deadline = time.monotonic() + SECONDS
    at = url
    for _ in range(_REDIRECTS + 1):
        answer = _ask(at, largest, allowed, deadline)
        if isinstance(answer, Found):
            return answer._replace(name=url)
        at = urljoin(at, answer)
    raise UnreadableInput(f"leads from one redirect to the next; {_CURE}", file=url)


def _ask(url: str, largest: int, allowed: Callable[[str], bool], deadline: float) -> Found | str:
    """The answer to one request, or where it redirects to."""
    host, netloc = _host(url)
    address = _address(url, host, allowed)
    headers = {
        "Host": netloc,
        "Accept": "text/html, application/rss+xml, application/atom+xml, text/plain, */*;q=0.1",
        "Accept-Encoding": "identity",
        "User-Agent": "aikg",
    }
    try:
        with httpx.Client(timeout=10.0, trust_env=False, follow_redirects=False) as client:
            pinned = httpx.URL(url, host=address)
            request = client.build_request("GET", pinned, headers=headers, extensions={"sni_hostname": host})
            answer = client.send(request, stream=True)
            try:
                return _read(answer, url, largest, deadline)
            finally:
                answer.close()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise UnreadableInput(f"cannot be fetched ({type(error).__name__}); {_CURE}", file=url) from error


def _host(url: str) -> tuple[str, str]:
    """The host of an address, and the same with its port."""
    try:
        parts = urlsplit(url)
        plain = parts.scheme in ("http", "https") and parts.username is None and parts.port != 0
    except ValueError:
        plain = False
    if not plain or not parts.hostname:
        raise UnreadableInput(f"is no plain http or https address; {_CURE}", file=url)
    return parts.hostname, parts.netloc


def _address(url: str, host: str, allowed: Callable[[str], bool]) -> str:
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise UnreadableInput(f"has a host that is not found; {_CURE}", file=url) from error
    if not all(allowed(address) for address in found):
        raise UnreadableInput(f"leads to a private address, which is not fetched; {_CURE}", file=url)
    return min(found)


def _read(answer: httpx.Response, url: str, largest: int, deadline: float) -> Found | str:
    if answer.is_redirect:
        return str(answer.headers["location"])
    if answer.status_code != httpx.codes.OK:
        raise UnreadableInput(f"answers {answer.status_code} {answer.reason_phrase}; {_CURE}", file=url)
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise UnreadableInput(f"comes compressed though nobody asked for it; {_CURE}", file=url)
    data = bytearray()
    for chunk in answer.iter_raw():
        data += chunk
        if len(data) > largest:
            raise UnreadableInput(f"is larger than {largest // 1_000_000} MB; {_CURE}", file=url)
        if time.monotonic() > deadline:
            raise UnreadableInput(f"takes longer than {SECONDS:.0f} s; {_CURE}", file=url)
    media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Found(url, bytes(data), media_type, answer.charset_encoding or "", url)
