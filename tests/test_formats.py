"""RDF formats: every one read and written, and errors that say where and what to do."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, XSD, Literal, URIRef

from aikg import contexts, formats
from aikg.errors import BadRequest, UnreadableInput
from aikg.formats import RDF_FORMATS
from aikg.stores.embedded import EmbeddedStore

S, P, G = URIRef("https://example.org/s"), URIRef("https://example.org/p"), URIRef("https://example.org/g")
TURTLE = "@prefix ex: <https://example.org/> .\nex:s ex:p ex:o ;\n  ex:q 'é 中文' .\n"
VALUES = [
    Literal('quotes " and \\ and \n and \r and \t'),
    Literal("智谱", lang="zh"),
    Literal("😀"),
    Literal("1.50", datatype=XSD.decimal, normalize=False),
    Literal("2026-05-01", datatype=XSD.date),
    Literal(""),
    URIRef("https://example.org/中文"),
]
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


@pytest.fixture(params=["read", "parse", "load"])
def reader(request):
    """The three ways in, which complain alike: a file as a stream, bytes, a store's bulk load."""
    return {
        "read": lambda path: list(formats.read(path)),
        "parse": lambda path: list(formats.parse(path.read_bytes(), formats.of_file(path), name=str(path))),
        "load": lambda path: EmbeddedStore().load(path),
    }[request.param]


def complaint(reader, path, data: bytes) -> UnreadableInput:
    path.write_bytes(data)
    with pytest.raises(UnreadableInput) as caught:
        reader(path)
    assert caught.value.file == str(path)
    assert str(caught.value).startswith(str(path))
    return caught.value


################################################################ reading and writing


@pytest.mark.parametrize("name", RDF_FORMATS)
def test_every_format_reads_what_it_writes(name, tmp_path):
    known = formats.named(name)
    graph = G if known.graphs else None
    quads = [(S, P, value, graph) for value in VALUES]
    data = formats.serialize(quads, known, {"ex": "https://example.org/"})
    assert set(formats.parse(data, known)) == set(quads)
    for suffix in known.suffixes:
        path = tmp_path / f"a{suffix}"
        path.write_bytes(data)
        assert formats.of_file(path) is known
        assert set(formats.read(path)) == set(quads)


@pytest.mark.parametrize("name", [name for name in RDF_FORMATS if name not in ("rdfxml", "yamlld")])
@given(TEXT)
def test_any_text_survives_any_format(name, text):
    known = formats.named(name)
    quads = [(S, P, Literal(text), None), (S, P, Literal(text, lang="zh"), None)]
    assert set(formats.parse(formats.serialize(quads, known), known)) == set(quads)


def test_nothing_is_a_document_too():
    for known in RDF_FORMATS.values():
        assert list(formats.parse(formats.serialize([], known), known)) == []


def test_prefixes_are_used():
    text = formats.serialize([(S, P, S, None)], formats.named("turtle"), {"ex": "https://example.org/"})
    assert b"ex:s ex:p ex:s" in text


def test_no_two_formats_share_a_suffix_or_media_type():
    suffixes = [suffix for known in RDF_FORMATS.values() for suffix in known.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert len({known.media_type for known in RDF_FORMATS.values()}) == len(RDF_FORMATS)
    assert {known.name for known in RDF_FORMATS.values() if known.graphs} == set(formats.with_graphs())


def test_reading_is_a_stream(tmp_path):
    path = tmp_path / "a.nt"
    path.write_text(f"<{S}> <{P}> <{S}> .\n" * 3 + "broken\n")
    quads = formats.read(path)
    assert [next(quads) for _ in range(3)] == [(S, P, S, None)] * 3
    with pytest.raises(UnreadableInput):
        next(quads)


################################################################ complaints


def test_a_syntax_error_has_file_line_and_column(reader, tmp_path):
    error = complaint(
        reader, tmp_path / "a.ttl", b"@prefix ex: <https://example.org/> .\nex:s ex:p ex:o ;\n  foo:q 1 .\n"
    )
    assert (error.line, error.column) == (3, 3)
    assert "foo:" in str(error)
    assert ":3:3: " in str(error)


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("a.nq", b"<urn:a> <urn:b> <urn:c> .\n<urn:a> oops .\n", 2),
        ("a.nt", b"<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> .\n", 2),
        ("a.trig", b'<urn:g> {\n<urn:a> <urn:b> "unclosed .\n}', 2),
        ("a.jsonld", b'{"@id": "urn:a",\n"urn:b":: 1}', 2),
    ],
)
def test_every_line_based_format_tells_the_line(reader, tmp_path, name, data, line):
    assert complaint(reader, tmp_path / name, data).line == line


