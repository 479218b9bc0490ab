"""Tables as offices send them."""

from pathlib import Path

import pytest

from desktop.services.areas.table_file import MOST_COLUMNS, TableRefusedError, numbers, read_table


def written(folder: Path, content: bytes) -> Path:
    file = folder / "table.csv"
    file.write_bytes(content)
    return file


ROWS = 'CVEGEO,Población\n01001,"1,234"\n01002,87\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_that_any_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    table = read_table(written(tmp_path, ROWS.encode(encoding)))
    assert table.columns == ("CVEGEO", "Población")
    assert table.column("Población") == ["1,234", "87"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_that_any_usual_separator_is_found(tmp_path: Path, separator: str) -> None:
    lines = [
        ["clave", "nombre", "valor"],
        ["1", "Centro, Sur" if separator != "," else "Centro", "3"],
        ["2", "Sur", "4"],
    ]
    table = read_table(written(tmp_path, "\r\n".join(separator.join(line) for line in lines).encode()))
    assert table.columns == ("clave", "nombre", "valor")
    assert len(table.rows) == 2


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1,234", "2,345,678"], [1234, 2345678]),
        (["12,5", "1.234,75", "3"], [12.5, 1234.75, 3]),
        (["12.5", "1e3", "-4"], [12.5, 1000, -4]),
        (["1.234.567", "2"], [1234567, 2]),
        (["$1 234.50", "15 %", "7\u00a0000"], [1234.5, 15, 7000]),
        (["*", "N/D", "", "-", "abc", "nan", "1e400"], [None] * 7),
        (["0,5", "12.25"], [0.5, 12.25]),
    ],
)
def test_that_numbers_are_read_by_the_habit_of_their_column(cells: list[str], values: list[float | None]) -> None:
    assert numbers(cells) == values


def test_that_short_and_long_rows_and_double_headings_are_borne(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, b"a,a,\n1\n1,2,3,4\n\n"))
    assert table.columns == ("a", "a 2", "column 1")
    assert table.rows == (("1", "", ""), ("1", "2", "3"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"only a header\n",
        b"<html><body>Sign in</body></html>\n<p>,x</p>\n",
        b"PK\x03\x04\x00\x00 a spreadsheet, not saved as csv",
        b",".join([b"c"] * (MOST_COLUMNS + 1)) + b"\n1,2\n",
        b"a,b\n" + b'"' + b"x" * 20_000 + b'",1\n',
    ],
)
def test_that_what_is_no_table_is_refused_with_a_reason(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(TableRefusedError, match=r"table.csv"):
        read_table(written(tmp_path, content))
