"""One request to an address of the internet: the host is looked up once, and the connection goes where that led.

No redirect is followed, no proxy or credential of the environment used, and no more read than is asked for.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx


class Unreachable(Exception):
    """Why an address is not gone to, or its answer not read: the end of a sentence that begins with the address."""


class Private(Unreachable):
    """The address leads, or may lead, to a machine of a private network."""


def public(address: str) -> bool:
    """Whether an IP address is one of the public internet, and no way into a private network.

    >>> public("1.1.1.1"), public("127.0.0.1"), public("::ffff:10.0.0.1")
    (True, False, False)
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    return bool(ip.is_global and inner.is_global and not inner.is_multicast)


def parts(url: str) -> httpx.URL:
    """The parts of an http or https address.

    Raises:
        Unreachable: it is another, or holds a user.
    """
    try:
        split, found = urlsplit(url), httpx.URL(url)  # the one sees ports out of range, the other odd characters
        plain = split.scheme in ("http", "https") and found.host and split.username is None and split.port != 0
    except (httpx.InvalidURL, ValueError):
        plain = False
    if not plain:
        raise Unreachable("is no plain http or https address")
    return found


def looked_up(host: str, allowed: Callable[[str], bool] = public) -> str:
    """An IP address of a host, all of whose addresses are allowed.

    Raises:
        Private: one is not.
        Unreachable: there is none.
    """
    try:
        found = sorted({str(info[4][0]) for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)})
    except (OSError, UnicodeError) as error:
        raise Unreachable("has a host that is not found") from error
    if not all(map(allowed, found)):
        raise Private("leads to a private address")
    return found[0]


def literal(host: str) -> bool:
    """Whether a host is written as an IP address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@contextmanager
def closed_after(seconds: float, client: httpx.Client) -> Iterator[None]:
    """Break off what a client does after so many seconds: its own time-outs begin anew with each byte that comes."""
    watch = threading.Timer(seconds, client.close)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


@contextmanager
def answer(
    url: httpx.URL, address: str, *, accept: str, timeout_s: float, form: Mapping[str, str] | None = None
) -> Iterator[httpx.Response]:
    """The answer of the server at an IP address to a GET, or to a POST of a form; its body is not read yet.

    Raises:
        Unreachable: it cannot be asked, breaks off, or is not there whole after `timeout_s`.
    """
    headers = {
        "Host": url.netloc.decode("ascii"),
        "Accept": accept,
        "Accept-Encoding": "identity",
        "User-Agent": "aikg",
    }
    deadline = time.monotonic() + timeout_s
    try:
        with (
            httpx.Client(timeout=timeout_s, trust_env=False, follow_redirects=False) as client,
            closed_after(timeout_s, client),
            client.stream(
                "GET" if form is None else "POST",
                url.copy_with(host=address),
                data=form,
                headers=headers,
                extensions={"sni_hostname": url.host},
            ) as response,
        ):
            yield response
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        late = time.monotonic() >= deadline
        raise Unreachable("takes too long" if late else f"cannot be reached ({type(error).__name__})") from error


def body(response: httpx.Response, largest: int, deadline: float) -> bytes:
    """The body of an answer of at most so many bytes, read until a `time.monotonic()`.

    Raises:
        Unreachable: it is no 200, compressed, larger or later.
    """
    if response.status_code != httpx.codes.OK:
        raise Unreachable(f"answers {response.status_code} {response.reason_phrase}")
    if response.headers.get("content-encoding", "identity") != "identity":
        raise Unreachable("comes compressed though nobody asked for it")
    data = bytearray()
    for chunk in response.iter_raw():
        data += chunk
        if len(data) > largest:
            raise Unreachable(f"is larger than {largest // 1_000_000} MB")
        if time.monotonic() > deadline:
            raise Unreachable("takes too long")
    return bytes(data)
