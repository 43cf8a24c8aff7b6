"""aikg add, remove and log: a batch goes past what is bad, tells what became of each thing, and can be run again."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from threading import Timer

import pytest
from filelock import FileLock

from aikg import submissions
from lantern import own_data, write_own
from news_samples import PREFIXES, claim, iri, item, registry, relation, trig, write
from running import ROOT, program, run, shipped, terminal

BAD = claim("bad", "Observation", "aikg:subject organization:xai")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A graph of one's own, with what ships."""
    run("backup", tmp_path / "graph", at=shipped())
    return tmp_path / "graph"


def content(place: Path) -> list[str]:
    """All quads but data version and log."""
    lines = run("dump", at=place).stdout.splitlines()
    return [line for line in lines if "/graph/meta>" not in line and "/graph/log>" not in line]


def report(*args: object, at: Path, code: int = 0) -> dict:
    return json.loads(run("add", *args, "--report", "json", at=at, code=code).stdout)


def test_a_batch_goes_past_what_is_bad(place, tmp_path):
    folder = tmp_path / "news"
    write(folder / "a.trig", trig(item(relation()), item(BAD.replace(iri(), iri(number=2)), number=2)))
    write(folder / "b.ttl", "this is no turtle")
    write(folder / "c.nq", "")
    write(folder / "d.trig", own_data())
    write(folder / "e.jsonld", '{"@context": "https://example.org/elsewhere.jsonld", "id": "x"}')
    told = report(folder, at=place, code=1)
    assert [thing for thing in told["added"] if thing.startswith("item:")] == [
        "item:lantern/1",
        "item:lantern/2",
        "item:news/1",
    ]
    refused = {(Path(refusal["file"]).name, refusal["thing"]) for refusal in told["refused"]}
    assert refused == {("a.trig", "item:news/2"), ("b.ttl", ""), ("c.nq", ""), ("e.jsonld", "")}
    by_file = {Path(refusal["file"]).name: refusal for refusal in told["refused"]}
    assert {finding["rule"] for finding in by_file["a.trig"]["findings"]} == {
        "Observation-number",
        "Observation-metric",
    }
    assert "1:" in by_file["b.ttl"]["reason"]
    assert "context" in by_file["e.jsonld"]["reason"]
    assert run("validate", at=place).stdout.startswith("conforms")


def test_again_changes_nothing(place, tmp_path):
    mine = write(tmp_path / "mine.trig", own_data())
    run("add", mine, at=place)
    before = run("dump", at=place).stdout
    told = run("add", mine, at=place)
    assert {line.split("\t")[0] for line in told.stdout.splitlines()} == {"unchanged"}
    assert "unchanged 4 entities, 2 items, 1 article" in told.stderr
    assert run("dump", at=place).stdout == before


def test_what_ships_can_be_added_to_an_empty_graph(tmp_path):
    run("build", "--bare", at=tmp_path / "graph")
    run("add", ROOT / "data", at=tmp_path / "graph")
    assert content(tmp_path / "graph") == content(shipped())


def test_strict_stops_at_the_first_refusal(place, tmp_path):
    items = (
        item(relation()),
        item(BAD.replace(iri(), iri(number=2)), number=2),
        item(relation(of=iri(number=3)), number=3),
    )
    told = report(write(tmp_path / "a.trig", trig(*items)), "--strict", at=place, code=1)
    assert told["added"] == ["article:news", "item:news/1"]
    assert [refusal["thing"] for refusal in told["refused"]] == ["item:news/2"]
    assert "item:news/3" not in run("query", "items", "--format", "csv", at=place).stdout


@pytest.mark.parametrize("bad", ["this is no turtle", "<urn:x> <urn:y> <urn:z> ."])
def test_strict_stops_before_anything_is_stored_if_a_file_is_bad(place, tmp_path, bad):
    write(tmp_path / "n" / "a.trig", own_data())
    write(tmp_path / "n" / "b.ttl", bad)
    told = report(tmp_path / "n", "--strict", at=place, code=1)
    assert told["added"] == []
    assert len(told["refused"]) == 1


def test_what_only_a_refused_item_mentions_is_not_stored(place, tmp_path):
    new = registry(
        ("organization:acme", "aikg:Organization", "Acme"), ("organization:bolt", "aikg:Organization", "Bolt")
    )
    bad = BAD.replace("organization:xai", "organization:acme")
    told = report(write(tmp_path / "a.trig", trig(item(bad)) + new), at=place, code=1)
    assert told["added"] == ["organization:bolt"]
    assert run("show", "Acme", at=place, code=2)


