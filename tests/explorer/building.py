"""Node, and the packages that the page is built from."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from running import ROOT

EXPLORER = ROOT / "explorer"


@cache
def installed() -> Path:
    """The sources with their packages; without Node the test is skipped, but on a machine that checks changes."""
    if shutil.which("npm") is None:
        reason = "there is no Node (Debian: nodejs, npm)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    if not (EXPLORER / "node_modules" / ".package-lock.json").exists():
        run("npm", "ci", "--no-fund", "--no-audit", "--ignore-scripts")
    return EXPLORER


def run(*command: str) -> str:
    done = subprocess.run(command, cwd=EXPLORER, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
