"""The map of the modules is kept, and what the style asks for holds."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src" / "aikg").rglob("*.py"))
LONGEST_MODULE = 330
LONGEST_FUNCTION = 45


def test_the_import_contracts_are_kept() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--config", str(ROOT / "pyproject.toml")]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_modules_and_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_MODULE
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {
        f.name: f.end_lineno - f.lineno
        for f in functions
        if f.end_lineno and f.end_lineno - f.lineno > LONGEST_FUNCTION
    }
    assert not long


def test_the_public_names_are_few_and_all_there() -> None:
    import aikg

    assert len(aikg.__all__) <= 15
    assert all(hasattr(aikg, name) for name in aikg.__all__)


def test_importing_the_package_is_cheap() -> None:
    heavy = ("networkx", "numpy", "scipy", "pandas", "pyshacl", "fastapi", "rich.table")
    code = f"import sys, aikg; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
