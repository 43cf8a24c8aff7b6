"""One contract over every engine: whatever stands on a `Store` may rely on what is tested here."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import RDF, RDFS, XSD

from aikg import formats
from aikg.errors import BadQuery, BadRequest, UnreadableInput
from aikg.stores import Scope, Solutions, Store, Triples

A, B, P, Q = (URIRef(f"https://example.org/{name}") for name in "abpq")
G, H, K, L = (URIRef(f"https://example.org/graph/{name}") for name in "ghkl")
META = URIRef("https://w3id.org/aikg/graph/meta")

HOSTILE = [
    "",
    " ",
    "'",
    '"',
    '"""',
    "\\",
    "\\n",
    "line\nbreak\ttab",
    "a\rb",
    "} } ; DROP ALL #",
    "<b>&amp;]]></b>",
    "?x $y @en ^^",
    "智谱与华为：\u201c合作\u201d",
    "😀 𠮷",
    "e\u0301 é",
    "a,b;c|d",
    "\u200b\u202e",
    "%41 + &#65; \\u0041",
    "x" * 20_000,
]


def rows(store: Store, text: str) -> list[tuple[object, ...]]:
    return sorted(store.select(text), key=repr)


def dumped(store: Store, name: str = "nquads") -> str:
    out = io.BytesIO()
    store.dump(out, formats.named(name))
    return out.getvalue().decode()


def written(store: Store, text: str, media: str, **options: object) -> bytes:
    out = io.BytesIO()
    store.write_answer(text, out, media, **options)  # type: ignore[arg-type]
    return out.getvalue()


def test_an_empty_store(store: Store) -> None:
    assert len(store) == 0
    assert list(store.graphs()) == []
    assert store.unnamed() is None
    assert store.version() == "0"
    assert rows(store, f"SELECT * {{ ?s {P.n3()} ?o }}") == []  # any ?p would meet what Virtuoso keeps for itself
    assert store.query(f"ASK {{ ?s {P.n3()} ?o }}") is False
    assert dumped(store) == ""


@pytest.mark.parametrize("way", ["replace", "insert", "update"])
def test_any_string_comes_back_as_it_was(store: Store, way: str) -> None:
    texts = {URIRef(f"https://example.org/text/{number}"): text for number, text in enumerate(HOSTILE)}
    triples = [(name, P, Literal(text)) for name, text in texts.items()]
    if way == "replace":
        store.replace({G: triples})
    elif way == "insert":
        store.insert(G, triples)
    else:
        for name, _, text in triples:
            store.update(f"INSERT DATA {{ GRAPH {G.n3()} {{ {name.n3()} {P.n3()} {text.n3()} }} }}")
    found = dict(store.select(f"SELECT ?s ?o {{ GRAPH {G.n3()} {{ ?s ?p ?o }} }}"))
    assert found == {name: Literal(text) for name, text in texts.items()}
    assert dict(store.lexical(f"SELECT ?s ?o {{ ?s {P.n3()} ?o }}")) == {
        str(name): text for name, text in texts.items()
    }
    read = {s: str(o) for s, p, o, _ in formats.parse(dumped(store).encode(), formats.named("nquads")) if p == P}
    assert read == texts


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (Literal("x", lang="zh-Hans"), Literal("x", lang="zh-hans")),
        (Literal("x", lang="en"), Literal("x", lang="en")),
        (Literal("1.50", datatype=XSD.decimal, normalize=False), Literal("1.5", datatype=XSD.decimal)),
        (Literal("95.0", datatype=XSD.decimal, normalize=False), Literal("95", datatype=XSD.decimal, normalize=False)),
        (Literal("0.00003", datatype=XSD.decimal), Literal("0.00003", datatype=XSD.decimal, normalize=False)),
        (Literal("007", datatype=XSD.integer, normalize=False), Literal("7", datatype=XSD.integer)),
        (Literal("-150000000000000", datatype=XSD.integer), Literal("-150000000000000", datatype=XSD.integer)),
        (Literal("true", datatype=XSD.boolean), Literal("true", datatype=XSD.boolean)),
        (Literal("2026-05-31", datatype=XSD.date), Literal("2026-05-31", datatype=XSD.date)),
        (Literal("2026", datatype=XSD.gYear), Literal("2026", datatype=XSD.gYear)),
        (
            Literal("2026-11-23T00:00:00Z", datatype=XSD.dateTime, normalize=False),
            Literal("2026-11-23T00:00:00Z", datatype=XSD.dateTime, normalize=False),
        ),
        (Literal("x", datatype=URIRef("urn:type")), Literal("x", datatype=URIRef("urn:type"))),
        (Literal("plain", datatype=XSD.string), Literal("plain")),
    ],
    ids=str,
)
def test_a_value_is_spelled_alike_everywhere(store: Store, given: Literal, kept: Literal) -> None:
    store.replace({G: [(A, P, given)]})
    ((found,),) = store.select("SELECT ?o { ?s ?p ?o FILTER(?s = <https://example.org/a>) }")
    assert (str(found), found.datatype, found.language) == (str(kept), kept.datatype, kept.language)
    assert list(store.lexical(f"SELECT ?o {{ {A.n3()} ?p ?o }}")) == [(str(kept),)]


