"""The bundle that ships is the one that the sources make; and it is served to be kept."""

from __future__ import annotations

import re
import shutil

import httpx
import pytest
from building import EXPLORER, run

from running import ROOT

pytestmark = pytest.mark.slow
BUNDLE = ROOT / "src" / "aikg" / "server" / "bundle"


def test_the_types_fit(npm):
    run("npm", "run", "--silent", "check")


def test_the_sources_make_the_bundle_that_ships(npm, tmp_path):
    run("node", "build.mjs", str(tmp_path / "bundle"))
    made = {path.name: path.read_bytes() for path in (tmp_path / "bundle").iterdir()}
    ships = {path.name: path.read_bytes() for path in BUNDLE.iterdir()}
    assert sorted(made) == sorted(ships), "run `npm run build` in explorer/ and commit what it makes"
    assert [name for name in made if made[name] != ships[name]] == []
    shutil.rmtree(tmp_path / "bundle")


def test_no_source_makes_markup_of_data():
    for path in (EXPLORER / "src").rglob("*.ts"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function",
            text.replace("no innerHTML in", ""),
        ), path


def test_a_lock_file_names_versions_and_no_places():
    text = (EXPLORER / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text and text.count('"integrity"') > 5


def test_files_are_kept_for_ever_and_change_their_address(news):
    page = httpx.get(news.url, headers={"Accept": "text/html"}, trust_env=False)
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'self';") and "unsafe" not in policy
    sources = re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.text)
    assert {path.rpartition("/")[2] for path in sources} >= {"start.js", "explorer.js", "explorer.css", "LICENSES.txt"}
    assert not re.search(r"<script(?![^>]* src=)|<style|style=|onclick", page.text)
    for path in sources:
        answer = httpx.get(news.url + path, trust_env=False)
        assert answer.status_code == 200 and "immutable" in answer.headers["cache-control"], path
        again = httpx.get(news.url + path, headers={"If-None-Match": answer.headers["etag"]}, trust_env=False)
        assert again.status_code == 304
    wrong = httpx.get(news.url + "/assets/0000000000000000/explorer.js", trust_env=False)
    assert wrong.status_code == 404 and "load the page again" in wrong.json()["detail"]
    assert httpx.get(news.url + sources[0].replace("start.js", "..%2fapp.py"), trust_env=False).status_code == 404
