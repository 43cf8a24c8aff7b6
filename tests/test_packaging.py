"""What is installed is whole: from the wheel, and in editable mode, `aikg` answers from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

import aikg
from running import ROOT, environment

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def python(environment_folder: Path) -> Path:
    return environment_folder / "bin" / "python"


def ran(*command: object, cwd: Path | None = None, **variables: object) -> str:
    env = environment(**variables)
    env.pop("PYTHONPATH", None)  # what is installed, not what is beside
    ended = subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd=cwd, env=env, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    return ended.stdout


def pip(*args: object) -> str:
    options = ("--no-deps", "--no-build-isolation", "--disable-pip-version-check", "--quiet")
    return ran(sys.executable, "-m", "pip", *args, *options, cwd=ROOT)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    pytest.importorskip("hatchling", reason="builds the wheel without an index")
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", ROOT, "--wheel-dir", folder)
    return next(folder.glob("aikg-*.whl"))


@pytest.fixture
def fresh(tmp_path):
    """An environment of its own that borrows the dependencies from this one, but not aikg."""
    folder = tmp_path / "venv"
    venv.create(folder, symlinks=True)
    site = Path(ran(python(folder), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder


def answers(folder: Path, tmp_path: Path) -> None:
    """Installed there, the command answers from another folder, with ontology, queries and data of its own."""
    told = ran(
        folder / "bin" / "aikg",
        *("view", "investors", "--param", "org=xAI"),
        cwd=tmp_path,
        XDG_CACHE_HOME=tmp_path / "cache",
    )
    assert told.count("potentialInvestorIn") == 4


@pytest.mark.slow
def test_the_wheel_answers(wheel, fresh, tmp_path):
    ran(sys.executable, "-m", "pip", "--python", python(fresh), "install", "--no-deps", "--no-index", "--quiet", wheel)
    answers(fresh, tmp_path)
    code = "import aikg, aikg.resources as r; print(r.root()); print(aikg.__file__)"
    root, file = ran(python(fresh), "-c", code, cwd=tmp_path).split()
    assert Path(root) == Path(file).parent and str(tmp_path) in file, "all of it comes from the wheel"


@pytest.mark.slow
def test_an_editable_install_answers(fresh, tmp_path):
    command = [sys.executable, "-m", "pip", "--python", python(fresh), "install", "--no-deps", "--quiet"]
    if all(map(find_spec, ("hatchling", "editables"))):
        command.append("--no-build-isolation")
    ended = subprocess.run(
        [*map(str, command), "--editable", str(ROOT)], capture_output=True, text=True, env=environment(), check=False
    )
    if ended.returncode and not os.environ.get("CI"):
        pytest.skip(f"no index to take the build backend from: {ended.stderr.strip().splitlines()[-1]}")
    assert ended.returncode == 0, ended.stderr
    answers(fresh, tmp_path)
    assert ran(python(fresh), "-c", "import aikg.resources as r; print(r.root())", cwd=tmp_path).strip() == str(ROOT)


@pytest.mark.slow
def test_the_wheel_holds_what_it_needs_and_no_more(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        metadata = next(name for name in names if name.endswith("METADATA"))
        described = archive.read(metadata).decode()
    for folder in ("ontology", "queries", "data", "mappings"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file():
                assert f"aikg/{path.relative_to(ROOT).as_posix()}" in names
    assert "aikg/py.typed" in names
    assert {"aikg/server/templates/entity.html", "aikg/server/static/pages.css"} <= names
    assert any(name.endswith("entry_points.txt") for name in names)
    strays = [n for n in names if "test" in n.split("/")[1:2] or n.endswith((".pyc", ".orig")) or "__pycache__" in n]
    assert not strays
    assert f"Version: {aikg.__version__}" in described and "License-Expression: Apache-2.0" in described


@pytest.mark.slow
def test_a_plain_install_needs_no_extra(tmp_path):
    """All that only extras bring is hidden, and a graph of one's own is built, loaded, copied, asked and served."""
    needed = {_name(line) for line in PROJECT["dependencies"]}
    extras = {_name(line) for lines in PROJECT["optional-dependencies"].values() for line in lines} - needed - {"aikg"}
    assert "pandas" in extras
    hide = f"import sys; sys.modules |= dict.fromkeys({sorted(extras)!r}); sys.argv[0] = 'aikg'; "
    command = (sys.executable, "-c", f"{hide}from aikg.cli import main; main()")
    graph, copy = tmp_path / "graph", tmp_path / "copy"
    ran(*command, "build", "--location", graph)
    ran(*command, "load", "--location", graph, ROOT / "data" / "registry.trig")
    ran(*command, "backup", "--location", graph, copy)
    assert "potentialInvestorIn" in ran(*command, "view", "investors", "--param", "org=xAI", "--location", copy)
    serve = [*command, "serve", "--location", graph, "--port", "0"]
    with subprocess.Popen(list(map(str, serve)), env=environment(), stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        assert " at http://127.0.0.1:" in server.stderr.readline()
        server.terminate()


def test_what_is_imported_is_declared():
    """Each package that src imports is a dependency or belongs to an extra."""
    import ast

    declared = {_name(line) for line in PROJECT["dependencies"]}
    declared |= {_name(line) for lines in PROJECT["optional-dependencies"].values() for line in lines}
    known = {"yaml": "pyyaml"}
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            for top in {name.partition(".")[0] for name in names} - {"aikg", "__future__"} - sys.stdlib_module_names:
                assert known.get(top, top.replace("_", "-")) in declared | {"starlette"}, f"{path} imports {top}"


def _name(requirement: str) -> str:
    for end, character in enumerate(requirement):
        if character in "<>=[ ;~!":
            return requirement[:end]
    return requirement