def test_the_default_graph_is_the_union(store: Store) -> None:
    store.replace({G: [(A, P, B)], H: [(B, P, A), (A, P, B)]})
    # DISTINCT, since Oxigraph and Virtuoso count a triple once a graph: see docs/stores.md.
    assert rows(store, f"SELECT DISTINCT ?s ?o {{ ?s {P.n3()} ?o }}") == [(A, B), (B, A)]
    assert rows(store, f"SELECT ?g {{ GRAPH ?g {{ {A.n3()} {P.n3()} {B.n3()} }} }}") == [(G,), (H,)]
    assert rows(store, f"SELECT DISTINCT ?end {{ {A.n3()} {P.n3()}/{P.n3()} ?end }}") == [(A,)]
    joined = f"SELECT DISTINCT ?g ?x {{ {A.n3()} {P.n3()} ?x . GRAPH ?g {{ ?x {P.n3()} ?y }} }}"
    assert rows(store, joined) == [(H, B)]


def test_the_union_has_the_unnamed_graph_too(store: Store) -> None:
    store.replace({G: [(A, P, B)], None: [(B, Q, A)]})
    assert store.query(f"ASK {{ {A.n3()} {P.n3()} ?x . ?x {Q.n3()} {A.n3()} }}") is True
    assert store.unnamed() == (B, Q, A)
    assert len(store) == 3
    assert set(store.graphs()) == {G, META}
    assert f"{B.n3()} {Q.n3()} {A.n3()} .\n" in dumped(store)


def test_from_is_exact(store: Store) -> None:
    store.replace({G: [(A, P, B)], H: [(B, P, A)]})
    assert rows(store, f"SELECT ?s FROM {H.n3()} {{ ?s ?p ?o }}") == [(B,)]
    assert rows(store, f"SELECT ?g FROM NAMED {G.n3()} {{ GRAPH ?g {{ ?s ?p ?o }} }}") == [(G,)]


def test_a_scope_is_exact(store: Store) -> None:
    store.replace({G: [(A, P, B)], H: [(B, P, A)]})
    answer = json.loads(written(store, "SELECT ?s { ?s ?p ?o }", "json", scope=Scope(default=(H,))))
    assert [row["s"]["value"] for row in answer["results"]["bindings"]] == [str(B)]
    answer = json.loads(written(store, "SELECT ?g { GRAPH ?g { ?s ?p ?o } }", "json", scope=Scope(named=(G,))))
    assert [row["g"]["value"] for row in answer["results"]["bindings"]] == [str(G)]


def test_query_tells_what_it_answers(store: Store) -> None:
    store.replace({G: [(A, P, Literal("x"))]})
    select = store.query(f"SELECT ?s ?none ?o {{ ?s {P.n3()} ?o }}")
    assert isinstance(select, Solutions)
    assert set(select.variables) == {"s", "none", "o"}
    (row,) = select.rows
    assert dict(zip(select.variables, row, strict=True)) == {"s": A, "none": None, "o": Literal("x")}
    construct = store.query(
        f"CONSTRUCT {{ ?o {Q.n3()} ?s }} WHERE {{ ?x {P.n3()} ?y . BIND(?x AS ?s) BIND({B.n3()} AS ?o) }}"
    )
    assert isinstance(construct, Triples)
    assert list(construct.triples) == [(B, Q, A)]
    describe = store.query(f"DESCRIBE {A.n3()}")
    assert isinstance(describe, Triples)
    assert list(describe.triples) == [(A, P, Literal("x"))]
    assert store.query(f"ASK {{ {A.n3()} ?p ?o }}") is True


def test_a_table_has_names_and_strings(store: Store) -> None:
    store.replace({G: [(A, P, Literal("智谱", lang="zh"))]})
    table = store.table(f"SELECT ?o ?none {{ {A.n3()} ?p ?o }}")
    assert [dict(zip(table.variables, row, strict=True)) for row in table.rows] == [{"o": "智谱", "none": ""}]