@pytest.mark.parametrize(
    "data",
    [
        b"<html>\n<p>hello</html>",
        b"<rdf:RDF",
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><a:b/>',
    ],
)
def test_broken_xml_is_told(reader, tmp_path, data):
    complaint(reader, tmp_path / "a.rdf", data)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [TURTLE, "<urn:a> <urn:b> 'plain ASCII' ."])
def test_utf_16_is_told_by_its_name(reader, tmp_path, encoding, text):
    assert "UTF-16, not UTF-8; save the file as UTF-8" in str(
        complaint(reader, tmp_path / "a.ttl", text.encode(encoding))
    )


@pytest.mark.parametrize(("encoding", "byte"), [("latin-1", "0xe9"), ("gb18030", "0xd6")])
def test_another_encoding_is_told_with_the_byte(reader, tmp_path, encoding, byte):
    text = (
        TURTLE.replace("中文", "").encode("latin-1")
        if encoding == "latin-1"
        else TURTLE.replace("é ", "").encode(encoding)
    )
    error = complaint(reader, tmp_path / "a.ttl", text)
    assert f"not UTF-8 (byte {byte}); save the file as UTF-8" in str(error)
    assert error.line == 3


def test_a_text_cut_within_a_character_is_told(reader, tmp_path):
    whole = "<urn:a> <urn:b> '中".encode()
    assert "not UTF-8 (byte 0xe4)" in str(complaint(reader, tmp_path / "a.ttl", whole[:-1]))


def test_a_byte_order_mark_is_told_and_not_shown(reader, tmp_path):
    error = complaint(reader, tmp_path / "a.ttl", codecs.BOM_UTF8 + TURTLE.encode())
    assert "save the file as UTF-8 without BOM" in str(error)
    assert "\ufeff" not in str(error)


def test_a_byte_order_mark_is_not_blamed_for_another_error(reader, tmp_path):
    assert "byte order mark" not in str(complaint(reader, tmp_path / "a.json", codecs.BOM_UTF8 + b'{"@id":\n:}'))


def test_a_byte_order_mark_is_no_error_where_the_format_has_it(reader, tmp_path):
    path = tmp_path / "a.jsonld"
    path.write_bytes(codecs.BOM_UTF8 + b'{"@id": "urn:a", "urn:b": "c"}')
    reader(path)


def test_a_file_of_the_same_name_has_no_say_in_what_is_wrong_with_bytes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "post.ttl").write_bytes("é".encode("latin-1"))
    with pytest.raises(UnreadableInput) as caught:
        list(formats.parse(b"oops", formats.named("turtle"), name="post.ttl"))
    assert "UTF-8" not in str(caught.value)


def test_bytes_without_a_name_have_line_and_column_all_the_same():
    with pytest.raises(UnreadableInput) as caught:
        list(formats.parse(b"oops", formats.named("turtle")))
    assert (caught.value.file, caught.value.line, caught.value.column) == ("", 1, 1)
    assert str(caught.value).startswith("1:1: ")


def test_a_remote_context_is_not_fetched_and_the_cure_is_told(reader, tmp_path):
    data = b'{"@context": "http://127.0.0.1:9/context", "@id": "urn:a", "name": "x"}'
    assert "name https://w3id.org/aikg/context.jsonld" in str(complaint(reader, tmp_path / "a.jsonld", data))


@pytest.mark.parametrize("form", ['"@context": "ADDRESS"', '"@context" :\n ["ADDRESS", {"note": "urn:note"}]'])
def test_the_context_that_ships_stands_in_for_its_address(reader, tmp_path, form):
    address = "https://w3id.org/aikg/context.jsonld"
    path = tmp_path / "a.jsonld"
    text = f'{{{form}, "id": "urn:a", "type": "NewsItem", "position": 1}}'.replace("ADDRESS", address)
    path.write_text(text, encoding="utf-8")
    reader(path)
    types = {(str(s), str(o)) for s, p, o, _ in formats.read(path) if p == RDF.type}
    assert types == {("urn:a", "https://w3id.org/aikg/ns#NewsItem")}


