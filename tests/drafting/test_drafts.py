"""`aikg draft`: a draft validates once a person has settled what is marked in it, and nothing else."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from rdflib import Dataset, URIRef

from aikg import drafting
from aikg.drafting.documents import document
from aikg.stores.embedded import EmbeddedStore
from lantern import TEXT
from running import ROOT, own, own_store, program, real_article, run, shipped

ARTICLES = Path(__file__).parent / "articles"
OPEN = "aikgv:undecided"

# What a person decides, by the words in which the draft leaves it open.
DECISIONS = {
    "harbour.txt": {
        "aikg:subject aikgv:undecided": "aikg:subject concept:ai-agents",
        "aikg:metric aikgv:undecided": "aikg:metric aikgv:share",
        "aikg:partOf aikgv:undecided": "aikg:partOf policy:us-ai-providers-china-access-restrictions",
    },
    "gangwan.txt": {"aikg:partOf aikgv:undecided": "aikg:partOf policy:rare-earth-magnet-technology-export-control"},
}


def settled(draft: str, decisions: dict[str, str]) -> str:
    """A draft after a person: guesses are right, the rest is decided."""
    text = draft.replace(f", {OPEN}", "")
    for open_point, decided in decisions.items():
        text = text.replace(open_point, decided)
    return text


@pytest.mark.parametrize("name", sorted(DECISIONS))
@pytest.mark.slow
def test_a_draft_validates_once_its_open_points_are_settled(name: str, tmp_path: Path) -> None:
    shutil.copy(ARTICLES / name, tmp_path)
    draft = tmp_path / "draft.trig"
    run("draft", tmp_path / name, "-o", draft, at=shipped())
    held = run("validate", draft, "--articles", tmp_path, at=shipped(), code=1).stdout
    found = re.findall(r"VIOLATION[^\n]*\n(?:  [^\n]*\n)*?  rule: ([^\n]+)", held)
    assert set(found) == {"undecided"}
    assert len(found) == len(re.findall(rf"{OPEN} [;.]", draft.read_text(encoding="utf-8")))
    draft.write_text(settled(draft.read_text(encoding="utf-8"), DECISIONS[name]), encoding="utf-8")
    assert "does not conform" not in run("validate", draft, "--articles", tmp_path, at=shipped()).stdout
    run("build", draft, "--articles", tmp_path, at=tmp_path / "graph")


def test_the_claims_of_an_english_article() -> None:
    said = claims_of("harbour.txt")
    invested = {
        (c["aikg:investor"], c.get("schema:value") or c.get("schema:maxValue"), c["aikg:stage"].rpartition("stage-")[2])
        for c in said
        if c["a"] == "aikg:Investment"
    }
    assert invested == {
        ("organization:sequoia-capital", None, "completed"),
        ("organization:tesla", "30000000.0", "completed"),
        ("organization:mubadala", "50000000.0", "potential"),
    }
    (price,) = (c for c in said if c.get("aikg:metric") == "aikgv:price")
    assert (price["aikg:subject"], price["aikg:change"]) == ("model:gpt-4o", "-20.0")
    (used,) = (c for c in said if c["a"] == "aikg:Deployment")
    assert (used["aikg:subject"], used["aikg:site"]) == ("model:pangu-5.0", "organization:ruijin-hospital")
    values = sorted(
        float(c[p])
        for c in said
        for p in ("schema:value", "schema:minValue")
        if c.get("aikg:metric") == "aikgv:valuation" and p in c
    )
    assert values == [7e8, 1.2e9]


def test_the_claims_of_a_chinese_article() -> None:
    said = claims_of("gangwan.txt")
    figures = {
        (
            c["aikg:metric"].removeprefix("aikgv:"),
            c.get("schema:value") or c.get("schema:minValue") or c.get("schema:maxValue"),
        )
        for c in said
        if "aikg:metric" in c
    }
    assert figures >= {
        ("valuation", "4000000000.0"),
        ("tokens-per-day", "1200000000000.0"),
        ("defect-detection-rate", "97.5"),
        ("inference-latency", "50.0"),
        ("work-substitution-rate", "20.0"),
    }
    assert all(c["rdfs:label"].isascii() is False for c in said if "rdfs:label" in c)
    (forecast,) = (c for c in said if c["a"] == "aikg:Forecast")
    assert (forecast["aikg:claimedBy"], forecast["aikg:periodEnd"]) == ("organization:gartner", "2027-12-31")


def claims_of(name: str) -> list[dict[str, str]]:
    """The claims of a draft: their last value by property."""
    from aikg.identity import curie

    data = Dataset()
    data.parse(data=drafted(name), format="trig")
    found: dict[str, dict[str, str]] = {}
    for s, p, o, graph in data.quads():
        if "#" in str(s) and "/item/" in str(graph):
            prop = "a" if p == URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type") else curie(str(p))
            found.setdefault(str(s), {})[prop] = curie(str(o)) if isinstance(o, URIRef) else str(o)
    return [claim for claim in found.values() if claim.get("a", "").startswith("aikg:")]


def drafted(name: str, *options: str) -> str:
    return run("draft", ARTICLES / name, *options, at=shipped()).stdout


def test_a_new_version_is_a_new_name_and_is_not_near_another_version(tmp_path: Path) -> None:
    path = tmp_path / "news.txt"
    path.write_text("Alibaba released Qwen 3.7 on Monday. Acme Labs said nothing.", encoding="utf-8")
    draft = run("draft", path, at=shipped()).stdout
    assert "aikg:subject model:qwen-3.7" in draft
    near = re.search(r"# near: ([^\n]*)\nmodel:qwen-3\.7 a aikg:Model, aikgv:undecided", draft)
    assert near
    assert "model:qwen " in near[1]
    assert "qwen-3.6" not in near[1]
    assert "model:qwen ;" not in draft
    assert "# New names that no claim mentions: Acme Labs." in draft


def test_what_is_not_covered_is_said_by_place_and_with_quotes_in_words() -> None:
    text = (ARTICLES / "harbour.txt").read_text(encoding="utf-8")
    sentence = "Huawei denied that its Pangu 5.0 model runs on chips from abroad."
    start = text.index(sentence)
    plainly, quoted = drafted("harbour.txt"), drafted("harbour.txt", "--quotes")
    assert f"# not covered: sentence {start}-{start + len(sentence)}\n" in plainly
    assert sentence not in plainly
    assert f"# not covered: sentence {start}-{start + len(sentence)}: {sentence}" in quoted
    assert "# Tesla invested $30 million in Harbour Robotics" in quoted


def test_what_is_in_no_item_is_said_and_counted(tmp_path: Path) -> None:
    text = (
        "Guide\n\nMeta sells glasses in 30 countries now.\n\n1. One\n\nIt came.\n\n2. Two\n\nAll.\n\nSign in\nRelated"
    )
    path = tmp_path / "guide.txt"
    path.write_text(text, encoding="utf-8")
    made, quoted = run("draft", path, at=shipped()), run("draft", path, "--quotes", at=shipped()).stdout
    assert "covers 0 of 3 sentences (1 outside of every item), 0 of 1 figures" in made.stderr
    assert made.stdout.endswith(
        "\n# not covered: sentence outside of every item 7-46\n"
        "# left out as title, byline or page furniture: 0-5; 80-87; 88-95\n\n"
    )
    assert "# not covered: sentence outside of every item 7-46: Meta sells glasses in 30 countries now.\n" in quoted
    assert "; 80-87: Sign in; " in quoted


def test_a_sentence_that_begins_like_page_furniture_is_drafted_and_so_is_what_follows(tmp_path: Path) -> None:
    path = tmp_path / "news.txt"
    path.write_text(
        "Meta released Llama 4.\n\nBy 2027 OpenAI wants to have 800 million users.\n\n"
        "Tesla invested $5 billion in xAI.\n",
        encoding="utf-8",
    )
    made = run("draft", path, at=shipped())
    assert "of 3 sentences," in made.stderr
    assert "a aikg:Investment" in made.stdout


def test_the_example_of_the_ontology_is_read_from_its_title_to_its_end(tmp_path: Path) -> None:
    readme = (ROOT / "ontology" / "README.md").read_text(encoding="utf-8")
    path = tmp_path / "example.txt"
    path.write_text(readme.partition("```text\n")[2].partition("```")[0], encoding="utf-8")
    draft = run("draft", path, at=shipped()).stdout
    assert 'schema:headline "Acme talks to investors"@en' in draft
    assert "aikg:evidence it1:s0-199 ;" in draft


@pytest.mark.slow
def test_the_same_article_gives_the_same_bytes() -> None:
    made = [program("draft", ARTICLES / "harbour.txt", at=shipped(), SOURCE_DATE_EPOCH=1_700_000_000) for _ in range(2)]
    assert made[0].stdout == made[1].stdout
    assert b'"2023-11-14T22:13:20Z"^^xsd:dateTime' in made[0].stdout
    assert program("draft", ARTICLES / "harbour.txt", at=shipped(), SOURCE_DATE_EPOCH="soon").returncode == 2


def test_what_the_graph_has_is_told_and_not_drafted_twice(tmp_path: Path) -> None:
    other = tmp_path / "other-name.txt"
    other.write_bytes(TEXT.encode())
    told = run("draft", other, "-o", tmp_path / "draft.trig", at=own())
    assert "article:lantern; not drafted" in told.stderr
    assert not (tmp_path / "draft.trig").exists()
    again = run("draft", "--again", other, at=own()).stdout
    assert "article:lantern a schema:NewsArticle" in again, "adding it replaces what is there"


def test_two_files_of_one_name_are_two_articles_and_one_text_is_one(tmp_path: Path) -> None:
    paths = [tmp_path / folder / "news.txt" for folder in "abc"]
    for path, text in zip(
        paths, ("Meta released Llama 4.", "Google released Gemini 2.5 Pro.", "Meta released Llama 4."), strict=True
    ):
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
    made = run("draft", *paths, at=shipped())
    articles = re.findall(r"^(article:\S+) a schema:NewsArticle", made.stdout, re.MULTILINE)
    assert len(set(articles)) == len(articles) == 2
    assert f"{paths[2]}: the graph has it, or it came before" in made.stderr


def test_a_name_that_several_bear_is_left_to_the_person(tmp_path: Path) -> None:
    path = tmp_path / "news.txt"
    path.write_text("Ridge may put $5 million into Lantern Labs.", encoding="utf-8")
    names = drafting.Knowledge.of(own_store()).names
    (ridge,) = (m for m in names.find(path.read_text(encoding="utf-8")) if m.name == "Ridge")
    assert ridge.entities == ("organization:ridge-fund", "organization:ridge-robotics")
    draft = run("draft", path, at=own()).stdout
    assert "aikg:investor organization:ridge-fund, organization:ridge-robotics, aikgv:undecided" in draft


def test_the_real_article_is_split_and_read(store: EmbeddedStore) -> None:
    path = real_article()
    text = path.read_bytes().decode()
    draft = drafting.draft(document(str(path), text), drafting.Knowledge.of(store))
    assert [item.position for item in draft.items] == list(range(1, 12))
    assert draft.items[-1].section.end == text.index("large modelsChina") - 2, "the footer is left out"
    assert draft.coverage.numerals_covered > 100