def test_a_bad_entity_takes_the_items_with_it_that_mention_it(place, tmp_path):
    new = (
        PREFIXES
        + '<https://w3id.org/aikg/graph/registry> { organization:acme a aikg:Organization ; skos:prefLabel "Acme" . }'
    )
    write(tmp_path / "n" / "registry.trig", new)
    write(
        tmp_path / "n" / "a.trig",
        trig(item(relation(target="organization:acme")), item(relation(of=iri(number=2)), number=2)),
    )
    told = report(tmp_path / "n", at=place, code=1)
    assert {refusal["thing"] for refusal in told["refused"]} == {"organization:acme", "item:news/1"}
    assert told["added"] == ["article:news", "item:news/2"]


def test_evidence_is_held_against_the_texts(place, tmp_path):
    texts = write_own(tmp_path / "own") / "texts"
    good = own_data()
    assert not report(write(tmp_path / "a.trig", good), "--articles", texts, at=place)["refused"]
    wrong = re.sub(r"(oa:start )([0-9]+)", lambda found: f"{found[1]}{int(found[2]) + 35}", good)
    told = report(write(tmp_path / "b.trig", wrong), "--articles", texts, at=place, code=1)
    assert {refusal["thing"] for refusal in told["refused"]} <= {"item:lantern/1", "item:lantern/2"}
    assert told["refused"]
    (texts / "lantern.txt").write_text("another text", encoding="utf-8")
    new = write(tmp_path / "c.trig", good.replace('"A week in the', '"One week in the'))
    told = report(new, "--articles", texts, at=place, code=1)
    assert "article:lantern" in {refusal["thing"] for refusal in told["refused"]}


def test_the_order_of_files_and_items_does_not_matter(place, tmp_path):
    part = claim("part", "Claim", f"aikg:subject organization:acme ; aikg:partOf <{iri('z')}#maker>", of=iri("a"))
    write(tmp_path / "n" / "a.trig", trig(item(part, "a"), name="a"))
    write(tmp_path / "n" / "z.trig", trig(item(relation(of=iri("z")), "z"), name="z"))
    write(tmp_path / "n" / "zz.trig", PREFIXES + registry(("organization:acme", "aikg:Organization", "Acme")))
    assert not report(tmp_path / "n", at=place)["refused"]


def test_one_graph_stands_in_one_file(place, tmp_path):
    write(tmp_path / "n" / "a.trig", trig(item(relation())))
    write(tmp_path / "n" / "b.trig", trig(item(relation("other"))))
    told = report(tmp_path / "n", at=place, code=1)
    assert [(refusal["thing"], Path(refusal["file"]).name) for refusal in told["refused"]] == [
        ("item:news/1", "b.trig")
    ]
    assert "a.trig says it otherwise" in told["refused"][0]["reason"]


def test_an_item_of_endless_triples_is_refused_and_the_rest_is_added(place, tmp_path):
    head = f"<{iri('endless')}#maker> rdfs:seeAlso ( {'1 ' * submissions.MOST_TRIPLES} ) ."
    write(tmp_path / "n" / "endless.trig", trig(item(relation(of=iri("endless")) + head, "endless"), name="endless"))
    write(tmp_path / "n" / "good.trig", trig(item(relation())))
    told = report(tmp_path / "n", at=place, code=1)
    assert [refusal["thing"] for refusal in told["refused"]] == ["item:endless/1", "article:endless"]
    assert "triples, and may have 20,000" in told["refused"][0]["reason"]
    assert "item:news/1" in told["added"]


def test_items_of_a_refused_article_say_so_and_a_long_list_of_reasons_is_cut(place, tmp_path):
    bad = "".join(claim(f"bad{n}", "Observation", "aikg:subject organization:xai", of=iri("many")) for n in range(40))
    write(tmp_path / "n" / "many.trig", trig(item(bad, "many"), name="many"))
    odd = trig(item(relation(of=iri("odd")), "odd"), name="odd")
    write(
        tmp_path / "n" / "odd.trig",
        odd.replace('schema:sha256 "', f'rdfs:seeAlso ( {"1 " * 20_001} ) ; schema:sha256 "'),
    )
    told = report(tmp_path / "n", at=place, code=1)
    reasons = {refusal["thing"]: refusal["reason"] for refusal in told["refused"]}
    assert reasons["item:odd/1"] == "its article article:odd was refused"
    printed = run("add", tmp_path / "n", at=place, code=1).stderr
    assert "more (--report json has all)" in printed
    assert len(printed.splitlines()) < 150


