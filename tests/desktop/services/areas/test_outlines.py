"""Outlines of a map file become areas of the store."""

from pathlib import Path

import pytest

from desktop.domain.operator import NotPermittedError, Operator
from desktop.services.areas.outlines import Outlines, UnknownKindError
from desktop.services.areas.places import read_areas
from desktop.storage import assets
from desktop.storage.store import Store
from maps.features import FoundArea, Ring

RING: Ring = ((22.0, -102.0), (22.0, -101.9), (22.1, -101.9))
ISLAND: Ring = ((23.0, -102.0), (23.0, -101.9), (23.1, -101.9))


class Reader:
    """What the map worker would find."""

    def __init__(self, *found: FoundArea) -> None:
        self._found = found

    def areas(self, source: Path) -> tuple[FoundArea, ...]:
        del source
        return self._found


def found(code: str, name: str, *rings: Ring) -> FoundArea:
    return FoundArea(code, name, 22.03, -101.93, rings or (RING,), {"nom_ent": "Zacatecas"})


def test_that_an_area_comes_with_its_code_name_parts_and_keys(store: Store, sofia: Operator) -> None:
    done = Outlines(store).import_file(
        Reader(found("32017", "Guadalupe", RING, ISLAND)), Path("m.json"), "municipality", sofia
    )
    assert (done.added, done.replaced) == (1, 0)
    with store.read() as connection:
        (area,) = read_areas(connection)
        (asset,) = assets.every(connection, "municipality")
    assert (area.code, area.name, len(area.rings)) == ("32017", "Guadalupe", 2)
    assert asset.attributes["nom_ent"] == "Zacatecas"


def test_that_the_same_code_or_name_again_replaces_the_area_and_keeps_its_id(store: Store, sofia: Operator) -> None:
    outlines = Outlines(store)
    outlines.import_file(Reader(found("32017", "Guadalupe"), found("", "La Loma")), Path("a"), "neighbourhood", sofia)
    with store.read() as connection:
        before = {asset.name: asset.id for asset in assets.every(connection, "neighbourhood")}
    again = Reader(found("32017", "Guadalupe Nuevo"), found("", "La Loma"), found("", "Otra"))
    done = outlines.import_file(again, Path("a"), "neighbourhood", sofia)
    assert (done.added, done.replaced) == (1, 2)
    with store.read() as connection:
        after = {asset.name: asset.id for asset in assets.every(connection, "neighbourhood")}
    assert after["Guadalupe Nuevo"] == before["Guadalupe"]
    assert after["La Loma"] == before["La Loma"]


def test_that_a_word_that_is_no_kind_is_refused(store: Store, sofia: Operator) -> None:
    with pytest.raises(UnknownKindError, match="neighbourhood"):
        Outlines(store).import_file(Reader(), Path("a"), "galaxy", sofia)


def test_that_an_operator_may_not_change_the_areas(store: Store, ana: Operator) -> None:
    with pytest.raises(NotPermittedError):
        Outlines(store).import_file(Reader(found("1", "x")), Path("a"), "sector", ana)
