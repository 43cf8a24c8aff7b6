"""A folder whose whole store is exchanged in one step: who reads, who writes, and what failure leaves."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from aikg.errors import BadRequest, NotFound, StoreError
from aikg.stores.embedded import EmbeddedStore
from aikg.stores.location import Location, in_words
from aikg.stores.opening import opened
from test_embedded import mounted, mounted_read_only

A, P, G = URIRef("urn:a"), URIRef("urn:p"), URIRef("urn:g")


def publish(location: Location, text: str) -> None:
    with location.writing(), location.generation() as folder:
        store = EmbeddedStore(folder)
        store.replace({G: [(A, P, Literal(text))]})
        store.close()


def content(store_or_location: EmbeddedStore | Location) -> list[str]:
    if isinstance(store_or_location, EmbeddedStore):
        return [text for (text,) in store_or_location.lexical("SELECT ?o { GRAPH <urn:g> { ?s ?p ?o } }")]
    store = opened(store_or_location)
    try:
        return content(store)
    finally:
        store.close()


@pytest.fixture
def location(tmp_path: Path) -> Location:
    return Location(tmp_path / "place")


def generations(location: Location) -> set[str]:
    return {path.name for path in (location.folder / "generations").iterdir()}


def test_nothing_is_there_before_something_was_built(location):
    assert location.current() is None
    assert not location.folder.exists(), "asking makes no folder"
    with pytest.raises(NotFound, match="run `aikg build --location"):
        location.needed()


def test_a_published_generation_counts(location):
    publish(location, "one")
    assert content(location) == ["one"]
    publish(location, "two")
    assert content(location) == ["two"]


def test_a_generation_counts_from_the_end_of_its_block_only(location):
    publish(location, "one")
    with location.writing(), location.generation() as folder:
        store = EmbeddedStore(folder)
        store.replace({G: [(A, P, Literal("two"))]})
        assert content(location) == ["one"]
        store.close()
        assert content(location) == ["one"]
    assert content(location) == ["two"]


@pytest.mark.parametrize("failure", [ValueError("no"), BadRequest("no"), KeyboardInterrupt(), SystemExit(1)], ids=repr)
def test_a_failed_block_leaves_the_old_one_and_nothing_else(location, failure):
    publish(location, "one")
    before, names = location.current(), generations(location)
    with pytest.raises(type(failure)) as caught, location.writing(), location.generation() as folder:
        EmbeddedStore(folder).close()
        raise failure
    assert caught.value is failure
    assert location.current() == before
    assert generations(location) == names
    assert content(location) == ["one"]
    publish(location, "after")
    assert content(location) == ["after"]


def test_a_block_that_made_nothing_fails_in_words_and_leaves_the_old_one(location):
    publish(location, "one")
    with pytest.raises(StoreError), location.writing(), location.generation():
        pass
    assert content(location) == ["one"]


def test_an_exchange_that_fails_leaves_the_old_one_and_no_leftovers(location):
    publish(location, "one")
    names = generations(location)
    (location.folder / "CURRENT.new").mkdir()  # so that the note cannot be written
    with pytest.raises(StoreError, match=str(location.folder)):
        publish(location, "two")
    assert content(location) == ["one"]
    assert generations(location) == names
    (location.folder / "CURRENT.new").rmdir()
    publish(location, "three")
    assert content(location) == ["three"]


def test_an_error_of_the_system_within_the_block_is_told_in_words(location):
    with pytest.raises(StoreError, match="the disk is full"), location.writing(), location.generation():
        raise OSError(28, "No space left on device", "/elsewhere")


def test_what_killed_builds_left_is_swept_by_the_next_writer(location):
    publish(location, "one")
    left = location.folder / "generations" / "new-0123456789ab"
    left.mkdir()
    (left / "000001.sst").write_text("half")
    with location.writing():
        assert not left.exists()
    assert content(location) == ["one"]


def test_a_generation_that_never_counted_goes_with_the_next_exchange(location):
    publish(location, "one")
    left = location.folder / "generations" / "0123456789ab"  # killed between renaming and pointing to it
    left.mkdir()
    publish(location, "two")
    assert not left.exists()


def test_the_generation_before_stays_and_older_ones_go(location):
    for text in ("one", "two", "three", "four"):
        publish(location, text)
    stores = [EmbeddedStore(location.folder / "generations" / name, read_only=True) for name in generations(location)]
    assert sorted(content(store)[0] for store in stores) == ["four", "three"]


def test_a_reader_keeps_reading_across_exchanges(location):
    publish(location, "one")
    reader = EmbeddedStore(location.needed(), read_only=True)
    assert content(reader) == ["one"]
    for text in ("two", "three", "four"):
        publish(location, text)
        assert content(reader) == ["one"]
    assert content(location) == ["four"]


def test_readers_see_the_old_store_or_the_new_one_never_neither(location):
    publish(location, "0")
    stop = threading.Event()
    seen: list[list[str]] = []

    def read() -> None:
        while not stop.is_set():
            seen.append(content(location))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(1, 9):
            publish(location, str(number))
    finally:
        stop.set()
        reader.join()
    assert seen
    assert all(len(texts) == 1 for texts in seen)
    assert [int(texts[0]) for texts in seen] == sorted(int(texts[0]) for texts in seen)


################################################################ writers

WRITER = """
import sys
from pathlib import Path
from aikg.stores.location import Location
with Location(Path(sys.argv[1])).writing():
    print("writing", flush=True)
    sys.stdin.readline()