def test_endless_aliases_of_one_entity_are_refused(place, tmp_path):
    names = ", ".join(f'"alias {n}"@en' for n in range(submissions.MOST_OF_ONE + 1))
    entity = f'organization:acme a aikg:Organization ; skos:prefLabel "Acme"@en ; skos:altLabel {names} .'
    path = write(tmp_path / "many.trig", f"{PREFIXES}<https://w3id.org/aikg/graph/registry> {{ {entity} }}")
    told = report(path, at=place, code=1)
    assert [refusal["thing"] for refusal in told["refused"]] == ["organization:acme"]
    assert [finding["rule"] for finding in told["refused"][0]["findings"]] == ["too-large"]


def test_what_a_later_file_says_wrongly_of_an_entity_does_not_refuse_the_others(place, tmp_path):
    entity = registry(("organization:acme", "aikg:Organization", "Acme"))
    news = claim("c", "Claim", "aikg:subject organization:acme", of=iri("b"))
    write(tmp_path / "n" / "b.trig", trig(item(news, "b"), name="b") + entity)
    evil = "organization:acme <http://www.w3.org/2002/07/owl#sameAs> organization:xai ."
    write(tmp_path / "n" / "c.trig", f"{PREFIXES}<https://w3id.org/aikg/graph/registry> {{ {evil} }}")
    told = report(tmp_path / "n", at=place, code=1)
    assert [(refusal["thing"], Path(refusal["file"]).name) for refusal in told["refused"]] == [
        ("organization:acme", "c.trig")
    ]
    assert {"item:b/1", "organization:acme"} <= set(told["added"])


def test_two_versions_of_an_article_refuse_the_second_only(place, tmp_path):
    write(tmp_path / "n" / "a.trig", trig(item(relation())))
    other = trig(item(relation())).replace("A week in widgets", "Another week")
    write(tmp_path / "n" / "b.trig", other.replace(iri(), iri(number=2)).replace("position 1", "position 2"))
    told = report(tmp_path / "n", at=place, code=1)
    assert [(refusal["thing"], Path(refusal["file"]).name) for refusal in told["refused"]] == [
        ("article:news", "b.trig")
    ]
    assert {"article:news", "item:news/1", "item:news/2"} <= set(told["added"])


def test_a_command_waits_a_moment_for_another_writer(place, tmp_path):
    path = write(tmp_path / "a.trig", trig(item(relation())))
    lock = FileLock(place / "writer.lock", thread_local=False)
    lock.acquire()
    timer = Timer(0.9, lock.release)
    timer.start()
    assert "item:news/1" in report(path, at=place)["added"]
    timer.join()


def test_links_of_nobody_are_refused_and_not_passed_over(place, tmp_path):
    ends = "<https://w3id.org/aikg/item/no/1#x> aikg:supersedes <https://w3id.org/aikg/item/no/2#x>"
    path = write(tmp_path / "links.trig", PREFIXES + f"<https://w3id.org/aikg/graph/links> {{ {ends} }}")
    told = report(path, at=place, code=1)
    assert [refusal["thing"] for refusal in told["refused"]] == ["item:no/1#x"]


def test_a_triple_said_twice_is_the_same_graph(place, tmp_path):
    line = "<https://w3id.org/aikg/item/news/1> <https://schema.org/position> 1 .\n"
    text = trig(item(relation()))
    write(tmp_path / "n" / "a.trig", text)
    write(tmp_path / "n" / "b.trig", text + f"<https://w3id.org/aikg/item/news/1> {{ {line} {line} }}")
    assert not report(tmp_path / "n", at=place)["refused"]


@pytest.mark.parametrize("name", ["item.ttl", "item.jsonld"])
def test_turtle_and_json_ld_need_no_graphs(tmp_path, name):
    run("build", "--bare", at=tmp_path / "graph")
    held = run("validate", ROOT / "tests" / "shapes" / "twins" / name, at=tmp_path / "graph")
    assert held.stdout.startswith("conforms")
    told = report(ROOT / "tests" / "shapes" / "twins" / name, at=tmp_path / "graph")
    assert told["added"][:2] == ["article:example", "item:example/1"]
    assert not told["refused"]


@pytest.mark.slow
def test_from_a_pipe_to_a_pipe(place):
    told = program("add", "--format", "trig", "-", at=place, given=own_data().encode())
    assert told.returncode == 0
    assert told.stdout.decode().splitlines()[:2] == ["added\tarticle:lantern\tstdin", "added\titem:lantern/1\tstdin"]
    broken = program("add", "--format", "trig", "-", at=place, given=b"<a> b")
    assert broken.returncode == 1
    assert b"refused stdin: 1:5:" in broken.stderr
    assert b"/tmp" not in broken.stderr


