"""What no article is, is told in words; nothing is written of it, and the others of the batch are drafted."""

from __future__ import annotations

import gzip
import io
import re
import sys
import zipfile
from pathlib import Path

import pytest
from rdflib import Dataset, URIRef

from running import program, run, shipped

GOOD = "Meta released Llama 4 in partnership with Zhipu. It has 800 applications."
PAGE = """<!doctype html><html lang="en"><head><meta charset="{charset}"><title>Acme raises money</title>
<link rel="canonical" href="https://news.example.org/acme"><meta name="author" content="Ada Example">
<meta property="article:published_time" content="2026-05-01T10:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/about">About this site</a></nav><article><h1>Acme raises money</h1>
<h2>Funding</h2><p>Tesla invested <b>$30&nbsp;million</b> in xAI, the firm said on Monday in a long statement.</p>
<h2>Models</h2><p>Meta released Llama 4 in partnership with Zhipu, and this sentence goes on for a while “quoted”.</p>
</article><footer><p>Copyright Example Media, all rights reserved.</p></footer></body></html>"""
FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>News</title><link>https://e.org/</link>
<item><title>Llama 4</title><link>https://e.org/1?utm_source=feed</link><pubDate>Fri, 01 May 2026 10:00:00 GMT</pubDate>
<description>&lt;p&gt;Meta released Llama 4 in partnership with Zhipu.&lt;/p&gt;</description></item>
<item><title>Gemini</title><link>https://e.org/2</link><description>Google released Gemini 2.5 Pro.</description></item>
<item><title>Empty</title><link>https://e.org/3</link></item></channel></rss>"""
GERMAN = (
    "Die Firma hat am Montag ein neues Modell vorgestellt, das nicht nur schneller ist, sondern auch weniger Strom "
    "verbraucht. Nach Angaben der Firma wird es von den Kunden in Europa und in den USA mit Interesse erwartet."
)
FIND_OUT = "find out in which encoding it is .* and save it as UTF-8"
JAPANESE = "メタは新しいモデルを発表した。これはとても速いです。"


