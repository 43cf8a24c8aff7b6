"""What the command line says when something is wrong: what it is, the cure, the exit code, and nothing half-written."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aikg.cli.main import COMMANDS
from lantern import own_data, write_own
from news_samples import item, relation, trig
from running import PROGRAM, UNSET, environment, own, program, run, shipped


def complaint(*args: object, at: Path | None = None, code: int = 2, given: bytes | str | None = None) -> str:
    """What a wrong request is told on stderr; stdout stays empty."""
    result = run(*args, at=at, code=code, given=given)
    assert result.stdout == "", "data only"
    return result.stderr


# names that are not there


def test_unknown_command():
    told = complaint("shwo", "xAI")
    assert "no command 'shwo'. Nearest: show" in told


def test_unknown_query_and_view():
    assert "no query 'rankin'. Nearest: ranking" in complaint("query", "rankin", at=shipped())
    assert "no view 'investor'. Nearest: investors" in complaint("view", "investor", at=shipped())
    assert "Nearest: ranking" in complaint("queries", "rankin")
    assert "Nearest: investors" in complaint("views", "investor")


def test_unknown_parameter():
    assert "it has: org, stage" in complaint("view", "investors", "--param", "orgg=xAI", at=shipped())
    assert "it has: none" in complaint("query", "SELECT * {}", "--param", "a=b", at=shipped())


@pytest.mark.parametrize(
    ("query", "param", "cure"),
    [
        ("forecasts", "since=tomorrow", "write it as 2026-05-31"),
        ("top-apps", "top=many", "is not a whole number"),
        ("amounts", "at_least=lots", "write it as 1500000 or 0.5"),
        ("investors-of", "stage=maybe", "potential, negotiating"),
        ("ranking", "metric", "write a parameter as name=value"),
        ("ranking", "=x", "write a parameter as name=value"),
    ],
)
def test_wrong_type_of_a_parameter(query, param, cure):
    assert cure in complaint("query", query, "--param", param, at=shipped())


def test_missing_and_repeated_parameter():
    told = complaint("query", "figures-of-metric", at=shipped())
    assert "for example metric=" in told and "--param" in told
    twice = ("--param", "org=xAI", "--param", "org=Meta")
    assert "is given twice" in complaint("view", "investors", *twice, at=shipped())


def test_unknown_entity_lists_candidates():
    assert "Nearest: organization:xai (xAI)" in complaint("show", "xIA", at=shipped())
    assert "organization:zhipu-ai" in complaint("show", "organization:zhipu", at=shipped())
    assert "organization:xai" in complaint("view", "investors", "--param", "org=xIA", at=shipped())
    assert "organization:xai" in complaint("path", "xIA", "Meta", at=shipped())


def test_unknown_entity_without_candidates_says_where_to_look():
    assert "`aikg search TEXT`" in complaint("show", "qqqqqqqqqq", at=shipped())
    assert "`aikg query items` lists" in complaint("show", "item:nothing/1", at=shipped())
    told = run("search", "qqqqqqqqqq", at=shipped(), code=2)
    assert "nothing is called 'qqqqqqqqqq'" in told.stderr and "aikg query entities" in told.stderr


def test_a_name_of_another_class_says_what_has_it():
    told = run("view", "investors", "--param", "org=Qwen", at=shipped(), code=2).stderr
    assert "aikg: no Organization or " in told and "'Qwen'. Nearest: model:qwen (is a Model)" in told


def test_ambiguous_name_is_never_guessed():
    told = complaint("show", "Ridge", at=own())
    assert "'Ridge' can mean 2 things; say which." in told
    assert "organization:ridge-fund (Ridge Fund, Organization)" in told
    assert "organization:ridge-robotics (Ridge Robotics, Organization)" in told
    for args in (("view", "investors", "--param", "org=Ridge"), ("path", "Ridge", "Meta"), ("path", "Meta", "ridge")):
        assert "say which" in complaint(*args, at=own())


def test_no_path():
    told = complaint("path", "OpenAI", "organization:ridge-robotics", at=own())
    assert "organization:openai to organization:ridge-robotics" in told and "`aikg show NAME`" in told


# formats and files


def test_wrong_format():
    assert "'table', 'json'" in complaint("view", "investors", "--format", "xls", at=shipped())
    assert "ask for json, csv, tsv, xml" in complaint("query", "ranking", "--format", "turtle", at=shipped())
    construct = "CONSTRUCT WHERE { ?s ?p ?o }"
    assert "ask for turtle" in complaint("query", construct, "--format", "csv", at=shipped())
    assert "no measure 'fame'; there are degree" in complaint("view", "investors", "--measure", "fame", at=shipped())


def test_file_names_that_say_no_format(tmp_path):
    for args in (("export",), ("view", "investors"), ("query", "ranking")):
        told = complaint(*args, "-o", tmp_path / "x.png", at=shipped())
        assert ".gexf" in told or ".csv" in told
    assert list(tmp_path.iterdir()) == []


def test_output_into_a_missing_folder(tmp_path):
    for args in (("export",), ("query", "ranking"), ("dump", "--format", "nquads"), ("view", "investors")):
        told = complaint(*args, "-o", tmp_path / "missing" / "x.csv", at=shipped())
        assert "cannot be written" in told and "Name a file in a folder" in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "args",
    [
        ("export", "--around", "Nobody at all"),
        ("export", "--measure", "fame"),
        ("view", "investors", "--param", "org=Nobody at all"),
        ("query", "SELECT * { ?s"),
        ("query", "SELECT (1/0 AS ?x) {}", "--format", "turtle"),
    ],
)
def test_a_failure_leaves_the_output_as_it_was(tmp_path, args):
    path = tmp_path / "x.json"
    path.write_text("former", encoding="utf-8")
    complaint(*args, "-o", path, at=shipped())
    assert path.read_text() == "former" and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("command", ["validate", "build", "load"])
def test_missing_file(tmp_path, command):
    told = complaint(command, tmp_path / "nothing.ttl", at=tmp_path / "new" if command != "validate" else shipped())
    assert f"{tmp_path / 'nothing.ttl'}: there is no such file or folder" in told
    assert not (tmp_path / "new").exists(), "no location is begun for it"


@pytest.mark.parametrize(
    ("name", "data", "place", "words"),
    [
        ("x.ttl", b"@prefix a: <b:> .\na:a a:b garbage .\n", ":2:9", "garbage"),
        ("x.trig", b"<a:g> {\n<a:a> <a:b> <a:c> .\n", ":3:1", ""),
        ("x.nt", b"<a:a> <a:b> .\n", ":1:13", ""),
        ("x.nq", b"oops\n", ":1:1", ""),
        ("x.rdf", b"<rdf:RDF>", "", "Unknown prefix"),
        ("x.rdf", b"<?xml version='1.0'?>\n<a>\n  </b>", ":3:5", ""),
        ("x.jsonld", b'{"@id": ', "", "x.jsonld"),
        ("x.ttl", '<a:a> <a:b> "caf\xe9" .'.encode("latin-1"), ":1:", "UTF-8"),
    ],
)
def test_unreadable_rdf_is_told_with_line_and_column(tmp_path, name, data, place, words):
    path = tmp_path / name
    path.write_bytes(data)
    told = complaint("validate", path, at=shipped())
    assert f"{path}{place}" in told and words in told
    assert complaint("build", "--bare", path, at=tmp_path / "new") == told
    assert not list((tmp_path / "new").glob("generations/*")), "nothing is left of the failed build"
    assert "run `aikg build" in complaint("stats", at=tmp_path / "new")


def test_a_file_that_says_nothing(tmp_path):
    empty = tmp_path / "empty.trig"
    empty.write_text("# later\n", encoding="utf-8")
    for command in (["validate", empty], ["build", "--location", tmp_path / "kg", "--bare", empty]):
        told = run(*command, at=shipped() if command[0] == "validate" else None, code=2).stderr
        assert f"{empty}: the file holds no triples" in told


@pytest.mark.parametrize("graph", ["item/x/1#c", "graph/names", "graph/meta", "graph/ontology"])
def test_nobody_writes_what_is_derived(tmp_path, graph):
    """An edge without a claim behind it would be a fact that nothing says."""
    ours = tmp_path / "edge.trig"
    ours.write_text(f"<https://w3id.org/aikg/{graph}> {{ <x:a> <https://w3id.org/aikg/ns#investsIn> <x:b> }}")
    for command in (["validate", ours], ["build", "--location", tmp_path / "kg", "--bare", ours]):
        told = run(*command, at=shipped() if command[0] == "validate" else None, code=2).stderr
        assert graph in told and "derived or kept by aikg" in told


def test_a_literal_that_no_parser_holds(tmp_path):
    path = tmp_path / "long.nt"
    path.write_text(f'<x:a> <x:b> "{"a" * 20_000_000}" .', encoding="utf-8")
    assert "longer than 16 MB" in run("validate", path, at=shipped(), code=2).stderr


def test_an_output_that_is_full():
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PROGRAM, "dump", "--location", str(shipped())], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 3 and b"output: the disk is full" in done.stderr


def test_an_output_that_is_full_after_something_was_done(tmp_path):
    path = tmp_path / "mine.trig"
    path.write_text(trig(item(relation())), encoding="utf-8")
    graph = tmp_path / "graph"
    run("build", at=graph)
    with Path("/dev/full").open("wb") as full:
        command = [*PROGRAM, "add", "--location", str(graph), str(path)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
        helped = subprocess.run([*PROGRAM, "--help"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 3 and b"what this command has done stays" in done.stderr
    assert run("add", path, at=graph).stdout.startswith("unchanged\titem:news/1\t")
    assert helped.returncode == 3 and b"cannot be written (No space left" in helped.stderr
    assert b"Traceback" not in helped.stderr


def test_an_error_in_a_query_file_names_the_file(tmp_path):
    path = tmp_path / "mine.rq"
    path.write_text("SELECT *\n{ ?s ?p ?o", encoding="utf-8")
    assert f"{path}: line 2, column 1: this {{ is never closed" in complaint("query", path, at=shipped())
    assert f"{tmp_path} is no file" in complaint("query", tmp_path, at=shipped())


def test_times_and_hops_that_mean_nothing(tmp_path):
    out = tmp_path / "x.gexf"
    told = run("export", "--since", "2026-05-01", "--until", "2026-04-01", "-o", out, at=shipped(), code=2).stderr
    assert "2026-04-01 is before --since" in told
    assert "--around" in run("export", "--hops", "2", "-o", out, at=shipped(), code=2).stderr
    assert not out.exists()


def test_files_of_another_kind(tmp_path):
    (tmp_path / "x.txt").write_text("hello", encoding="utf-8")
    assert "end it in one of .ttl" in complaint("validate", tmp_path / "x.txt", at=shipped())
    assert "holds no RDF file" in complaint("validate", tmp_path, at=shipped())
    assert "(SHA-256 " in complaint("coverage", tmp_path / "x.txt", at=shipped())
    assert "No such file" in complaint("coverage", tmp_path / "y.txt", at=shipped())


def test_wrong_sparql():
    assert "line 1, column 10: this { is never closed" in complaint("query", "SELECT * { ?s", at=shipped())
    assert "update, not a query" in complaint("query", "INSERT DATA { <a:a> <a:b> <a:c> }", at=shipped())
    assert "SERVICE is refused" in complaint("query", "SELECT * { SERVICE <http://localhost/> { } }", at=shipped())
    assert "stdin: not UTF-8" in complaint("query", "-", at=shipped(), given=b"\xff\xfe")
    assert complaint("query", "-", at=shipped(), given=b"")


def test_query_file_with_a_broken_header(tmp_path):
    (tmp_path / "x.rq").write_text("#+ params: {org: {type: entity\nSELECT * {}", encoding="utf-8")
    assert f"{tmp_path / 'x.rq'}" in complaint("query", tmp_path / "x.rq", at=shipped())
    assert "No such file" in complaint("query", tmp_path / "y.rq", at=shipped())


def test_articles_that_are_not_there(tmp_path):
    assert "does not exist" in complaint("show", "xAI", "--articles", tmp_path / "none", at=shipped())
    told = program("show", "xAI", at=shipped(), AIKG_ARTICLES=tmp_path / "none")
    assert (told.returncode, told.stdout) == (2, b"") and b"AIKG_ARTICLES" in told.stderr


# building what does not conform


def test_a_build_with_violations_changes_nothing(tmp_path):
    folder = write_own(tmp_path / "mine", alone=True)
    place = tmp_path / "graph"
    run("build", "--bare", folder / "news", at=place)
    before = run("dump", at=place).stdout
    (folder / "news" / "lantern.trig").write_text(
        own_data(alone=True).replace("aikgv:modality-confirmed", "aikgv:modality-sure"), encoding="utf-8"
    )
    told = complaint("build", "--bare", folder / "news", at=place, code=1)
    assert "does not conform" in told and "item:lantern/1#paid" in told
    assert run("dump", at=place).stdout == before
    assert len(list((place / "generations").iterdir())) == 1


def test_load_is_all_or_nothing(tmp_path):
    folder = write_own(tmp_path / "mine", alone=True)
    run("build", "--bare", folder / "news", at=tmp_path / "graph")
    before = run("dump", at=tmp_path / "graph").stdout
    (tmp_path / "good.nq").write_text("<a:a> <a:b> <a:c> <a:g> .\n", encoding="utf-8")
    (tmp_path / "wrong.nq").write_text("<a:a> <a:b> <a:c> <a:g> .\noops\n", encoding="utf-8")
    assert "wrong.nq:2:1" in complaint("load", tmp_path / "good.nq", tmp_path / "wrong.nq", at=tmp_path / "graph")
    assert run("dump", at=tmp_path / "graph").stdout == before


@pytest.mark.parametrize(
    ("thing", "cure"),
    [
        ("item:lantern/9", "Nearest: item:lantern/"),
        ("item:lantern/1#paid", "Nearest: item:lantern/1"),
        ("article:lantern", "Nearest: item:lantern/"),
        ("organization:meta", "aikg query items"),
        ("Meta", "aikg query items"),
    ],
)
def test_remove_takes_news_items_only(tmp_path, thing, cure):
    run("backup", tmp_path / "graph", at=own())
    told = complaint("remove", thing, at=tmp_path / "graph")
    assert told.startswith(f"aikg: no news item '{thing}'")
    assert cure in told
    assert run("dump", at=tmp_path / "graph").stdout == run("dump", at=own()).stdout


# locations


def test_location_that_is_not_built(tmp_path):
    for args in (("stats",), ("show", "xAI"), ("remove", "item:x/1"), ("backup", tmp_path / "b")):
        told = complaint(*args, at=tmp_path / "new")
        assert f"aikg build --location {tmp_path / 'new'}" in told
    assert list(tmp_path.iterdir()) == []


def test_location_that_is_a_file(tmp_path):
    (tmp_path / "file").touch()
    assert "is a file" in complaint("stats", at=tmp_path / "file")
    told = program("stats", AIKG_LOCATION=tmp_path / "file")
    assert told.returncode == 3 and b"is not a folder" in told.stderr


def test_what_ships_is_not_changed(tmp_path):
    for args in (("load", tmp_path), ("remove", "item:x/1"), ("backup", tmp_path / "b")):
        assert "--location DIR" in complaint(*args)
    assert "--location DIR" in complaint("build", "--bare")


def test_backup_into_a_folder_that_holds_something(tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    assert "is not empty" in complaint("backup", tmp_path / "full", at=own())


HOLDER = """
import sys
from pathlib import Path
from aikg.stores.location import Location
with Location(Path(sys.argv[1])).writing():
    print("locked", flush=True)
    sys.stdin.read()