def test_on_a_terminal_the_summary_is_enough(place, tmp_path):
    shown = terminal("add", write(tmp_path / "mine.trig", own_data()), at=place)
    assert shown.code == 0
    assert "added 4 entities, 2 items, 1 article" in shown.text
    assert "added\t" not in shown.text


def test_a_dry_run_writes_nothing_and_needs_no_graph_of_ones_own(tmp_path):
    mine = write(tmp_path / "mine.trig", own_data())
    before = run("dump", at=shipped()).stdout
    assert "would have added 4 entities, 2 items, 1 article" in run("add", "--dry-run", mine).stderr
    assert "would have added 4 entities, 2 items, 1 article" in run("add", "--dry-run", mine, at=shipped()).stderr
    assert run("dump", at=shipped()).stdout == before


def test_control_characters_of_a_file_do_not_reach_the_terminal(place, tmp_path):
    nasty = write(tmp_path / "a.trig", trig(item(relation(target="organization:\u009b31mred"))))
    told = program("add", nasty, at=place)
    assert told.returncode == 1
    assert "\u009b" not in told.stderr.decode() + told.stdout.decode()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("'@context': https://w3id.org/aikg/context.jsonld\nid: item:x/1\nheadlin: {en: x}", "did you mean headline?"),
        ("'@context': https://w3id.org/aikg/context.jsonld\nid: item:x/1\nzzz: 1", "no term 'zzz'"),
        ("id: item:x/1\nheadline: x", "no @context"),
    ],
)
def test_no_key_is_dropped_without_a_word(place, tmp_path, text, why):
    assert why in report(write(tmp_path / "a.yamlld", text), at=place, code=1)["refused"][0]["reason"]


def test_a_file_whose_name_is_no_text(place, tmp_path):
    odd = tmp_path / os.fsdecode(b"\xff.trig")
    odd.write_text(own_data(), encoding="utf-8")
    told = program("add", odd, at=place)
    assert told.returncode == 0, told.stderr
    assert run("log", "item:lantern/1", at=place).stdout.count("item:lantern/1") == 1


@pytest.mark.parametrize(
    ("args", "why"),
    [
        ((), "name at least one file"),
        (("nowhere.trig",), "there is no such file"),
        (("--format", "trig", "x.trig"), "--format is for stdin"),
        (("-",), "--format trig"),
        (("--format", "rdf", "-"), "no RDF format 'rdf'"),
    ],
)
def test_what_is_asked_wrongly(place, args, why):
    assert why in run("add", *args, at=place, code=2, given="").stderr


def test_what_ships_is_not_added_to(tmp_path):
    told = run("add", write(tmp_path / "mine.trig", own_data()), code=2).stderr
    assert "aikg build --location DIR" in told


def test_the_log_tells_who_what_when_and_from_where(place, tmp_path):
    mine = write(tmp_path / "mine.trig", own_data())
    run("add", mine, "--by", "news desk", at=place)
    run("remove", "item:lantern/2", "--by", "https://orcid.org/0000-0002-1825-0097", at=place)
    rows = json.loads(run("log", "item:lantern/2", "--format", "json", at=place).stdout)
    assert [(row["action"], row["agent"], row["source"]) for row in rows] == [
        ("removed", "https://orcid.org/0000-0002-1825-0097", "aikg remove"),
        ("added", "news desk", str(mine)),
    ]
    assert all(row["time"].endswith("Z") for row in rows)
    lines = run("log", "--limit", "1", "--format", "csv", at=place).stdout.splitlines()
    assert lines[0] == "time,agent,action,thing,source"
    assert len(lines) == 2
    assert "Lantern Labs" not in run("log", "Lantern Labs", at=place).stdout
    assert "organization:lantern-labs" in run("log", "Lantern Labs", at=place).stdout
    assert run("validate", at=place).stdout.startswith("conforms")


def test_a_build_has_no_log():
    assert run("log", at=shipped()).stdout.splitlines() == ["time\tagent\taction\tthing\tsource"]
    assert "/graph/log>" not in run("dump", at=shipped()).stdout


def test_added_and_removed_leaves_entities_and_log_only(place, tmp_path):
    before = content(place)
    run("add", write(tmp_path / "mine.trig", own_data()), at=place)
    for number in (1, 2):
        run("remove", f"item:lantern/{number}", at=place)
    left = set(content(place)) - set(before)
    assert left
    assert all("/graph/registry>" in line or "/graph/names>" in line for line in left)
    assert set(before) <= set(content(place))
