"""Pages from the web: checked addresses, redirects, limits; against a real server on loopback, which is let in here."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from aikg.drafting import fetching
from aikg.drafting.fetching import fetch
from aikg.drafting.llm.client import ask
from aikg.errors import ModelError, UnreadableInput
from aikg.internet import public
from aikg.settings import Model
from fake_server import Asked, Reply, serving

LARGEST = 1_000_000


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    def answer(asked: Asked) -> Reply:
        page = Reply(body=b"<html>hello</html>", media_type="text/html; charset=utf-8")
        return {
            "/away": Reply(302, headers=(("Location", "http://10.1.2.3/secret"),)),
            "/round": Reply(302, headers=(("Location", "/round"),)),
            "/once": Reply(301, headers=(("Location", "/page"),)),
            "/big": Reply(body=b"x" * (LARGEST + 1)),
            "/bomb": page._replace(headers=(("Content-Encoding", "gzip"),)),
            "/gone": Reply(404),
        }.get(asked.path, page)

    with serving(answer) as (url, _):
        yield url


@contextmanager
def trickling() -> Iterator[str]:
    """A server whose head comes byte by byte, and never ends."""
    done = threading.Event()

    def answer(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(1_000)
            for byte in b"HTTP/1.1 200 OK\r\nX-Endless: " + b"a" * 1_000:
                connection.send(bytes([byte]))
                if done.wait(0.2):
                    return

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=answer, args=(listener.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        done.set()


def let_in(address: str) -> bool:
    return address == "127.0.0.1"


def test_a_page_is_fetched_through_a_redirect(site: str) -> None:
    found = fetch(f"{site}/once", LARGEST, let_in)
    assert (found.data, found.media_type, found.charset) == (b"<html>hello</html>", "text/html", "utf-8")
    assert found.url == f"{site}/page"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/away", "leads to a private address"),
        ("/round", "leads from one redirect to the next"),
        ("/big", "is larger than 1 MB"),
        ("/bomb", "comes compressed"),
        ("/gone", "answers 404"),
    ],
)
def test_what_is_not_right_is_told(site: str, path: str, message: str) -> None:
    with pytest.raises(UnreadableInput, match=message):
        fetch(site + path, LARGEST, let_in)


def test_nobody_gets_in_by_default(site: str) -> None:
    with pytest.raises(UnreadableInput, match="private address"):
        fetch(f"{site}/page", LARGEST)


def test_a_server_that_never_ends_its_head_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then keeps the time-out of each read away, and not the time for all of it."""
    monkeypatch.setattr(fetching, "SECONDS", 1.5)
    with trickling() as url, pytest.raises(UnreadableInput, match="takes too long"):
        fetch(url, LARGEST, let_in)


def test_a_model_that_never_ends_its_head_is_left() -> None:
    with trickling() as url, pytest.raises(ModelError, match=r"has not answered in 1\.5 s"):
        ask(Model(f"{url}/v1", "m", timeout_s=1.5), [], {})


def test_a_server_that_is_not_there_is_told() -> None:
    assert fetching.SECONDS <= 60
    with pytest.raises(UnreadableInput, match="cannot be reached"):
        fetch("http://127.0.0.1:9/", LARGEST, let_in)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111"])
def test_public_addresses(address: str) -> None:
    assert public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "::1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "fe80::1%eth0", "fc00::1"),
        *("100.64.0.1", "0.0.0.0", "224.0.0.1", "::ffff:10.0.0.1", "2002:0a00:0001::1", "255.255.255.255"),
    ],
)
def test_addresses_that_are_not(address: str) -> None:
    assert not public(address)