@pytest.mark.parametrize("media", ["json", "xml", "csv", "tsv"])
def test_rows_as_a_document(store: Store, media: str) -> None:
    store.replace({G: [(A, P, Literal('智谱, "x" <&>\ny', lang="zh"))]})
    document = written(store, f"SELECT ?o ?none {{ {A.n3()} ?p ?o }}", media).decode()
    if media == "json":
        assert json.loads(document)["results"]["bindings"][0]["o"]["value"] == '智谱, "x" <&>\ny'
    elif media == "xml":
        assert '智谱, "x" <&>\ny' in [element.text for element in ElementTree.fromstring(document).iter()]
    elif media == "csv":
        head, row = csv.reader(io.StringIO(document, newline=""))
        assert dict(zip(head, row, strict=True)) == {"o": '智谱, "x" <&>\ny', "none": ""}
    else:
        assert '"智谱, \\"x\\" <&>\\ny"@zh' in document


@pytest.mark.parametrize("media", ["turtle", "ntriples", "rdfxml", "jsonld"])
def test_triples_as_a_document(store: Store, media: str) -> None:
    store.replace({G: [(A, P, Literal("智谱\n<&>"))]})
    text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(?s = <https://example.org/a>) }"
    document = written(store, text, media)
    assert list(formats.parse(document, formats.named(media))) == [(A, P, Literal("智谱\n<&>"), None)]


def test_a_document_in_a_format_that_does_not_fit(store: Store) -> None:
    with pytest.raises(BadRequest, match="has rows"):
        written(store, "SELECT * { ?s ?p ?o }", "turtle")
    with pytest.raises(BadRequest, match="has triples"):
        written(store, "CONSTRUCT WHERE { ?s ?p ?o }", "csv")


def test_ask_as_a_document(store: Store) -> None:
    assert json.loads(written(store, "ASK {}", "json"))["boolean"] is True


def test_an_answer_stops_at_a_limit_and_says_so(store: Store) -> None:
    store.replace({G: [(A, P, Literal(str(number))) for number in range(5)]})
    out = io.BytesIO()
    assert store.write_answer(f"SELECT ?o {{ {A.n3()} ?p ?o }}", out, "csv", most=3) is True
    assert out.getvalue().count(b"\r\n") == 4
    assert store.write_answer(f"SELECT ?o {{ {A.n3()} ?p ?o }}", io.BytesIO(), "csv", most=9) is False


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p",
        "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",
        "INSERT DATA { <urn:a> <urn:b> 1 }",
        "nonsense",
        "",
    ],
)
def test_what_is_no_query_is_refused(store: Store, text: str) -> None:
    for ask in (store.query, lambda t: list(store.select(t)), lambda t: list(store.lexical(t)), store.table):
        with pytest.raises(BadQuery):
            ask(text)


def test_only_a_select_has_rows(store: Store) -> None:
    with pytest.raises(BadQuery, match="only a SELECT"):
        list(store.select("ASK {}"))
    with pytest.raises(BadQuery, match="only a SELECT"):
        store.table("CONSTRUCT WHERE { ?s ?p ?o }")


@pytest.mark.parametrize("text", ["SELECT * { ?s ?p ?o }", "LOAD <http://example.org/>", "INSERT DATA { GRAPH"])
def test_what_is_no_update_is_refused_and_changes_nothing(store: Store, text: str) -> None:
    store.replace({G: [(A, P, B)]})
    before = store.version(), dumped(store)
    with pytest.raises(BadQuery):
        store.update(text)
    assert (store.version(), dumped(store)) == before


@pytest.mark.parametrize("end", ["", ";", " ; # done", "\n# done"])
def test_an_update_may_end_as_it_likes(store: Store, end: str) -> None:
    store.update(f"INSERT DATA {{ GRAPH {G.n3()} {{ {A.n3()} {P.n3()} 1 }} }}{end}")
    assert rows(store, f"SELECT ?o {{ {A.n3()} ?p ?o }}") == [(Literal(1),)]


def test_the_where_of_an_update_sees_the_union(store: Store) -> None:
    store.replace({G: [(A, P, B)], H: [(B, P, A)]})
    store.update(f"INSERT {{ GRAPH {G.n3()} {{ ?x {Q.n3()} ?y }} }} WHERE {{ ?x {P.n3()} ?z . ?z {P.n3()} ?y }}")
    assert rows(store, f"SELECT ?x ?y {{ GRAPH {G.n3()} {{ ?x {Q.n3()} ?y }} }}") == [(A, A), (B, B)]


