"""From files to a store: all that passes the gate, or nothing at all, and a report that names the file."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from aikg import formats, gate, ingest, resources
from aikg.errors import BadRequest, DoesNotConform, NotFound, StoreError, UnreadableInput
from aikg.identity import expand
from aikg.stores import backups
from aikg.stores.embedded import EmbeddedStore
from aikg.stores.location import Location
from aikg.vocabulary import AIKG, ITEM, REGISTRY_GRAPH
from news_samples import PREFIXES, article, claim, iri, item, registry, relation, shipped, trig, write
from test_embedded import small_disk

FEW = registry(
    ("organization:tencent", "aikg:Organization", "Tencent"),
    ("organization:xai", "aikg:Organization", "xAI"),
    ("model:deepseek-v4", "aikg:Model", "DeepSeek V4"),
)
ALONE = trig(item(relation()))
GOOD = ALONE + FEW
NEW = trig(item(relation(of=iri("new")), "new"), name="new")
ENTITY = PREFIXES + registry(("organization:acme", "aikg:Organization", "Acme"))
BAD_SYNTAX = PREFIXES + "organization:x a aikg:Organization ;\n    skos:prefLabel .\n"
BAD_DATA = trig(item(relation(target="organization:nobody"))) + FEW


@pytest.fixture
def location(tmp_path: Path) -> Location:
    return Location(tmp_path / "place")


def build(location: Location, *paths: Path, shipped: bool = False, **options) -> ingest.Built:
    with location.writing():
        return ingest.build(location, paths, shipped=shipped, **options)


def dump_of(store: EmbeddedStore) -> bytes:
    out = io.BytesIO()
    store.dump(out, formats.named("nquads"))
    return out.getvalue()


def dump(location: Location) -> bytes:
    store = EmbeddedStore(location.needed(), read_only=True)
    try:
        return dump_of(store)
    finally:
        store.close()


def lines(data: bytes) -> set[bytes]:
    """The quads of a dump, without the data version."""
    return {line for line in data.splitlines() if b"/graph/meta>" not in line}


def compiled(*paths: Path, shipped: bool = False) -> EmbeddedStore:
    store = EmbeddedStore()
    ingest.compile_into(store, paths, shipped=shipped)
    return store


def ask(store: EmbeddedStore, text: str) -> list[tuple[str, ...]]:
    return list(store.lexical(text))


################################################################ building


def test_a_build_has_the_data_the_edges_and_the_names(location, tmp_path):
    path = write(tmp_path / "news.trig", ALONE)
    built = build(location, path, shipped=True)
    store = EmbeddedStore(location.needed(), read_only=True)
    assert built.quads == len(store)
    assert built.version == store.version()
    assert built.items == 12
    assert built.report.conforms
    edge = f"ASK {{ GRAPH <{iri()}#maker> {{ <{expand('model:deepseek-v4')}> <{AIKG.developedBy}> ?o }} }}"
    assert store.query(edge) is True
    assert ask(store, f"SELECT ?e {{ ?e <{AIKG.nameKey}> 'xai' }}") == [(str(expand("organization:xai")),)]
    assert len(set(store.graphs()) & set(gate.authored(shipped()))) == len(gate.authored(shipped()))


def test_what_ships_can_be_left_out(tmp_path):
    store = compiled(
        write(tmp_path / "a.ttl", PREFIXES + "organization:acme a aikg:Organization ; skos:prefLabel 'Acme'@en ."),
        shipped=False,
    )
    assert gate.authored(store) == [REGISTRY_GRAPH]
    assert ask(store, f"SELECT ?e {{ ?e a <{AIKG.Organization}> }}") == [(str(expand("organization:acme")),)]


TURTLE = PREFIXES + item(relation())
FORMS = {
    "news.trig": GOOD.encode(),
    "news.nq": b"",
    "news.jsonld": b"",
    "news.ttl": TURTLE.encode(),
    "news.rdf": b"",
    "news.nt": b"",
}


@pytest.fixture(params=FORMS)
def written(request, tmp_path) -> Path:
    """One news item in each format; where a format has no graphs, the item without its article."""
    path = tmp_path / request.param
    known = formats.of_file(path)
    source = formats.parse(GOOD.encode(), formats.named("trig"))
    item_graph = ITEM["news/1"]
    if known.graphs:
        data = formats.serialize(source, known)
    else:
        data = formats.serialize(((s, p, o, None) for s, p, o, g in source if g == item_graph), known)
    path.write_bytes(FORMS[request.param] or data)
    return path


def test_every_format_gives_the_same_graphs(written, tmp_path):
    rest = write(tmp_path / "article.trig", f"{PREFIXES}<https://w3id.org/aikg/article/news> {{{article()}}}{FEW}")
    reference = compiled(write(tmp_path / "reference" / "news.trig", GOOD))
    paths = [written] if formats.of_file(written).graphs else [written, rest]
    assert lines(dump_of(compiled(*paths))) == lines(dump_of(reference))


def test_json_ld_with_a_context_of_its_own(tmp_path):
    document = {
        "@context": {
            "name": {"@id": "http://www.w3.org/2004/02/skos/core#prefLabel", "@language": "en"},
            "org": "https://w3id.org/aikg/id/organization/",
            "Organization": "https://w3id.org/aikg/ns#Organization",
        },
        "@id": str(REGISTRY_GRAPH),
        "@graph": [{"@id": "org:acme", "@type": "Organization", "name": "Acme"}],
    }
    store = compiled(write(tmp_path / "acme.jsonld", json.dumps(document)))
    pattern = f"<{expand('organization:acme')}> a <{AIKG.Organization}> ; ?p ?n FILTER(isLiteral(?n))"
    assert ask(store, f"SELECT ?n {{ GRAPH <{REGISTRY_GRAPH}> {{ {pattern} }} }}") == [("Acme",)]


def test_the_same_input_gives_the_same_bytes(tmp_path):
    one, two = write(tmp_path / "d" / "1.trig", GOOD), write(tmp_path / "d" / "2.trig", ENTITY)
    ways = [(one, two), (two, one), (tmp_path / "d",), (one, one, two, tmp_path / "d")]
    dumps = []
    for number, way in enumerate(ways):
        place = Location(tmp_path / f"place{number}")
        build(place, *way)
        dumps.append(dump(place))
    assert len(set(dumps)) == 1
    memory = [dump_of(compiled(*way)) for way in ways]
    assert len(set(memory)) == 1
    assert lines(memory[0]) == lines(dumps[0])


def test_where_the_files_are_does_not_matter(tmp_path):
    dumps = [dump_of(compiled(write(tmp_path / folder / "1.trig", GOOD))) for folder in ("one", "two")]
    assert dumps[0] == dumps[1]
    assert str(tmp_path).encode() not in dumps[0]


################################################################ failing


@pytest.mark.parametrize(
    ("text", "error"),
    [(BAD_SYNTAX, UnreadableInput), (BAD_DATA, DoesNotConform), (None, UnreadableInput)],
    ids=["syntax", "violation", "missing"],
)
def test_a_failed_build_leaves_the_former_store_byte_for_byte(location, tmp_path, text, error):
    build(location, write(tmp_path / "good.trig", GOOD))
    before, current = dump(location), location.needed()
    files = sorted(path.name for path in current.iterdir())
    path = tmp_path / "bad.trig"
    if text is not None:
        write(path, text)
    with pytest.raises(error) as caught:
        build(location, tmp_path / "good.trig", path)
    assert str(path) in str(caught.value)
    assert location.needed() == current
    assert dump(location) == before
    assert sorted(path.name for path in current.iterdir() if path.name in files) == files
    assert [path.name for path in (location.folder / "generations").iterdir()] == [current.name]


def test_a_failed_first_build_leaves_nothing_that_counts(location, tmp_path):
    with pytest.raises(DoesNotConform):
        build(location, write(tmp_path / "bad.trig", BAD_DATA))
    assert location.current() is None
    build(location)
    assert location.current() is not None


def test_a_build_on_a_full_disk_leaves_the_former_store(tmp_path):
    with small_disk(tmp_path / "disk", 12):
        location = Location(tmp_path / "disk" / "place")
        build(location, write(tmp_path / "good.trig", GOOD))
        before = dump(location)
        ballast = tmp_path / "disk" / "ballast"
        with pytest.raises(OSError, match="No space"), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(1 << 16))
        with pytest.raises(StoreError, match="the disk is full"):
            build(location)
        ballast.unlink()
        assert dump(location) == before
        assert len(list((location.folder / "generations").iterdir())) == 1
        build(location)
        assert dump(location) != before


def test_the_report_names_the_file_of_each_finding(tmp_path):
    paths = {
        "claim": write(tmp_path / "claim.trig", BAD_DATA.removesuffix(FEW)),
        "turtle": write(tmp_path / "turtle.ttl", PREFIXES + "organization:one a aikg:Organization ; aikg:madeUp 1 ."),
        "registry": write(
            tmp_path / "registry.trig", f"{PREFIXES}<{REGISTRY_GRAPH}> {{ organization:two a aikg:Organization }}"
        ),
        "outside": write(tmp_path / "outside.trig", PREFIXES + "organization:three a aikg:Organization ."),
    }
    with pytest.raises(DoesNotConform) as caught:
        compiled(*paths.values(), shipped=True)
    found = {(f.rule, f.focus): f.file for f in caught.value.report.findings if f.severity == "violation"}
    assert found == {
        ("unknown-entity", "item:news/1#maker"): str(paths["claim"]),
        ("unknown-term", "organization:one"): str(paths["turtle"]),
        ("Named-name", "organization:one"): str(paths["turtle"]),
        ("Named-name", "organization:two"): str(paths["registry"]),
        ("unnamed-graph", "organization:three"): str(paths["outside"]),
    }
    warned = [f for f in caught.value.report.findings if f.item.startswith("item:cn-ai-usage-roundup/")]
    assert warned
    assert {Path(f.file).name for f in warned} == {"cn-ai-usage-roundup.trig"}


def test_warnings_do_not_fail_a_build(location, tmp_path):
    path = write(
        tmp_path / "news.trig",
        GOOD.replace('; \n    schema:datePublished "2026-05-01"^^xsd:date', "").replace(
            "schema:datePublished", "schema:genre"
        ),
    )
    built = build(location, path)
    assert [f.rule for f in built.report.findings if f.file == str(path)] == ["Article-date"]
    assert built.report.conforms
    assert location.current() is not None


def test_turtle_goes_where_its_subjects_belong(tmp_path):
    """As `aikg add` has it: items into their graphs, however many, and all else into the registry."""
    store = EmbeddedStore()
    two = write(tmp_path / "two.ttl", PREFIXES + item() + item(number=2) + "organization:x a aikg:Organization .")
    ingest.load_files(store, [two])
    assert set(store.graphs()) >= {ITEM["news/1"], ITEM["news/2"], REGISTRY_GRAPH}
    assert not store.unnamed()
    report = ingest.validate(shipped(), [two])
    assert {finding.file for finding in report.findings} == {str(two)}


@pytest.mark.parametrize("graph", ["", "_:nameless", "[]"])
def test_triples_in_no_named_graph_are_refused(tmp_path, graph):
    path = write(
        tmp_path / "a.trig", f"{PREFIXES}{graph} {{ organization:x a aikg:Organization ; skos:prefLabel 'X'@en }}"
    )
    with pytest.raises(DoesNotConform) as caught:
        compiled(path)
    (finding,) = [f for f in caught.value.report.findings if f.severity == "violation"]
    assert (finding.rule, finding.focus, finding.file) == ("unnamed-graph", "organization:x", str(path))
    assert "put them into the graph of their news item or of the registry" in finding.message


def test_evidence_has_its_say(location, tmp_path):
    def evidence(store):
        yield gate.Finding("violation", "The text says otherwise: correct it.", "item:news/1#maker", item="item:news/1")

    path = write(tmp_path / "news.trig", GOOD)
    with pytest.raises(DoesNotConform, match="The text says otherwise") as caught:
        build(location, path, evidence=evidence)
    assert [f.file for f in caught.value.report.findings if f.severity == "violation"] == [str(path)]


def test_progress_is_told(tmp_path):
    told = []
    ingest.compile_into(EmbeddedStore(), [], progress=lambda *step: told.append(step))
    assert [what for what, *_ in told if what == "loading"] == ["loading"] * len(resources.data_files())
    assert {what for what, *_ in told} >= {"loading", "validating", "deriving edges", "checking"}


################################################################ append


def test_append_adds_files_without_the_gate(location, tmp_path):
    build(location)
    before = dump(location)
    number = None
    with location.writing():
        number = ingest.append(
            location,
            [
                write(tmp_path / "a.trig", BAD_DATA),
                write(tmp_path / "b.ttl", PREFIXES + "organization:x a aikg:Organization ."),
            ],
        )
    after = dump(location)
    assert lines(before) < lines(after)
    assert number == len(after.splitlines())
    assert f"<{expand('organization:x')}>".encode() in after


def test_append_starts_a_store_where_there_is_none(location, tmp_path):
    with location.writing():
        ingest.append(location, [write(tmp_path / "a.trig", GOOD)])
    assert b"<https://w3id.org/aikg/item/news/1>" in dump(location)


@pytest.mark.parametrize("second", [BAD_SYNTAX, "# nothing yet\n"], ids=["syntax", "empty"])
def test_append_is_all_or_nothing(location, tmp_path, second):
    build(location)
    before, current = dump(location), location.needed()
    with location.writing(), pytest.raises(UnreadableInput, match=r"2\.ttl"):
        ingest.append(location, [write(tmp_path / "1.trig", GOOD), write(tmp_path / "2.ttl", second)])
    assert location.needed() == current
    assert dump(location) == before


################################################################ copy


def test_a_copy_is_the_store_of_that_moment(location, tmp_path):
    build(location)
    before = dump(location)
    target = Location(tmp_path / "copy")
    backups.copy(location, target)
    assert dump(target) == before
    build(location, write(tmp_path / "news.trig", GOOD))
    assert dump(target) == before
    with target.writing():
        ingest.append(target, [write(tmp_path / "b.trig", ENTITY)])
    assert b"/acme>" in dump(target)
    assert b"/acme>" not in dump(location)


def test_a_copy_does_not_overwrite(location, tmp_path):
    build(location)
    write(tmp_path / "full" / "thesis.txt", "dear")
    with pytest.raises(BadRequest, match="is not empty; name a folder that does not exist yet"):
        backups.copy(location, Location(tmp_path / "full"))
    assert (tmp_path / "full" / "thesis.txt").read_text() == "dear"
    file = write(tmp_path / "file", "dear")
    with pytest.raises(BadRequest, match="is a file; name a folder"):
        backups.copy(location, Location(file))
    assert file.read_text() == "dear"
    (tmp_path / "empty").mkdir()
    backups.copy(location, Location(tmp_path / "empty"))
    assert dump(Location(tmp_path / "empty")) == dump(location)


def test_a_copy_may_go_to_another_disk(location, tmp_path):
    build(location)
    with small_disk(tmp_path / "disk", 40):
        backups.copy(location, Location(tmp_path / "disk" / "copy"))
        assert dump(Location(tmp_path / "disk" / "copy")) == dump(location)


def test_nothing_cannot_be_copied(location, tmp_path):
    with pytest.raises(NotFound, match="aikg build"):
        backups.copy(location, Location(tmp_path / "copy"))
    assert not (tmp_path / "copy").exists()


################################################################ validating against a graph


def held(folder: Path, text: str, name: str = "new.trig"):
    path = write(folder / name, text)
    before = len(shipped()), shipped().version()
    report = ingest.validate(shipped(), [path])
    assert (len(shipped()), shipped().version()) == before, "nothing is stored"
    assert {f.file for f in report.findings} <= {str(path)}
    return report


def test_a_good_file_conforms_and_says_nothing_of_the_graph_around_it(tmp_path):
    assert held(tmp_path, NEW).findings == ()
    assert held(tmp_path, ENTITY).findings == ()
    assert held(tmp_path, (resources.root() / "data" / "registry.trig").read_text(encoding="utf-8")).findings == ()


def test_an_unknown_entity_is_told_with_the_nearest_of_the_graph(tmp_path):
    report = held(tmp_path, NEW.replace("organization:tencent", "organization:tencnet"))
    (finding,) = report.findings
    assert (finding.rule, finding.item) == ("unknown-entity", "item:new/1")
    assert "did you mean organization:tencent" in finding.message


@pytest.mark.parametrize("slug", ["a-new-one", "zz-new-one"], ids=["sorted before", "sorted after"])
def test_a_new_entity_that_takes_the_name_of_another_is_a_warning(tmp_path, slug):
    report = held(tmp_path, PREFIXES + registry((f"organization:{slug}", "aikg:Organization", "ＴＥＮＣＥＮＴ")))
    (finding,) = report.findings
    assert report.conforms
    assert finding.rule == "shared-name"
    assert (finding.focus, finding.value) == (f"organization:{slug}", "organization:tencent")


def test_a_new_entity_of_another_class_may_have_the_name(tmp_path):
    assert held(tmp_path, PREFIXES + registry(("product:tencent", "aikg:Product", "Tencent"))).findings == ()


def test_offsets_that_cannot_be_are_told(tmp_path):
    swapped = NEW.replace("oa:start 10 ; oa:end 20", "oa:start 20 ; oa:end 10")
    assert {f.rule for f in held(tmp_path, swapped).findings if f.severity == "violation"} == {"Evidence-start"}
    outside = NEW.replace("oa:start 10 ; oa:end 20", "oa:start 500 ; oa:end 510")
    assert [f.rule for f in held(tmp_path, outside).findings] == ["evidence-outside-item"]


def test_an_item_that_is_there_already_is_held_like_a_new_one(tmp_path):
    text = (resources.root() / "data" / "items" / "cn-ai-usage-roundup.trig").read_text(encoding="utf-8")
    report = held(tmp_path, text)
    assert report.conforms
    assert {f.rule for f in report.findings} == {f.rule for f in ingest.compile_into(EmbeddedStore()).report.findings}


def test_a_claim_may_refer_to_a_claim_of_the_graph_and_to_no_other(tmp_path):
    extra = claim("c", "Claim", "aikg:subject organization:xai ; aikg:supersedes <{}>", of=iri("new"))
    known = extra.format(f"{iri('cn-ai-usage-roundup')}#weekly")
    unknown = extra.format(f"{iri('cn-ai-usage-roundup')}#no-such-claim")
    assert held(tmp_path, trig(item(known, "new"), name="new")).findings == ()
    assert [f.rule for f in held(tmp_path, trig(item(unknown, "new"), name="new")).findings] == ["dangling-reference"]


def test_what_a_file_adds_to_an_entity_of_the_graph_is_held_and_the_rest_of_it_is_not(tmp_path):
    good = f"{PREFIXES}<{REGISTRY_GRAPH}> {{ organization:xai skos:altLabel 'The Grok people'@en }}"
    assert held(tmp_path, good).findings == (), "its missing name stands in the graph"
    bad = good.replace("'@en", "' ; aikg:founder organization:xai")
    assert {f.rule for f in held(tmp_path, bad).findings} == {"Named-altLabel", "unknown-term"}


@pytest.mark.parametrize(
    "text",
    [
        NEW,
        trig(item(relation(target="organization:nobody"))),
        ENTITY,
        NEW.replace("aikg:reportedIn", "aikg:reportdIn"),
        NEW.replace('"maker"@en', '"maker"'),
        NEW.replace("oa:start 10", "oa:start 30"),
    ],
    ids=["good", "unknown entity", "entity", "unknown term", "no language", "offsets"],
)
def test_a_file_is_held_alone_as_in_a_build(tmp_path, text):
    """What validate lets pass, build lets pass, and the other way round."""
    few, path = write(tmp_path / "few.trig", PREFIXES + FEW), write(tmp_path / "one.trig", text)
    held_alone = {f for f in ingest.validate(compiled(few), [path]).findings if f.severity == "violation"}
    try:
        compiled(few, path)
        found = set()
    except DoesNotConform as error:
        found = {f for f in error.report.findings if f.severity == "violation"}
    assert found == held_alone


def test_a_broken_file_is_told_with_its_place(tmp_path):
    path = write(tmp_path / "bad.ttl", BAD_SYNTAX)
    with pytest.raises(UnreadableInput) as caught:
        ingest.validate(shipped(), [path])
    assert caught.value.file == str(path)
    assert caught.value.line == BAD_SYNTAX.count("\n")


def test_triples_outside_graphs_are_told_here_too(tmp_path):
    report = held(tmp_path, PREFIXES + "organization:x a aikg:Organization ; skos:prefLabel 'X'@en .")
    assert [f.rule for f in report.findings] == ["unnamed-graph"]
