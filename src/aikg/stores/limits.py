"""A limit on the rows of an answer: put into the query, and counted in what is written.

Where a format has comments, one at the end tells that the limit was reached; into JSON, CSV and TSV nothing is put that
a strict reader would refuse, or take for data.

The engine's own writers are fast but count nothing, so rows are counted in the bytes they write, exactly: each format
has a byte sequence that stands between rows and nowhere else.
"""

from __future__ import annotations

from typing import BinaryIO, Final

from aikg import sparql
from aikg.sparql import Token

_LEAST: Final = 30
"""A row of JSON that has a value has more bytes than this."""
COMMENT: Final = "cut: the answer stops at the limit of {most} {what}; there may be more"


def limited(text: str, most: int) -> tuple[str, bool]:
    """A SELECT with at most `most` rows, and whether that is less than what it asks for itself."""
    tokens = list(sparql.tokens(text))
    outside = _outside(tokens)
    words = [(tokens[i].text.upper(), i) for i in outside if tokens[i].kind == "word"]
    for number, (word, _) in enumerate(words):
        if word == "LIMIT" and number + 1 < len(words) and words[number + 1][0].isdigit():
            at = words[number + 1][1]
            if len(tokens[at].text) < 19 and int(tokens[at].text) <= most:
                return text, False
            tokens[at] = Token("word", str(most))
            return "".join(token.text for token in tokens), True
    at = max((i for word, i in words if word == "VALUES"), default=len(tokens))
    before, after = tokens[:at], tokens[at:]
    return "".join([*(t.text for t in before), f"\nLIMIT {most}\n", *(t.text for t in after)]), True


def paged(text: str, limit: int, offset: int) -> str:
    """A SELECT without LIMIT of its own, restricted to the rows from `offset` on, `limit` at most."""
    return f"{text}\nLIMIT {limit} OFFSET {offset}\n"


def _outside(tokens: list[Token]) -> list[int]:
    """The places of the tokens outside all brackets; a closing bracket counts as outside."""
    depth, found = 0, []
    for index, (kind, text) in enumerate(tokens):
        if kind == "other" and text in "})]":
            depth -= 1
        if depth == 0:
            found.append(index)
        if kind == "other" and text in "{([":
            depth += 1
    return found


class Counted:
    """A stream for the rows of one answer; `finish` tells at its end whether the limit was reached.

    To count rows of JSON takes a third of the time that the engine takes to make them, so as long as there cannot be
    enough bytes for `most` rows they are put by, and nothing is counted.
    """

    def __init__(self, out: BinaryIO, media: str, most: int) -> None:
        self._out, self._media, self._most = out, media, most
        self._rows = {"json": 0, "xml": 0, "csv": -1, "tsv": -1}[media]
        self._rest = b""
        self._quoted = False
        self._seen = b""
        self._uncounted: list[bytes] | None = [] if media == "json" else None
        self._bytes = 0

    def write(self, data: bytes) -> int:
        """Write on, counting."""
        self._out.write(data)
        if self._uncounted is None:
            self._count(bytes(data))
        else:
            self._put_by(self._uncounted, bytes(data))
        return len(data)

    def _put_by(self, chunks: list[bytes], chunk: bytes) -> None:
        around = (chunks[-1][-1:] if chunks else b"") + chunk
        chunks.append(chunk)
        self._bytes += len(chunk)
        if self._bytes >= self._most * _LEAST or b"{}" in around:  # a row without any value is shorter
            self._uncounted = None
            for each in chunks:
                self._count(each)

    def flush(self) -> None:
        """Nothing is held back."""

    def finish(self) -> bool:
        """Whether the answer was cut; in XML a comment says so."""
        cut = self._rows >= self._most
        if cut and self._media == "xml":
            self._out.write(f"\n<!-- {COMMENT.format(most=self._most, what='rows')} -->\n".encode())
        return cut

    def _count(self, chunk: bytes) -> None:
        if self._media == "tsv":  # a newline inside a literal is written \n
            self._rows += chunk.count(b"\n")
        elif self._media == "xml":  # `<` inside a literal is written &lt;
            self._rows += self._spanning(chunk, b"<result>")
        elif self._media == "csv":
            self._rows += self._spanning(self._unquoted(chunk), b"\r\n")
        else:
            chunk = self._rest + chunk
            whole = chunk.rstrip(b"\\")
            self._rest = chunk[len(whole) :]
            plain = self._unquoted(whole.replace(b"\\\\", b"").replace(b'\\"', b""))
            seen = self._seen + plain
            self._rows += seen.count(b"},{") + seen.count(b"[{")
            self._seen = seen[-2:] if not seen.endswith(b"[{") else b"{"

    def _unquoted(self, chunk: bytes) -> bytes:
        """What stands outside quotation marks, which are kept so that nothing meets what it did not."""
        parts = chunk.split(b'"')
        outside = parts[1 if self._quoted else 0 :: 2]
        self._quoted ^= len(parts) % 2 == 0
        return b'"'.join(outside)

    def _spanning(self, chunk: bytes, mark: bytes) -> int:
        seen = self._seen + chunk
        tail = seen[-(len(mark) - 1) :]
        self._seen = tail
        return seen.count(mark)