"""


def test_locked_by_another_process(tmp_path):
    place = tmp_path / "graph"
    run("backup", place, at=own())
    before = run("dump", at=place).stdout
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    )
    with holder:
        assert holder.stdout is not None and holder.stdin is not None
        assert holder.stdout.readline() == b"locked\n"
        for args in (("build", "--bare"), ("remove", "item:lantern/1"), ("load", write_own(tmp_path / "m") / "news")):
            told = complaint(*args, at=place, code=3)
            assert "another process is writing" in told and str(place) in told
        assert run("dump", at=place).stdout == before, "reading needs no lock"
        holder.stdin.close()
    run("remove", "item:lantern/1", at=place)


def test_a_cache_that_cannot_be_written_says_what_to_do(tmp_path):
    (tmp_path / "cache").touch()
    told = program("search", "xAI", XDG_CACHE_HOME=tmp_path / "cache")
    assert told.returncode == 3 and told.stdout == b""
    assert b"XDG_CACHE_HOME" in told.stderr and b"Traceback" not in told.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_cache_says_what_to_do(tmp_path):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    told = program("search", "xAI", XDG_CACHE_HOME=tmp_path)
    assert told.returncode == 3 and b"XDG_CACHE_HOME" in told.stderr


# pipes


def test_a_pipe_that_is_closed_early_ends_quietly():
    command = f"{' '.join(map(_quoted, PROGRAM))} dump --location {_quoted(str(own()))} | head -n 1"
    ended = subprocess.run(["bash", "-c", command], capture_output=True, env=environment(), check=False)
    assert ended.stdout.count(b"\n") == 1 and ended.stderr == b""


def _quoted(word: str) -> str:
    from shlex import quote

    return quote(word)


def test_a_list_of_services_names_origins(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(UNSET, "AIKG_ALLOWED_SERVICES", "https://query.example/sparql")
    told = complaint("serve", at=shipped())
    assert "AIKG_ALLOWED_SERVICES" in told and "write scheme, host and port alone" in told


def test_words_on_stderr_and_data_on_stdout():
    told = program("query", "ranking", "--format", "json", at=shipped())
    assert told.returncode == 0 and told.stderr == b"" and told.stdout.startswith(b"{")
    wrong = program("query", "rankin", at=shipped())
    assert wrong.returncode == 2 and wrong.stdout == b"" and wrong.stderr.startswith(b"aikg: no query")


def test_exit_code_of_violations(tmp_path):
    path = tmp_path / "x.trig"
    path.write_text(own_data().replace("aikgv:stage-potential", "aikgv:stage-mabye"), encoding="utf-8")
    assert program("validate", path, at=shipped()).returncode == 1


@pytest.mark.parametrize(
    "args",
    [
        ("show", b"\xff\xfe"),
        ("query", b"\xff"),
        ("query", "amounts", "--param", b"currency=\xff"),
        ("view", "investors", "--param", b"org=\xff"),
        ("path", "xAI", b"\xff"),
        ("export", "--around", b"\xff", "-o", "x.gexf"),
        ("search", b"\xff"),
    ],
)
def test_bytes_that_are_no_text(tmp_path, args):
    ended = subprocess.run(
        [*PROGRAM, *args, "--location", str(shipped())],
        capture_output=True,
        env=environment(PYTHONUTF8=1),
        cwd=tmp_path,
        check=False,
    )
    assert ended.returncode == 2 and b"Traceback" not in ended.stderr and ended.stderr.count(b"\n") <= 4
    assert list(tmp_path.iterdir()) == []


# any words at all

HOSTILE = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30),  # as a shell can pass it
    st.sampled_from(
        [
            "",
            " ",
            "-",
            "--",
            "-o",
            "--param",
            "org=",
            "=",
            "a:b",
            "http://",
            "item:",
            "item:x/1#",
            "urn:",
            "{",
            "}",
        ]
    ),
    st.sampled_from(
        ["SELECT", "SELECT * {}", "'; DROP ALL", '"> <', "../../etc/passwd", "\x1b[31m", "\N{RIGHT-TO-LEFT OVERRIDE}"]
    ),
)
READERS = ["query", "queries", "view", "views", "show", "search", "path", "coverage", "validate", "stats"]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(command=st.sampled_from(READERS), words=st.lists(HOSTILE, max_size=3))
@example(command="query", words=["SELECT * {}", "--param", "a=b"])
@example(command="show", words=["x" * 5_000])
@example(command="query", words=["/" + "x" * 300])
@example(command="validate", words=["x" * 300])
@pytest.mark.slow
def test_no_words_cause_a_traceback(command, words):
    result = run(command, *words, at=shipped(), code=None)
    assert result.exit_code in {0, 1, 2, 3}
    if result.exit_code == 2:
        assert result.stderr.strip(), "what is wrong is said"


@settings(max_examples=40, deadline=None)
@given(view=st.sampled_from(["investors", "partnerships", "everything"]), value=HOSTILE)
def test_no_parameter_causes_a_traceback(view, value):
    assert run("view", view, "--param", f"org={value}", at=shipped(), code=None).exit_code in {0, 2}


def test_every_command_says_how_to_use_it_when_it_lacks_something():
    for command in ("query", "view", "show", "search", "path", "coverage", "remove", "backup", "export"):
        assert command in COMMANDS
        told = complaint(command)
        assert "Usage:" in told and "Missing" in told


@pytest.mark.parametrize(
    "text",
    [
        "ASK " + "{" * 20_000 + "}" * 20_000,
        "ASK { FILTER(" + "!" * 20_000 + "true) }",
        "SELECT (" + "+".join(["1"] * 20_000) + " AS ?x) {}",
        "SELECT (1" + " -1" * 20_000 + " AS ?x) {}",
        "ASK { " + " UNION ".join(["{}"] * 20_000) + " }",
        "ASK { ?a " + "/".join(["<x:b>"] * 20_000) + " ?b }",
        "ASK { ?a ?b ?c " + " ".join(f"BIND(1 AS ?v{n})" for n in range(20_000)) + " }",
    ],
    ids=["brackets", "signs", "sum", "difference", "union", "path", "bind"],
)
def test_a_query_that_the_engine_would_die_of(tmp_path, text):
    """In a process of its own: the engine's parser recurses, and ends it."""
    (tmp_path / "deep.rq").write_text(text, encoding="utf-8")
    told = program("query", tmp_path / "deep.rq", at=shipped())
    assert told.returncode == 2, told.stderr
    assert b"200" in told.stderr or b"2,000" in told.stderr
