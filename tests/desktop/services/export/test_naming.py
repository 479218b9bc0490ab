"""Names of files that nobody chose."""

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from desktop.services.export.naming import new_files, plain
from desktop.services.export.template import Template


@given(st.text(max_size=200))
def test_that_a_name_made_of_any_folio_stays_in_its_folder(folio: str) -> None:
    name = plain(folio)
    assert name.isascii()
    assert name
    assert Path(name).name == name
    assert not name.startswith((".", "-"))
    assert len(name) <= 62


def test_that_a_new_name_never_meets_an_old_file(tmp_path: Path, clock: Any) -> None:
    folder = tmp_path / "exports"
    taken = ("", "-2", "-3", "-4")
    for number, leftover in zip(taken, (".png", ".pdf.manifest.json", ".png.manifest.json.sig", ""), strict=True):
        with new_files(folder, "../../etc/ATL", Template.REPORT, clock(), (".pdf", ".png")) as (pdf, png):
            assert pdf.parent == folder
            assert pdf.stem == png.stem == f"etc-ATL-parte-20261123-080000{number}"
            if leftover:
                (folder / f"{pdf.stem}{leftover}").touch()
    assert folder.stat().st_mode & 0o077 == 0
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_that_a_name_in_use_by_somebody_who_has_not_written_yet_is_left_alone(tmp_path: Path, clock: Any) -> None:
    with new_files(tmp_path, "A", Template.REPORT, clock(), (".pdf",)) as (one,):
        with new_files(tmp_path, "A", Template.REPORT, clock(), (".pdf",)) as (other,):
            assert one != other
        with new_files(tmp_path, "A", Template.REPORT, clock(), (".pdf",)) as (again,):
            assert again == other