def test_replace_makes_graphs_hold_just_that(store: Store) -> None:
    store.replace({G: [(A, P, B), (A, P, A)], H: [(A, P, A)]})
    store.replace({G: [(B, P, B)], H: []})
    assert rows(store, "SELECT ?g ?s ?o { GRAPH ?g { ?s <https://example.org/p> ?o } }") == [(G, B, B)]
    assert set(store.graphs()) == {G, META}
    once = dumped(store)
    store.replace({G: [(B, P, B)]})
    assert [line for line in dumped(store).splitlines() if "meta" not in line] == [
        line for line in once.splitlines() if "meta" not in line
    ]


@pytest.mark.parametrize("many", [1, 1_500])
def test_replace_adds_to_some_graphs_and_removes_from_others_in_the_same_step(store: Store, many: int) -> None:
    """1,500 triples are more than Virtuoso takes in one request."""
    store.replace({G: [(A, P, A)], H: [(A, P, A), (A, P, B)], K: [(B, P, A), (B, P, B)]})
    version = store.version()
    numbers = [(A, Q, Literal(number)) for number in range(many)]
    store.replace({G: [(B, P, B)]}, adding={H: numbers, L: [(A, P, A)]}, removing={K: [(B, P, A), (A, P, A)]})
    held = {name: set(rows(store, f"SELECT ?s ?p ?o {{ GRAPH {name.n3()} {{ ?s ?p ?o }} }}")) for name in (G, H, K, L)}
    assert held == {G: {(B, P, B)}, H: {(A, P, A), (A, P, B), *numbers}, K: {(B, P, B)}, L: {(A, P, A)}}
    assert store.version() != version
    assert set(store.graphs()) == {G, H, K, L, META}


def test_replace_that_cannot_be_written_changes_nothing(store: Store) -> None:
    store.replace({G: [(A, P, B)]})
    before = store.version(), dumped(store)
    with pytest.raises(BadRequest):
        store.replace({G: [(A, P, A)], H: [(URIRef("not an iri"), P, B)]})
    assert (store.version(), dumped(store)) == before


def test_add_keeps_what_is_there(store: Store) -> None:
    node = BNode()
    store.replace({None: [(A, P, A)], G: [(A, P, A)]})
    before = store.version()
    store.add({None: [(A, P, B)], G: [(A, P, node), (node, Q, B)], H: [(B, P, Literal(n)) for n in range(3_000)]})
    assert store.version() != before
    assert len(list(store.select(f"SELECT ?o {{ GRAPH {G.n3()} {{ ?s ?p ?o }} }}"))) == 3
    assert len(store) == 2 + 3 + 3_000 + 1
    assert store.query(f"ASK {{ {A.n3()} {P.n3()} ?x . ?x {Q.n3()} {B.n3()} }}") is True


def test_holds(store: Store) -> None:
    assert not store.holds(None)
    assert not store.holds(G)
    store.replace({G: [(A, P, B)]})
    assert store.holds(G)
    assert not store.holds(H)
    assert not store.holds(None)
    store.replace({None: [(A, P, B)], G: []})
    assert store.holds(None)
    assert not store.holds(G)


def test_replace_with_nothing_changes_nothing(store: Store) -> None:
    store.replace({})
    assert store.version() == "0"


def test_a_blank_node_is_the_same_in_one_write(store: Store) -> None:
    node = BNode()
    store.replace({G: [(A, P, node), (node, Q, B)]})
    assert store.query(f"ASK {{ {A.n3()} {P.n3()} ?x . ?x {Q.n3()} {B.n3()} }}") is True
    store.insert(H, [(B, P, node), *((A, RDFS.label, Literal(number)) for number in range(30)), (node, Q, A)])
    assert store.query(f"ASK {{ {B.n3()} {P.n3()} ?x . ?x {Q.n3()} {A.n3()} }}") is True


@pytest.mark.slow
def test_a_big_graph_goes_in_and_out(store: Store) -> None:
    triples = [(URIRef(f"https://example.org/n{n}"), P, Literal(f"第{n}条")) for n in range(20_000)]
    store.replace({G: [(A, P, B)], H: [(A, P, B)]})
    store.replace({G: triples, H: []})
    assert sum(1 for _ in store.lexical(f"SELECT ?s ?o {{ ?s {P.n3()} ?o }}")) == 20_000
    assert set(store.graphs()) == {G, META}
    assert len(store) == 20_001
    assert f'"第19999条" <{G}> .\n' in dumped(store)
    store.insert(H, triples)
    assert len(store) == 40_001


