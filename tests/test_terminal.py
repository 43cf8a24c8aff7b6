"""What is seen on a terminal: tables that fit, colours, lines that break between words, progress, completion."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import subprocess
import termios
import time

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from aikg.cli import main
from aikg.cli.text import aligned, clean, fitted, look, width, wrapped
from lantern import write_own
from running import PROGRAM, UNSET, environment, own, program, run, scratch, shipped, terminal

YELLOW = "\x1b[33m"


@pytest.mark.parametrize(
    ("columns", "args"),
    [
        (40, ("show", "xAI")),
        (80, ("show", "智谱")),
        (60, ("path", "Tarn Capital", "智谱")),
        (80, ("search", "通义")),
        (80, ("view", "everything")),
        (80, ("query", "ranking")),
        (80, ("queries",)),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_nothing_is_wider_than_the_terminal(args, columns):
    shown = terminal(*args, at=None if args == ("queries",) else own(), columns=columns)
    assert shown.code == 0
    assert max(width(line) for line in shown.text.splitlines()) <= columns
    assert all(line == line.rstrip() for line in shown.text.splitlines())


def test_a_table_has_a_head_a_rule_and_a_count():
    lines = terminal("search", "通义", at=shipped(), columns=120).text.splitlines()
    assert lines[0].split() == ["entity", "name", "中文", "class", "found", "as", "score"]
    assert set(lines[1]) == {"─"}
    assert lines[-1] == "2 rows"
    class_at = {width(line[: line.index("Model")]) for line in lines[2:-1]}
    assert len(class_at) == 1, "columns stand below each other, though a Chinese character is two cells wide"


def test_what_is_only_potential_is_seen_to_be():
    assert f"{YELLOW}potential\x1b[0m" in terminal("show", "xAI", at=shipped(), columns=120).raw
    assert YELLOW not in terminal("show", "xAI", at=shipped(), NO_COLOR=1).raw
    assert "\x1b" not in program("show", "xAI", at=shipped()).stdout.decode()


def test_claims_stand_dim_below_their_rows():
    shown = terminal("view", "investors", "--param", "org=xAI", at=shipped(), columns=80)
    assert "   \x1b[2mitem:cn-ai-usage-roundup/4#inv-pif\x1b[0m" in shown.raw
    assert f"{YELLOW}potential\x1b[0m" in shown.raw
    lines = shown.text.splitlines()
    assert any(line.split() == ["item:cn-ai-usage-roundup/4#inv-pif"] for line in lines)


def test_an_answer_is_for_reading():
    shown = terminal("query", "ranking", at=shipped(), columns=80).text
    assert "• Hunyuan 3.0 is number 1" in shown and "value 3,200,000,000,000" in shown
    assert "model:hunyuan-3.0" not in shown, "the name stands for it"
    assert "not shown here: " in shown and "--format csv" in shown
    narrow = terminal("query", "entities", at=shipped(), columns=30).text
    assert re.search(r"^• 1\n  kind +\w+\n  entity +\w", narrow, re.MULTILINE)


def test_an_answer_without_columns_or_with_an_endless_number():
    assert terminal("query", "SELECT * {}", at=shipped()).text.splitlines() == ["1 row"]
    long = terminal("query", "SELECT (%s AS ?n) {}" % ("9" * 60), at=shipped(), columns=80)
    assert long.code == 0 and "9" * 60 in long.text


def test_lines_break_between_words_and_hang():
    lines = terminal("show", "xAI", at=shipped(), columns=60).text.splitlines()
    claims = lines[lines.index(next(line for line in lines if line.startswith("Claims"))) + 2 :]
    assert all(line.startswith(("  • ", "    ")) for line in claims)


def test_claims_stand_beside_edges_where_there_is_room():
    wide = terminal("show", "xAI", at=shipped(), columns=140).text
    line = next(line for line in wide.splitlines() if "Sequoia Capital" in line)
    assert line.endswith("item:cn-ai-usage-roundup/4#inv-sequoia")
    narrow = terminal("show", "xAI", at=shipped(), columns=80).text.splitlines()
    at = next(i for i, line in enumerate(narrow) if "Sequoia Capital" in line)
    assert narrow[at + 1].strip() == "item:cn-ai-usage-roundup/4#inv-sequoia"


def test_progress_is_for_a_terminal_only(tmp_path):
    folder = write_own(tmp_path / "mine", alone=True)
    shown = terminal("build", "--bare", folder / "news", at=tmp_path / "a", columns=100)
    assert shown.code == 0 and "validating" in shown.text and "━" in shown.text
    piped = program("build", "--bare", folder / "news", at=tmp_path / "b")
    assert piped.stdout == b"" and piped.stderr.count(b"\n") == 2 and "━".encode() not in piped.stderr


def test_a_hostile_label_does_not_reach_the_terminal():
    assert clean("a\x1b[31mb\x07\u202ec") == "a [31mb c"


# the words themselves

WORDS = st.text(st.sampled_from("ab 中文é-"), max_size=40)


@given(text=WORDS, space=st.integers(2, 20))
def test_wrapping_keeps_every_word_and_fits(text, space):
    lines = wrapped(text, space)
    assert all(width(line) <= space for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(text=WORDS, space=st.integers(2, 20))
def test_colours_take_no_room(text, space):
    coloured = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in wrapped(look(text, fg="red"), space)]
    assert coloured == wrapped(text, space)


@given(rows=st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=4), space=st.integers(10, 60))
def test_fitted_columns_fit(rows, space):
    widths = fitted(rows, space)
    if widths is not None:
        assert sum(widths) + 4 <= max(space, 4)
        assert all(width(line) <= space for row in rows for line in aligned(row, widths))


# completion, as the shells ask for it


def completed(words: str, last: int, **variables: object) -> list[str]:
    """The values that bash gets for a command line."""
    asked = {"_AIKG_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(last)}
    given = UNSET | {"AIKG_LOCATION": str(shipped())} | asked | {name: str(value) for name, value in variables.items()}
    ended = CliRunner().invoke(main, env=given, prog_name="aikg")
    assert ended.stderr == "" and ended.exit_code == 0, ended.stderr
    return [line.split(",", 1)[1] for line in ended.stdout.splitlines() if line]


def test_completion_of_commands_and_names():
    assert completed("aikg vi", 1) == ["view", "views"]
    assert completed("aikg view inve", 2) == ["investments", "investors"]
    assert "ranking" in completed("aikg query ra", 2)


def test_completion_of_parameters():
    assert completed("aikg view investors --param ", 4) == ["org=", "stage="]
    assert completed("aikg view investors --param stage=pot", 4) == ["stage=potential"]
    assert "org=xAI" in completed("aikg view investors --param org=xA", 4)
    assert completed("aikg view partnerships --param org=智", 4)[0] == "org=智谱"
    assert "org=智能体" not in completed("aikg view partnerships --param org=智", 4), "a concept is no partner"


def test_completion_when_bash_has_parted_the_word():
    assert "xAI" in completed("aikg\nview\ninvestors\n--param\norg\n=\nxA", 6)
    assert "智谱" in completed("aikg\nview\npartnerships\n--param\norg\n=\n智", 6)
    assert "xai" in completed("aikg\nshow\norganization\n:\nxa", 4)


def test_completion_of_entities():
    assert "智谱" in completed("aikg show 智", 2)
    assert "organization:pif" in completed("aikg show Pub", 2), "a name of several words would need quotes"
    assert "Zhipu" in completed("aikg path Meta Zhi", 3)


def test_completion_by_the_program():
    ended = program(AIKG_LOCATION=shipped(), _AIKG_COMPLETE="bash_complete", COMP_WORDS="aikg show 智", COMP_CWORD=2)
    assert "plain,智谱" in ended.stdout.decode().splitlines()


def test_completion_builds_nothing(tmp_path):
    assert completed("aikg show x", 2, AIKG_LOCATION="", XDG_CACHE_HOME=tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_completion_scripts_are_there():
    for shell in ("bash", "zsh", "fish"):
        told = CliRunner().invoke(main, env=UNSET | {"_AIKG_COMPLETE": f"{shell}_source"}, prog_name="aikg")
        assert "_AIKG_COMPLETE" in told.stdout


@pytest.mark.slow
def test_completion_in_a_real_bash():
    """What appears after the tab key, with bash's own way of parting words."""
    folder = scratch() / "bin"
    folder.mkdir(exist_ok=True)
    (folder / "aikg").write_text(f'#!/bin/sh\nexec {PROGRAM[0]} -c "{PROGRAM[2]}" "$@"\n')
    (folder / "aikg").chmod(0o755)
    env = environment(AIKG_LOCATION=shipped(), PATH=f"{folder}:{os.environ['PATH']}", TERM="dumb", LC_ALL="C.UTF-8")
    leader, follower = pty.openpty()
    shell = subprocess.Popen(
        ["bash", "--norc", "--noprofile", "-i"],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env=env,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - a shell wants to own its terminal
    )
    os.close(follower)
    try:
        os.write(
            leader, b'bind "set enable-bracketed-paste off"; eval "$(_AIKG_COMPLETE=bash_source aikg)"; echo rea""dy\n'
        )
        assert "ready\r\n" in _until(leader, "ready\r\n")
        for begun, ended in {
            "aikg view investors --param stage=pot": "stage=potential ",
            "aikg view partnerships --param ": "--param org=",
            "aikg view partnerships --param org=智": "org=智谱",
            "aikg show organization:xai-": "organization:xai-holdings ",
        }.items():
            os.write(leader, begun.encode() + b"\t")
            assert ended in _until(leader, ended), begun
            os.write(leader, b"\x15")
    finally:
        shell.kill()
        shell.wait()
        os.close(leader)


def _until(leader: int, words: str) -> str:
    shown, end = "", time.monotonic() + 30
    while words not in shown and time.monotonic() < end:
        if select.select([leader], [], [], 0.5)[0]:
            try:
                shown += os.read(leader, 65536).decode(errors="replace").replace("\a", "")
            except OSError:
                break
    return shown


def test_the_runner_and_the_program_print_the_same():
    assert program("show", "xAI", at=shipped()).stdout.decode() == run("show", "xAI", at=shipped()).stdout
