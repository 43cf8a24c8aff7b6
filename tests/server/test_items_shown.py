"""What hostile news that conforms looks like on a page: text, never markup."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from server_process import Server

from news_samples import item, registry, relation, trig
from running import shipped

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.mark.slow
def test_script_in_labels_is_text(tmp_path: Path) -> None:
    shutil.copytree(shipped(), tmp_path / "graph")
    news = trig(
        item(relation(target="organization:evil")).replace('"maker"@en', f'"{SCRIPT}"@en').replace("Widgets", SCRIPT)
    )
    news += registry(("organization:evil", "aikg:Organization", SCRIPT))
    server = Server(tmp_path / "graph", AIKG_READERS=1)
    try:
        headers = {"Content-Type": "application/trig"}
        answer = server.http.post("/items", content=news, headers=headers, params={"by": SCRIPT})
        assert answer.status_code == 201, answer.text
        run = server.rows(
            "SELECT ?r { GRAPH <https://w3id.org/aikg/graph/log> { ?r a <http://www.w3.org/ns/prov#Activity> } }"
        )
        log = run[0]["r"].partition("https://w3id.org/aikg")[2]
        for path in ("/item/news/1", "/id/organization/evil", "/article/news", log, "/search?q=script"):
            page = server.http.get(path, headers={"Accept": "text/html"})
            assert page.status_code == 200, path
            assert "<script>alert" not in page.text and "<img src=x" not in page.text, path
    finally:
        server.stop()