def test_quads_for_many_graphs(store: Store) -> None:
    names = [URIRef(f"https://example.org/graph/{number}") for number in range(1_500)]
    store.insert_quads((name, A, P, B) for name in names)
    assert set(store.graphs()) == {*names, META}
    assert len(store) == 1_501


def test_the_version_differs_after_each_write_and_is_the_same_for_the_same_writes(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "data.ttl"
    file.write_text(f"{A.n3()} {Q.n3()} {B.n3()} .")
    seen = [store.version()]
    for write in (
        lambda: store.replace({G: [(A, P, B)]}),
        lambda: store.replace({G: [(A, P, B)]}),
        lambda: store.update(f"INSERT DATA {{ GRAPH {H.n3()} {{ {A.n3()} {P.n3()} 1 }} }}"),
        lambda: store.insert(G, [(B, P, A)]),
        lambda: store.load(file, G),
    ):
        write()
        seen.append(store.version())
    assert len(set(seen)) == 6
    assert seen[-1] == "f0fc7bc73e6d38fe"


def test_load_puts_triples_where_they_belong(store: Store, tmp_path: Path) -> None:
    turtle, trig = tmp_path / "data.ttl", tmp_path / "data.trig"
    turtle.write_text(f"{A.n3()} {P.n3()} 1.50, '智谱'@zh, [ {Q.n3()} <#rel> ] .", encoding="utf-8")
    trig.write_text(f"GRAPH {H.n3()} {{ {A.n3()} {P.n3()} {B.n3()} }} {B.n3()} {P.n3()} {A.n3()} .")
    store.load(turtle, G)
    store.load(trig)
    assert rows(store, f"SELECT ?g ?o {{ GRAPH ?g {{ {A.n3()} {P.n3()} ?o FILTER(!ISBLANK(?o)) }} }}") == [
        (G, Literal("1.5", datatype=XSD.decimal)),
        (G, Literal("智谱", lang="zh")),
        (H, B),
    ]
    assert rows(store, f"SELECT ?x {{ {A.n3()} {P.n3()}/{Q.n3()} ?x }}") == [(URIRef("file:///data.ttl#rel"),)]
    assert store.unnamed() == (B, P, A)


def test_load_says_where_a_file_is_wrong(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "bad.ttl"
    file.write_text(f"{A.n3()} {P.n3()} {B.n3()} .\n{A.n3()} nonsense .\n")
    with pytest.raises(UnreadableInput) as caught:
        store.load(file, G)
    assert (caught.value.line, Path(caught.value.file).name) == (2, "bad.ttl")
    with pytest.raises(UnreadableInput):
        store.load(tmp_path / "none.ttl", G)


def test_a_dump_is_the_same_for_the_same_quads(store: Store) -> None:
    triples = [(A, P, Literal(n)) for n in range(50)] + [(B, RDF.type, Q), (A, RDFS.label, Literal("智谱", lang="zh"))]
    store.replace({G: triples, H: [(A, P, B)]})
    first = dumped(store)
    store.replace({G: list(reversed(triples)), H: [(A, P, B)]})
    again = [line for line in dumped(store).splitlines() if "graph/meta" not in line]
    assert again == [line for line in first.splitlines() if "graph/meta" not in line]
    assert len(again) == 53
    trig = list(formats.parse(dumped(store, "trig").encode(), formats.named("trig")))
    assert len(trig) == 54
    with pytest.raises(BadRequest):
        dumped(store, "turtle")


def test_rdflib_sees_the_same(store: Store) -> None:
    store.replace({G: [(A, P, B)], H: [(B, P, Literal("1.5", datatype=XSD.decimal))]})
    dataset = store.dataset()
    assert (A, P, B) in dataset
    assert set(dataset.graph(H)) == {(B, P, Literal("1.5", datatype=XSD.decimal))}


@pytest.mark.slow
def test_rows_may_be_left_unread(store: Store) -> None:
    store.replace({G: [(A, P, Literal(number)) for number in range(1_500)]})
    for _ in range(60):  # more than a pool of connections holds
        assert next(store.select(f"SELECT ?o {{ ?s {P.n3()} ?o }}")) is not None
        store.table(f"SELECT ?o {{ ?s {P.n3()} ?o }}")
    assert len(store) == 1_501
