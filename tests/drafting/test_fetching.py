"""Pages from the web: checked addresses, redirects, limits; against a real server on loopback, which is let in here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aikg.drafting import fetching
from aikg.drafting.fetching import fetch
from aikg.errors import UnreadableInput
from aikg.internet import public
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


def test_a_server_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
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
