"""Running the command line in tests: inside this process, as a program, and on a terminal; and graphs to run it on."""

from __future__ import annotations

import atexit
import errno
import fcntl
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import termios
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

import pytest
from click.testing import CliRunner, Result

from aikg.cli import main
from aikg.stores.embedded import EmbeddedStore
from aikg.stores.location import Location
from lantern import write_own

ROOT = Path(__file__).parents[1]
REAL_ARTICLE = ROOT.parent / "shared" / "articles" / "cn-ai-usage-roundup.txt"
PROGRAM = (sys.executable, "-c", "import sys; sys.argv[0] = 'aikg'; from aikg.cli import main; main()")
UNSET = {name: None for name in os.environ if name.startswith(("AIKG_", "_AIKG"))} | {"COLUMNS": None, "NO_COLOR": None}


@cache
def scratch() -> Path:
    """A folder for what all tests of this process share."""
    folder = Path(mkdtemp(prefix="aikg-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def shipped() -> Path:
    """A location with the graph that ships."""
    run("build", at=scratch() / "shipped")
    return scratch() / "shipped"


@cache
def own() -> Path:
    """A location with the graph that ships and the second article; beside it the folders `news` and `texts`."""
    folder = write_own(scratch() / "own")
    run("build", folder / "news", at=folder / "graph")
    return folder / "graph"


@cache
def own_store() -> EmbeddedStore:
    """The store of `own`, for reading."""
    return EmbeddedStore(Location(own()).needed(), read_only=True)


def run(*args: object, at: Path | None = None, code: int | None = 0, given: bytes | str | None = None) -> Result:
    """Run a command inside this process, on the location `at`. It must end with `code` (None = any)."""
    words = [str(arg) for arg in args]
    if at is not None:
        words[1:1] = ["--location", str(at)]
    result = CliRunner().invoke(main, words, input=given, env=UNSET | {"XDG_CACHE_HOME": str(scratch() / "cache")})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert code is None or result.exit_code == code, f"{words}: exit {result.exit_code}\n{result.output}"
    assert "Traceback" not in result.output
    return result


def _located(at: Path | None) -> tuple[str, ...]:
    return () if at is None else ("--location", str(at))


def environment(**variables: object) -> dict[str, str]:
    """The environment of a program: this one, without aikg's own settings, and with some of the test's."""
    kept = {name: value for name, value in os.environ.items() if name not in UNSET}
    kept["XDG_CACHE_HOME"] = str(scratch() / "cache")
    return kept | {name: str(value) for name, value in variables.items()}


def program(
    *args: object, at: Path | None = None, given: bytes | None = None, cwd: Path | None = None, **variables: object
) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a program of its own, with real pipes."""
    return subprocess.run(
        [*PROGRAM, *map(str, args), *_located(at)],
        input=given,
        capture_output=True,
        cwd=cwd,
        env=environment(**variables),
        check=False,
        timeout=120,
    )


class Screen(NamedTuple):
    """What a program showed on a terminal: with its colours, and without."""

    raw: str
    text: str
    code: int


def terminal(*args: object, at: Path | None = None, columns: int = 80, **variables: object) -> Screen:
    """Run a command on a terminal of so many columns; what it writes to stdout and stderr is one stream."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    env = environment(TERM="xterm-256color", **variables)
    with subprocess.Popen(
        [*PROGRAM, *map(str, args), *_located(at)], stdin=follower, stdout=follower, stderr=follower, env=env
    ) as process:
        os.close(follower)
        shown = b""
        while chunk := _read(leader):
            shown += chunk
        code = process.wait(timeout=60)
    os.close(leader)
    raw = shown.decode().replace("\r\n", "\n")
    return Screen(raw, re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", raw), code)


def _read(leader: int) -> bytes:
    try:
        return os.read(leader, 65536)
    except OSError as error:  # Linux's way to say that the other end is closed
        if error.errno != errno.EIO:
            raise
        return b""


def real_article() -> Path:
    """The text of the article that ships, which is not in the repository; without it the test is skipped."""
    if not REAL_ARTICLE.is_file():
        if os.environ.get("CI"):
            pytest.fail(f"the article text is not at {REAL_ARTICLE}")
        pytest.skip(f"the article text is not at {REAL_ARTICLE}")
    return REAL_ARTICLE
