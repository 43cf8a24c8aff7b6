"""The small parts of the server: negotiation, cache, settings, problems, frames."""

from __future__ import annotations

import os

import pytest

from aikg import settings
from aikg.errors import Ambiguous, BadParameter, BadQuery, NotFound
from aikg.screening import refuse_hostile
from aikg.server import frames
from aikg.server.cache import Cache, Kept
from aikg.server.media import ROWS, TRIPLES, choose, content_type
from aikg.server.problems import fields_of, problem
from aikg.stores import Scope


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "json"),
        ("text/csv", "csv"),
        ("text/csv;q=0", None),
        ("text/*", "csv"),
        ("*/*;q=0.1, text/tab-separated-values;q=0.2", "tsv"),
        ("application/sparql-results+json; q=0.3, application/sparql-results+xml; q=0.7", "xml"),
        ("text/csv;q=nonsense", None),
        ("text/csv;q=9", "csv"),
        ("text/csv;q=nan", None),
        (";;,,;q", None),
        ("text/turtle", None),
        ("application/sparql-results+json;q=0, application/json", None),
    ],
)
def test_choose(accept: str | None, chosen: str | None) -> None:
    assert choose(accept, ROWS) == chosen


def test_content_types() -> None:
    assert content_type("turtle") == "text/turtle; charset=utf-8"
    assert content_type("json") == "application/sparql-results+json"
    assert set(TRIPLES) == {"turtle", "ntriples", "jsonld", "rdfxml", "trig"}


def test_the_cache_forgets_the_least_recently_used() -> None:
    cache = Cache[Kept](total=3_000)
    for name in "abc":
        cache.put("1", name, answer=Kept("json", b"x" * 400, False))
    assert cache.get("1", "a") is not None
    cache.put("1", "d", answer=Kept("json", b"x" * 400, False))
    assert [name for name in "abcd" if cache.get("1", name)] == ["a", "c", "d"]
    assert cache.get("2", "a") is None
    cache.put("1", "huge", answer=Kept("json", b"x" * 2_000_000, False))
    assert cache.get("1", "huge") is None


def test_settings_of_a_server() -> None:
    read = settings.serving(
        {"AIKG_PORT": "81", "AIKG_TIMEOUT_S": "2.5", "AIKG_CORS_ORIGINS": "https://a, https://b", "AIKG_TOKEN": "t0ken"}
    )
    assert (read.port, read.timeout_s, read.cors_origins, read.token) == (81, 2.5, ("https://a", "https://b"), "t0ken")
    assert "t0ken" not in repr(read)
    assert settings.serving({"AIKG_TOKEN": "  "}).token is None
    wrongs = ({"AIKG_PORT": "x"}, {"AIKG_TIMEOUT_S": "-1"}, {"AIKG_MAX_ROWS": "1.5"}, {"AIKG_TIMEOUT_S": "nan"})
    for wrong in (
        *wrongs,
        {"AIKG_GEPHI_LITE": "https://gephi.example/"},
        {"AIKG_ALLOWED_SERVICES": "https://a/sparql"},
    ):
        with pytest.raises(BadParameter):
            settings.serving(wrong)


@pytest.mark.parametrize(
    ("error", "status", "name"),
    [
        (BadQuery("no", line=1, column=2), 400, "bad-query"),
        (NotFound("entity", "x", ["y"]), 404, "not-found"),
        (Ambiguous("x", ["a", "b"]), 409, "ambiguous"),
        (BadParameter("p", "no"), 400, "bad-parameter"),
    ],
)
def test_errors_become_problems(error: Exception, status: int, name: str) -> None:
    found = problem(fields_of(error))  # type: ignore[arg-type]
    assert (found.status, found.error, found.detail) == (status, name, str(error))
    assert found.response().status_code == status


def test_frames_go_through_a_pipe() -> None:
    near, far = os.pipe()
    outlet = frames.Outlet(far)
    outlet.write(b"held")
    outlet.drop()
    outlet.write(b"kept")
    outlet.say(frames.END, cut=False)
    os.close(far)
    with os.fdopen(near, "rb") as stream:
        assert stream.read() == b'D\0\0\0\x04keptZ\0\0\0\x0e{"cut": false}'
    scope = Scope((None,), ())
    assert frames.scope_of(frames.scope_fields(scope)) == scope
    assert frames.scope_of(None) is None


def test_documents_that_are_well_pass() -> None:
    from aikg.formats import named

    well = {
        "turtle": b'<a:s> <a:p> "[[[((" , \'{{\' , """ "" [ """ . # ((',
        "jsonld": b'{"@context": {"p": {"@id": "a:p", "@type": "@id"}}, "@id": "a:s", "p": "{{[["}',
        "rdfxml": b"<?xml version='1.0'?><!-- <a> --><r><a b='c'/><![CDATA[<x><y>]]></r>",
    }
    for name, document in well.items():
        refuse_hostile(document * 1, named(name))
