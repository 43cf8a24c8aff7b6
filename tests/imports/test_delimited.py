"""CSV with the place of every cell."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aikg.errors import UnreadableInput
from aikg.imports import records
from aikg.imports.delimited import table


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("csv")


def written(folder, text, name="t.csv"):
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=12)


@given(rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=6), end=st.sampled_from(["\n", "\r\n"]))
@settings(deadline=None)
def test_it_reads_what_the_csv_module_writes_and_says_where(folder, rows, end):
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator=end, quoting=csv.QUOTE_MINIMAL).writerows([("a", "b", "c"), *rows])
    read = table(written(folder, file.getvalue()), ["a", "b", "c"])
    there = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(read.records) == len(there)
    for record, row in zip(read.records, there, strict=True):
        assert {name: cell.text for name, cell in record.cells.items()} == {
            name: text for name, text in zip("abc", row, strict=True) if text.strip()
        }
        for cell in record.cells.values():
            assert read.text[cell.start : cell.end].replace('""', '"') == cell.text.strip()
            assert record.start <= cell.start <= cell.end <= record.end


def test_a_line_break_within_a_cell_keeps_rows_and_lines_apart(folder):
    read = table(written(folder, 'name,note\n"Solar\n",x\nVAETKI,y\n'), ["name"])
    assert [(r.number, r.line, r.cells["name"].text.strip()) for r in read.records] == [
        (1, 2, "Solar"),
        (2, 4, "VAETKI"),
    ]


@pytest.mark.parametrize(("mark", "called"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_another_delimiter_is_found_and_told(folder, mark, called):
    read = table(written(folder, f"name{mark}when\nA, b{mark}2024\n"), ["name", "when"])
    assert read.records[0].cells["name"].text == "A, b"
    assert any(called in remark for remark in read.remarks)


def test_a_byte_order_mark_is_no_part_of_the_first_name_and_counts_as_a_code_point(folder):
    read = table(written(folder, "\ufeffname\nxAI\n"), ["name"])
    cell = read.records[0].cells["name"]
    assert (cell.text, read.text[cell.start : cell.end], cell.start) == ("xAI", "xAI", 6)


def test_a_row_of_another_length_is_kept_out_and_told(folder):
    read = table(written(folder, "a,b\n1,2\n1,2,3\n4,5\n"), ["a"])
    assert [r.number for r in read.records] == [1, 3]
    assert read.remarks == ("row 2 (line 3) has 3 cells and not 2: not used",)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n", "empty"),
        ("a,b\nü,1\n".encode("latin-1"), "2: not UTF-8 (byte 0xfc)"),
        ("a,b\n".encode("utf-16"), "UTF-16"),
        (b'a,b\n1,"2\n3,4\n', "2: a quoted cell does not end"),
        (b'a,b\n1,"' + b'two ""quoted"" words ' * 5_000, "2: a quoted cell does not end"),
        (b'a,b\n1,"2"x\n', "2: a quoted cell does not end, or goes on"),
        (b"a,a\n1,2\n", "two columns are called 'a'"),
    ],
)
def test_what_is_no_table_is_told_with_its_line(folder, data, words):
    path = written(folder, data)
    with pytest.raises(UnreadableInput) as caught:
        table(path, ["a"])
    assert words in str(caught.value) and str(path) in str(caught.value)


def test_a_huge_file_is_refused_before_it_is_read(folder):
    path = folder / "huge.csv"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)  # sparse: nothing is written
    with pytest.raises(UnreadableInput, match="200 MB are more than the 64 MB"):
        table(path, ["a"])
    assert records.LIMIT == 64 * 2**20


def test_a_file_that_is_not_there(folder):
    with pytest.raises(UnreadableInput, match="No such file"):
        table(folder / "none.csv", ["a"])
