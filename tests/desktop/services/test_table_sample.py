"""The first rows of a table, whatever the file is."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.services.table_sample import TableSample, table_sample


def sample_of(tmp_path: Path, content: bytes) -> TableSample:
    file = tmp_path / "t.csv"
    file.write_bytes(content)
    return table_sample(file)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_that_the_separator_is_found_and_ten_rows_are_shown(tmp_path: Path, separator: str) -> None:
    lines = [separator.join(("folio", "x", "y")), *(separator.join((f"F-{n}", "1.5", "2")) for n in range(30))]
    found = sample_of(tmp_path, "\n".join(lines).encode())
    assert found.header == ("folio", "x", "y")
    assert len(found.rows) == 10
    assert found.rows[3] == ("F-3", "1.5", "2")


def test_that_spreadsheets_of_mexico_are_read_in_their_own_signs(tmp_path: Path) -> None:
    assert sample_of(tmp_path, "año;niños\n1;2".encode("cp1252")).header == ("año", "niños")
    assert sample_of(tmp_path, "\ufeffaño,x\n1,2".encode()).header == ("año", "x")


def test_that_short_and_long_rows_have_the_width_of_the_header(tmp_path: Path) -> None:
    assert sample_of(tmp_path, b"a,b\n1\n1,2,3\n").rows == (("1", ""), ("1", "2"))


def test_that_of_a_huge_file_only_the_beginning_is_read(tmp_path: Path) -> None:
    found = sample_of(tmp_path, b"a,b\n" + b"1," + b"9" * 200_000)
    assert found == TableSample(("a", "b"), ())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
def test_that_no_content_breaks_it(tmp_path: Path, content: bytes) -> None:
    found = sample_of(tmp_path, content)
    assert all(len(row) == len(found.header) for row in found.rows)