"""


def other_writer(location: Location) -> subprocess.Popen:
    other = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(location.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "writing\n"
    return other


def release(other: subprocess.Popen) -> None:
    other.stdin.write("\n")
    other.stdin.flush()


def test_two_processes_do_not_write_at_once(location):
    publish(location, "one")
    with other_writer(location) as other:
        with pytest.raises(StoreError, match=r"is locked: another process .* wait for it"), location.writing():
            pass
        assert content(location) == ["one"], "reading needs no lock"
        release(other)
        assert other.wait(30) == 0
    publish(location, "two")
    assert content(location) == ["two"]


def test_two_threads_do_not_write_at_once(location):
    with location.writing(), pytest.raises(StoreError, match="is locked"), Location(location.folder).writing():
        pass


def test_waiting_for_the_other_writer(location):
    with other_writer(location) as other:
        started = time.monotonic()
        with pytest.raises(StoreError, match="is locked"), location.writing(wait_s=0.3):
            pass
        assert 0.25 < time.monotonic() - started < 10
        threading.Timer(0.3, release, [other]).start()
        with location.writing(wait_s=30):
            assert other.wait(30) == 0


def test_a_writer_that_is_killed_leaves_no_lock(location):
    with other_writer(location) as other:
        other.kill()
        other.wait(30)
        with location.writing(wait_s=5):
            pass


def test_a_failed_writer_leaves_no_lock(location):
    with pytest.raises(ValueError, match="no"), location.writing():
        raise ValueError("no")
    with location.writing():
        pass


################################################################ places that cannot be used


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path):
    path = tmp_path / "place"
    path.write_text("a file")
    for place in (Location(path), Location(path / "below")):
        with pytest.raises(StoreError, match="is not a folder; choose another --location"):
            place.needed()
        with pytest.raises(StoreError, match="is not a folder; choose another --location"), place.writing():
            pass
    assert path.read_text() == "a file"


def test_a_place_where_nothing_can_be_made_is_told():
    with (
        pytest.raises(StoreError, match=r"/proc/aikg.*choose another --location"),
        Location(Path("/proc/aikg")).writing(),
    ):
        pass


def test_a_read_only_disk_is_told_and_not_mistaken_for_a_lock(location):
    publish(location, "one")
    with mounted(location.folder, "--bind", str(location.folder)), mounted_read_only(location.folder):
        with pytest.raises(StoreError, match="cannot be written") as caught, location.writing():
            pass
        assert "locked" not in str(caught.value)
        assert content(location) == ["one"]


def test_a_current_that_points_nowhere_is_as_good_as_none(location):
    publish(location, "one")
    (location.folder / "CURRENT").write_text("gone\n")
    assert location.current() is None
    publish(location, "two")
    assert content(location) == ["two"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(28, "No space left on device", "/blocked/store"), "the disk is full"),
        (OSError(122, "Disk quota exceeded", "/x"), "the disk is full"),
        (OSError(30, "Read-only file system", "/data/writer.lock"), "cannot be written"),
        (PermissionError(13, "Permission denied", "/data/writer.lock"), "cannot be written"),
        (PermissionError(1, "Operation not permitted", "/data"), "cannot be written"),
        (OSError("IO error: lock hold by current process: /data/LOCK: No locks available"), "is locked"),
        (OSError("IO error: While lock file: /data/LOCK: Resource temporarily unavailable"), "is locked"),
        (NotADirectoryError(20, "Not a directory", "/data"), "is not a folder"),
        (FileExistsError(17, "File exists", "/data"), "is not a folder"),
        (FileNotFoundError(2, "No such file or directory", "/data"), "holds no store"),
        (OSError(5, "Input/output error", "/no space/quota/read-only/lock"), "Input/output error"),
        (OSError("Corruption: bad block in /data/blocked-quota.sst"), "Corruption"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_errors_of_the_system_in_words(error, words):
    told = in_words(error, "/data")
    assert str(told).startswith("/data")
    assert words in str(told)
    assert (told.exit_code, told.http_status) == (3, 503)