def zipped() -> bytes:
    """A small zip of a hundred megabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("article.txt", b"0" * 100_000_000)
    return out.getvalue()


BAD = {
    "latin.txt": ("Café à Genève".encode("latin-1"), rf"is not UTF-8 at byte 3; {FIND_OUT}"),
    "latin.html": (PAGE.format(charset="utf-8").encode("windows-1252"), rf"is not utf-8 at byte \d+; {FIND_OUT}"),
    "accents.txt": ("ÄÖÜäöüß àéèçñ".encode("latin-1"), rf"is not UTF-8 at byte 0; {FIND_OUT}"),
    "cyrillic.txt": ("Компания выпустила новую модель".encode("cp1251"), rf"is not UTF-8 at byte 0; {FIND_OUT}"),
    "big5.txt": ("智譜發布了新的模型，這是一個很大的進展。".encode("big5"), rf"is not UTF-8 at byte 0; {FIND_OUT}"),
    "kana.txt": (JAPANESE.encode("shift-jis"), rf"is not UTF-8 at byte 0; {FIND_OUT}"),
    "gb.txt": ("智谱发布了新模型。".encode("gb18030"), r"is not UTF-8 at byte 0; .*iconv -f GB18030 -t UTF-8"),
    "gb.html": (
        PAGE.format(charset="utf-8")
        .replace("Tesla invested", "特斯拉向人工智能公司投资，这是今年最大的一笔。" * 9)
        .encode("gb18030"),
        r"is not utf-8 at byte \d+; .*iconv -f GB18030 -t UTF-8",
    ),
    "utf16.txt": ("Meta released Llama 4.".encode("utf-16"), r"is UTF-16"),
    "binary.txt": (b"Meta\x00released", r"holds NUL characters"),
    "empty.txt": (b"", r"is empty"),
    "blank.md": (b" \n\t\n", r"is empty"),
    "figures.txt": (b"12 34 56", r"has no words"),
    "title.txt": (b"Only a title", r"holds no sentence"),
    "bomb.gz": (gzip.compress(b"0" * 100_000_000, 9), r"is a gzip archive; unpack it first"),
    "bomb.zip": (zipped(), r"is a zip archive"),
    "bomb.txt": (gzip.compress(b"0" * 1_000_000), r"is a gzip archive"),
    "paper.pdf": (b"%PDF-1.7 ...", r"is a PDF"),
    "german.txt": (GERMAN.encode(), r"seems to be in German"),
    "japanese.txt": (JAPANESE.encode(), r"seems to be in Japanese"),
    "script.html": (
        b"<!doctype html><html><head><script src=app.js></script></head><body><div id=root></div>"
        b"<noscript>You need to enable JavaScript to run this app.</noscript><script>start()</script></body></html>",
        r"is a page without an article: a script would make it",
    ),
    "liar.rss": (PAGE.format(charset="utf-8").encode(), r"calls itself a feed and is a web page"),
    "liar.txt": (FEED.encode(), r"calls itself plain text and is a feed"),
    "liar.html": (FEED.encode(), r"calls itself a web page and is a feed"),
    "text.xml": (GOOD.encode(), r"calls itself a feed and is plain text"),
    "laughs.xml": (
        b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">]><rss version="2.0"><channel><item>'
        b"<title>&lol;</title></item></channel></rss>",
        r"has a DOCTYPE or entities of its own",
    ),
    "hollow.xml": (b'<rss version="2.0"><channel><title>x</title></channel></rss>', r"is no feed that can be read"),
    "declared.html": (
        PAGE.format(charset="x-none").encode(),
        r"declares an encoding that there is not, 'x-none'",
    ),
    "lying-charset.html": (
        PAGE.format(charset="ascii").encode(),
        r"is not ascii at byte \d+, but UTF-8; correct the encoding that it declares",
    ),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_input_is_told_and_the_batch_goes_on(name: str, tmp_path: Path) -> None:
    data, message = BAD[name]
    bad, good, draft = tmp_path / name, tmp_path / "good.txt", tmp_path / "out" / "draft.trig"
    bad.write_bytes(data)
    good.write_text(GOOD, encoding="utf-8")
    draft.parent.mkdir()
    alone = run("draft", bad, "-o", draft, at=shipped(), code=2)
    assert re.search(rf"^aikg: \S*{re.escape(name)}: {message}", alone.stderr, re.MULTILINE), alone.stderr
    assert list(draft.parent.iterdir()) == []
    both = run("draft", bad, good, "-o", draft, at=shipped(), code=2)
    assert re.search(message, both.stderr)
    assert "model:llama-4" in draft.read_text(encoding="utf-8")
    assert [path.name for path in draft.parent.iterdir()] == ["draft.trig"]


def test_a_file_of_200_mb_is_no_article(tmp_path: Path) -> None:
    big = tmp_path / "big.txt"
    with big.open("wb") as out:
        out.truncate(200_000_000)
    told = run("draft", big, at=shipped(), code=2)
    assert "is larger than 20 MB, so it is no article" in told.stderr
    assert told.stdout == ""


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/x",
        "http://localhost/",
        "http://[::1]/",
        "http://10.0.0.8/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:192.168.0.1]/",
        "http://0.0.0.0/",
        "http://2130706433/",
    ],
)
def test_a_private_address_is_not_fetched(url: str) -> None:
    told = run("draft", url, at=shipped(), code=2)
    assert re.search(r"leads to a private address|has a host that is not found", told.stderr), told.stderr
    assert "save the page from a browser" in told.stderr


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/x",
        "http://user:pw@example.org/",
        "gopher://x",
        "http://[",
        "http://",
        "http://a:99999/",
        "http://a:0/",
    ],
)
def test_other_schemes_are_refused(url: str) -> None:
    assert "is no plain http or https address" in run("draft", url, at=shipped(), code=2).stderr


def test_a_draft_never_takes_the_place_of_its_article(tmp_path: Path) -> None:
    path = tmp_path / "news.txt"
    path.write_text(GOOD, encoding="utf-8")
    assert "name another file with -o" in run("draft", path, "-o", path, at=shipped(), code=2).stderr
    assert path.read_text(encoding="utf-8") == GOOD


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    assert "No such file" in run("draft", tmp_path / "none.txt", at=shipped(), code=2).stderr
    assert "is a folder" in run("draft", tmp_path, at=shipped(), code=2).stderr


def test_a_page_is_read_and_its_text_is_kept_beside_the_draft(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(PAGE.format(charset="windows-1252").encode("windows-1252"))
    run("draft", page, "-o", tmp_path / "draft.trig", "--text", tmp_path / "texts", at=shipped())
    draft = (tmp_path / "draft.trig").read_text(encoding="utf-8")
    (text,) = (tmp_path / "texts").iterdir()
    words = text.read_text(encoding="utf-8")
    assert "Home" not in words
    assert "Copyright" not in words
    assert "“quoted”" in words
    assert 'schema:headline "Funding"@en' in draft
    assert "schema:url <https://news.example.org/acme>" in draft
    assert 'schema:datePublished "2026-05-01"^^xsd:date' in draft
    assert 'schema:name "Ada Example"' in draft
    (tmp_path / "draft.trig").write_text(draft.replace(", aikgv:undecided", ""), encoding="utf-8")
    held = run("validate", tmp_path / "draft.trig", "--articles", tmp_path / "texts", at=shipped())
    assert held.stdout.startswith("conforms")


@pytest.mark.parametrize(("name", "library"), [("page.html", "trafilatura"), ("feed.xml", "feedparser")])
def test_without_the_extra_it_is_said_what_to_install(
    name: str, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)  # as if it were not installed
    path = tmp_path / name
    path.write_text(PAGE.format(charset="utf-8") if name == "page.html" else FEED, encoding="utf-8")
    assert "pip install 'aikg[draft]'" in run("draft", path, at=shipped(), code=2).stderr


def test_a_feed_is_an_article_an_entry_and_a_duplicate_under_another_address_is_told(tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_text(FEED, encoding="utf-8")
    made = run("draft", feed, "-o", tmp_path / "draft.trig", at=shipped())
    assert made.stderr.count("1 item,") == 2
    draft = (tmp_path / "draft.trig").read_text(encoding="utf-8")
    run("build", _settled(tmp_path / "draft.trig", draft), at=tmp_path / "graph")
    moved = tmp_path / "moved.xml"
    moved.write_text(FEED.replace("https://e.org/1?utm_source=feed", "https://mirror.example/42"), encoding="utf-8")
    told = run("draft", moved, "-o", tmp_path / "again.trig", at=tmp_path / "graph")
    assert told.stderr.count("not drafted") == 2
    assert not (tmp_path / "again.trig").exists()
    changed = tmp_path / "changed.xml"
    changed.write_text(
        FEED.replace("in partnership with Zhipu", "alone").replace("?utm_source=feed", "#top"), encoding="utf-8"
    )
    assert run("draft", changed, at=tmp_path / "graph").stderr.count("not drafted") == 2, "the same address"


def test_an_atom_feed_is_read_too(tmp_path: Path) -> None:
    feed = tmp_path / "news.atom"
    feed.write_text(
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>N</title><id>urn:n</id>'
        "<entry><title>Llama</title><id>urn:1</id><updated>2026-05-01T10:00:00Z</updated>"
        '<link href="https://e.org/llama"/><content type="html">&lt;p&gt;Meta released Llama 4.&lt;/p&gt;'
        "&lt;p&gt;It has 800 applications.&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</content></entry></feed>",
        encoding="utf-8",
    )
    draft = run("draft", feed, "--text", tmp_path, at=shipped()).stdout
    assert 'schema:datePublished "2026-05-01"^^xsd:date' in draft
    assert "schema:url <https://e.org/llama>" in draft
    (text,) = tmp_path.glob("llama-*.txt")
    assert text.read_text(encoding="utf-8") == "Llama\n\nMeta released Llama 4.\n\nIt has 800 applications.\n"


def _settled(path: Path, draft: str) -> Path:
    path.write_text(draft.replace(", aikgv:undecided", ""), encoding="utf-8")
    return path


def test_standard_input_needs_a_place_for_its_text(tmp_path: Path) -> None:
    assert "--text FOLDER" in run("draft", "-", given=GOOD, at=shipped(), code=2).stderr
    made = program("draft", "-", "--text", tmp_path / "texts", given=GOOD.encode(), at=shipped())
    assert made.returncode == 0, made.stderr
    (text,) = (tmp_path / "texts").iterdir()
    assert text.read_text(encoding="utf-8") == GOOD
    assert b"model:llama-4" in made.stdout


def test_a_hostile_article_stays_words_in_comments_and_strings(tmp_path: Path) -> None:
    path = tmp_path / "hostile.txt"
    path.write_text(
        'Meta" } <http://evil/> { released Llama 4.\u2028organization:evil a aikg:Organization . Evil"""Corp released '
        "\u202eX\u202c Grok 9 with 800 applications.\n",
        encoding="utf-8",
    )
    draft = run("draft", path, "--quotes", at=shipped()).stdout
    data = Dataset()
    data.parse(data=draft, format="trig")
    assert all(str(graph).startswith("https://w3id.org/aikg/") for *_, graph in data.quads())
    assert not any(
        "http://evil" in str(term) for *triple, _ in data.quads() for term in triple if isinstance(term, URIRef)
    )
    assert "\u202e" not in draft