def test_only_a_context_is_replaced_and_lines_stay(reader, tmp_path):
    address = "https://w3id.org/aikg/context.jsonld"
    data = f'{{"@context": "{address}",\n"id": "urn:a", "seeAlso": "{address}",\n oops'.encode()
    assert complaint(reader, tmp_path / "a.jsonld", data).line == 3
    assert contexts.inlined(data).count(address.encode()) == 1


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(UnreadableInput, match=r"gone\.ttl: No such file"):
        list(formats.read(tmp_path / "gone.ttl"))
    with pytest.raises(UnreadableInput, match=r"gone\.ttl: No such file"):
        EmbeddedStore().load(tmp_path / "gone.ttl")


def test_a_folder_with_the_name_of_a_file_is_told(tmp_path):
    (tmp_path / "a.ttl").mkdir()
    with pytest.raises(UnreadableInput, match="directory"):
        list(formats.read(tmp_path / "a.ttl"))
    with pytest.raises(UnreadableInput, match="directory"):
        EmbeddedStore().load(tmp_path / "a.ttl")


@pytest.mark.parametrize("name", ["a.csv", "a", "a.ttl.bak"])
def test_an_unknown_suffix_is_told_with_those_there_are(tmp_path, name):
    with pytest.raises(UnreadableInput, match=r"end it in one of \.ttl.*\.trig.*\.jsonld"):
        formats.of_file(tmp_path / name)


def test_the_case_of_a_suffix_does_not_matter(tmp_path):
    assert formats.of_file(tmp_path / "A.TTL").name == "turtle"


def test_an_unknown_format_is_told_with_those_there_are():
    with pytest.raises(BadRequest, match=r"no RDF format 'n3'; there are turtle, ntriples, trig"):
        formats.named("n3")


################################################################ relative IRIs and folders


@pytest.mark.parametrize(
    ("name", "data"), [("a b.ttl", b"<x> <urn:p> <#y> ."), ("a b.jsonld", b'{"@id": "x", "urn:p": {"@id": "#y"}}')]
)
def test_no_graph_tells_where_its_file_was(tmp_path, name, data):
    found = []
    for folder in ("one", "two"):
        path = tmp_path / folder / name
        path.parent.mkdir()
        path.write_bytes(data)
        store = EmbeddedStore()
        store.load(path)
        found += [list(formats.read(path)), [(*triple, None) for triple in store.select("SELECT * { ?s <urn:p> ?o }")]]
    assert found[0] == found[2]
    assert found[1] == found[3]
    assert str(tmp_path) not in str(found)
    assert found[0][0][0] == URIRef("file:///x")


def test_a_folder_stands_for_all_rdf_below_it(tmp_path):
    for name in ("b.ttl", "sub/deep/a.trig", "c.NQ", "notes.txt", "d.jsonld"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    names = [path.relative_to(tmp_path).as_posix() for path in formats.rdf_files([tmp_path])]
    assert names == ["b.ttl", "c.NQ", "d.jsonld", "sub/deep/a.trig"]


def test_files_come_once_and_in_one_order_however_they_are_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    one, two = tmp_path / "1.ttl", tmp_path / "2.ttl"
    one.write_text("")
    two.write_text("")
    assert formats.rdf_files([two, one, tmp_path]) == formats.rdf_files([one, two]) == [one, two]
    relative = type(one)("1.ttl")
    assert len(formats.rdf_files([one, relative])) == 1


def test_a_folder_without_rdf_is_told(tmp_path):
    (tmp_path / "notes.txt").write_text("")
    with pytest.raises(UnreadableInput, match="the folder holds no RDF file") as caught:
        formats.rdf_files([tmp_path])
    assert caught.value.file == str(tmp_path)


def test_a_path_that_is_not_there_or_of_another_kind_is_told(tmp_path):
    with pytest.raises(UnreadableInput, match="no such file or folder"):
        formats.rdf_files([tmp_path / "gone"])
    (tmp_path / "a.csv").write_text("")
    with pytest.raises(UnreadableInput, match="does not say an RDF format"):
        formats.rdf_files([tmp_path / "a.csv"])
