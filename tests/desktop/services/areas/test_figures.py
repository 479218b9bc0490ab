"""Figures from a table: matched by key, code or name, told before they are kept, journalled."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from desktop.domain.area import POPULATION
from desktop.domain.events import AreaEvent
from desktop.domain.operator import NotPermittedError, Operator
from desktop.services.areas.figures import Figures, FiguresRefusedError, Request, figure_name
from desktop.storage import areas, journal
from desktop.storage.store import Store

DAY = date(2020, 3, 15)


def asked(folder: Path, text: str, key: str, *columns: str, encoding: str = "utf-8") -> Request:
    file = folder / "figures.csv"
    file.write_bytes(text.encode(encoding))
    return Request(file, key, columns, "INEGI", DAY)


def test_that_a_key_that_lost_its_zeros_is_found_and_the_rest_is_told(town: Store, tmp_path: Path) -> None:
    text = "CVEGEO;POBTOT;IM_2020\n10010001;1.234;0,5\n10010003;*;1,25\n99;5;1\n"
    found = Figures(town).prepare(asked(tmp_path, text, "CVEGEO", encoding="cp1252"))
    assert found.unmatched == ("99",)
    assert found.without == ("La Estación",)
    assert {(one.area_id, one.name): one.value for one in found.figures} == {
        ("neighbourhood-0", "population"): 1.234,
        ("neighbourhood-0", "marginality"): 0.5,
        ("neighbourhood-2", "marginality"): 1.25,
    }
    population = next(column for column in found.columns if column.name == POPULATION)
    assert (population.count, population.missing, population.wrong) == (2, 1, 0)


@pytest.mark.parametrize("name", ["Centro", "COL. CENTRO", "colonia  centro", "Céntro"])
def test_that_names_match_without_accents_and_what_stands_before_them(town: Store, tmp_path: Path, name: str) -> None:
    found = Figures(town).prepare(asked(tmp_path, f"Colonia,Hogares\n{name},800\n", "name"))
    assert [(one.area_id, one.name, one.value) for one in found.figures] == [("neighbourhood-0", "households", 800.0)]


def test_that_a_key_is_put_together_from_inegis_own_columns(town: Store, tmp_path: Path) -> None:
    text = "ENTIDAD,MUN,LOC,NOM_LOC,POBTOT\n1,1,1,Uno,10\n01,001,0002,Dos,20\n"
    found = Figures(town).prepare(asked(tmp_path, text, "CVEGEO"))
    assert {one.area_id: one.value for one in found.figures} == {"neighbourhood-0": 10.0, "neighbourhood-1": 20.0}


def test_that_any_heading_may_be_the_key(town: Store, tmp_path: Path) -> None:
    found = Figures(town).prepare(asked(tmp_path, "barrio,x\nSan Martín,3\nLa Estacion,4\n", "Barrio", "x"))
    assert found.matched == 2
    assert found.key == "name"


def test_that_a_key_that_comes_twice_belongs_to_nobody(town: Store, tmp_path: Path) -> None:
    found = Figures(town).prepare(asked(tmp_path, "code,p\n10010001,1\n010010001,2\n10010002,3\n", "code"))
    assert found.repeated == ("10010001", "010010001")
    assert [one.area_id for one in found.figures] == ["neighbourhood-1"]


def test_that_what_was_shown_is_kept_with_its_source_and_its_row_of_the_journal(
    town: Store, tmp_path: Path, sofia: Operator
) -> None:
    figures = Figures(town)
    prepared = figures.prepare(asked(tmp_path, "code,Población Total\n10010002,777\n", "code"))
    figures.keep(prepared, sofia)
    with town.read() as connection:
        newest = areas.newest_figures(connection)["neighbourhood-1"][POPULATION]
        (row,) = journal.of_kind(connection, "area.counted", datetime(2000, 1, 1, tzinfo=UTC), 10)
        assert len(areas.history(connection, "neighbourhood-1", POPULATION)) == 1
    assert (newest.value, newest.source, newest.as_of) == (777.0, "INEGI", DAY)
    assert isinstance(row.event, AreaEvent)
    assert row.event.names == (POPULATION,)
    assert row.event.sha256 == prepared.sha256
    assert row.event.by == "sofia"


def test_that_an_older_day_never_hides_a_newer_one(town: Store, tmp_path: Path, sofia: Operator) -> None:
    figures = Figures(town)
    request = asked(tmp_path, "code,pobtot\n10010001,10\n", "code")
    older = Request(request.file, "code", (), "Conteo", date(2010, 6, 12))
    figures.keep(figures.prepare(older), sofia)
    with town.read() as connection:
        assert areas.newest_figures(connection)["neighbourhood-0"][POPULATION].value == 4000.0
        assert [one.value for one in areas.history(connection, "neighbourhood-0", POPULATION)] == [10.0, 4000.0]


def test_that_an_operator_may_not_import(town: Store, tmp_path: Path, ana: Operator) -> None:
    figures = Figures(town)
    with pytest.raises(NotPermittedError):
        figures.keep(figures.prepare(asked(tmp_path, "code,p\n10010001,1\n", "code")), ana)


@pytest.mark.parametrize(
    ("text", "key", "columns", "words"),
    [
        ("a,b\n1,2\n", "CVEGEO", (), "no column for CVEGEO"),
        ("code,b\n1,2\n", "code", ("c",), "no column c"),
        ("code,b\n1,x\n", "code", (), "no column of numbers"),
        ("code,pobtot,poblacion\n1,2,3\n", "code", (), "two columns"),
    ],
)
def test_that_a_table_of_which_nothing_can_be_taken_says_why(
    town: Store, tmp_path: Path, text: str, key: str, columns: tuple[str, ...], words: str
) -> None:
    with pytest.raises(FiguresRefusedError, match=words):
        Figures(town).prepare(asked(tmp_path, text, key, *columns))


def test_that_nothing_is_kept_of_a_table_that_fits_no_area(town: Store, tmp_path: Path, sofia: Operator) -> None:
    figures = Figures(town)
    with pytest.raises(FiguresRefusedError, match="nothing is kept"):
        figures.keep(figures.prepare(asked(tmp_path, "code,p\n5,1\n", "code")), sofia)


@pytest.mark.parametrize(
    ("heading", "name"),
    [("POBTOT", "population"), ("Población total", "population"), ("Índice Marginación", "indice_marginacion"),
     ("TVIVHAB", "households"), ("Escolaridad (años)", "escolaridad_anos"), ("¿?", "figure")],
)  # fmt: skip
def test_that_a_heading_becomes_a_plain_name(heading: str, name: str) -> None:
    expected = "marginality" if name == "indice_marginacion" else name
    assert figure_name(heading) == expected
