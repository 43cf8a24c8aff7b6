"""Article texts, found by what they contain: the SHA-256 of the raw bytes (schema:sha256)."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from aikg.errors import UnreadableInput

TABLES: Final = (".csv", ".tsv", ".json", ".yml", ".yaml")
SUFFIXES: Final = (".md", ".txt", *TABLES)


class Texts:
    """The article texts of a folder (its *.txt, *.md and tables, not its subfolders), or of the one file that is given.

    The folder is looked at when a text is asked for; a file is hashed once for each path, time and size. Without a
    folder there are no texts.

    >>> Texts(None).text("6ff7…") is None
    True
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._hashes: dict[tuple[Path, int, int], str] = {}

    def __bool__(self) -> bool:
        """Whether a folder was given."""
        return self._folder is not None

    def text(self, sha256: str) -> str | None:
        """The text whose bytes have this digest (hexadecimal), as they are: no newline is translated; None if absent.

        Raises:
            UnreadableInput: the folder is not there, the text is not UTF-8, or the text was not found and a file
                that may be it cannot be read.
        """
        wanted = sha256.strip().lower()
        refused: list[tuple[Path, OSError]] = []
        for path in self._paths():
            try:
                if self._hash(path) == wanted and (text := _read(path, wanted)) is not None:
                    return text
            except OSError as error:
                refused.append((path, error))
        for path, reason in refused:
            raise UnreadableInput(
                f"cannot be read ({reason.strerror}); give read permission or move it", file=str(path)
            )
        return None

    def is_table(self, sha256: str) -> bool:
        """Whether the text that was found under this digest is a table, in which a cell is all that says something."""
        wanted = sha256.strip().lower()
        return any(h == wanted and path.suffix.lower() in TABLES for (path, *_), h in self._hashes.items())

    def named(self, stem: str) -> Path | None:
        """The file that is called so, whatever it holds: a text that was changed still has its name."""
        return next((path for path in self._paths() if path.stem == stem), None)

    def _paths(self) -> list[Path]:
        if self._folder is None:
            return []
        if self._folder.is_dir():
            return sorted(p for p in self._folder.iterdir() if p.suffix.lower() in SUFFIXES and p.is_file())
        if self._folder.exists():
            return [self._folder]
        raise UnreadableInput("no such folder; name the folder of the article texts", file=str(self._folder))

    def _hash(self, path: Path) -> str:
        stat = path.stat()
        key = (path, stat.st_mtime_ns, stat.st_size)
        if key not in self._hashes:
            self._hashes[key] = hashlib.sha256(path.read_bytes()).hexdigest()
        return self._hashes[key]


def _read(path: Path, wanted: str) -> str | None:
    raw = path.read_bytes()
    if hashlib.sha256(raw).hexdigest() != wanted:  # it changed since it was hashed
        return None
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableInput(
            f"not UTF-8 at byte {error.start}; save it as UTF-8, then correct schema:sha256 and the offsets",
            file=str(path),
        ) from error
