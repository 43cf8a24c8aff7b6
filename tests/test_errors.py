"""The tree of errors: what each does on the command line and over HTTP, its fields, and its cure."""

from __future__ import annotations

import pytest

from aikg import errors
from aikg.validation import Finding, Report

REPORT = Report((Finding("violation", "The claim has no label: add one.", "item:a/1#c"),))
EXAMPLES = [
    (errors.AikgError("broken"), 2, 400, {}, "broken"),
    (errors.DoesNotConform(REPORT), 1, 422, {"report": REPORT}, str(REPORT)),
    (errors.BadRequest("no such thing"), 2, 400, {}, "no such thing"),
    (
        errors.UnreadableInput("a dot is missing", file="a.ttl", line=3, column=7),
        2,
        400,
        {"file": "a.ttl", "line": 3, "column": 7},
        "a.ttl:3:7: a dot is missing",
    ),
    (errors.BadQuery("expected }", line=2, column=1), 2, 400, {"line": 2, "column": 1}, "expected }"),
    (
        errors.NotFound("view", "investor", ["investors"]),
        2,
        404,
        {"kind": "view", "name": "investor", "candidates": ("investors",)},
        "no view 'investor'. Nearest: investors",
    ),
    (
        errors.Ambiguous("Qwen", ["model:qwen", "product:qwen"]),
        2,
        409,
        {"name": "Qwen", "candidates": ("model:qwen", "product:qwen")},
        "'Qwen' can mean 2 things; say which. One of: model:qwen, product:qwen",
    ),
    (
        errors.Taken("Acme", ["organization:acme"]),
        2,
        409,
        {"name": "Acme", "candidates": ("organization:acme",)},
        "'Acme' is a name of organization:acme already: if both are one, `aikg merge KEPT OTHER`, else give a name "
        "that tells them apart",
    ),
    (
        errors.InUse("item:a/1", ["item:b/1#c"]),
        2,
        409,
        {"name": "item:a/1", "candidates": ("item:b/1#c",)},
        "other items refer to item:a/1: change or remove these first: item:b/1#c",
    ),
    (
        errors.Changed("item:a/1", '"x"'),
        2,
        412,
        {"name": "item:a/1", "etag": '"x"'},
        'item:a/1 is not as the request has it: its ETag is now "x"; read it again, and then change it',
    ),
    (errors.BadParameter("org", "is missing"), 2, 400, {"parameter": "org"}, "parameter 'org': is missing"),
    (
        errors.MissingExtra("to_pandas()", "pandas"),
        2,
        400,
        {"feature": "to_pandas()", "extra": "pandas"},
        "to_pandas() needs an optional library: pip install 'aikg[pandas]'",
    ),
    (errors.StoreError("locked; wait for it"), 3, 503, {}, "locked; wait for it"),
    (errors.ModelError("busy; try again"), 3, 502, {}, "busy; try again"),
]


def below(kind: type[errors.AikgError]) -> set[type[errors.AikgError]]:
    return {kind}.union(*map(below, kind.__subclasses__()))


@pytest.mark.parametrize(
    ("error", "exit_code", "http_status", "detail", "message"), EXAMPLES, ids=lambda v: type(v).__name__
)
def test_each_error_has_its_codes_fields_and_words(error, exit_code, http_status, detail, message):
    assert (error.exit_code, error.http_status) == (exit_code, http_status)
    assert error.detail == detail
    assert str(error) == message


def test_no_error_of_the_tree_is_left_out_here():
    ours = {kind for kind in below(errors.AikgError) if kind.__module__ == "aikg.errors"}
    assert ours == {type(example[0]) for example in EXAMPLES}


def test_whoever_catches_bad_requests_catches_all_that_the_caller_can_mend():
    mended_by_caller = {kind for kind in below(errors.AikgError) if kind.exit_code == 2} - {errors.AikgError}
    assert mended_by_caller == below(errors.BadRequest)
    assert not issubclass(errors.StoreError, errors.BadRequest)
    assert not issubclass(errors.DoesNotConform, errors.BadRequest)


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({}, ""),
        ({"file": "a.ttl"}, "a.ttl: "),
        ({"file": "a.ttl", "line": 3}, "a.ttl:3: "),
        ({"line": 3, "column": 1}, "3:1: "),
    ],
)
def test_a_place_is_told_as_far_as_it_is_known(fields, place):
    assert str(errors.UnreadableInput("wrong", **fields)) == f"{place}wrong"


def test_without_candidates_none_are_promised():
    assert str(errors.NotFound("view", "x")) == "no view 'x'"
