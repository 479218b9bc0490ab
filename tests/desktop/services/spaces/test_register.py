"""The register of public spaces: taken over, inspected, corrected; nothing entered is ever lost."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.events import SpaceEvent
from desktop.domain.operator import NotPermittedError, Operator, Role
from desktop.domain.space import InspectionRefusedError, SheetRefusedError, Space
from desktop.services.spaces.register import Sheet, Spaces, UnknownSpaceError
from desktop.storage import assets, journal
from desktop.storage.record import ConflictError
from desktop.storage.store import Store
from maps.features import FoundSpace

RING = ((22.77, -102.58), (22.77, -102.579), (22.771, -102.579))
PARK = FoundSpace(
    "osm-w1", "park", "Parque Morelos", 22.7703, -102.5795, (RING,), "Mo-Su 06:00-22:00", "Parques", {"benches": 3}
)
TREE = FoundSpace("osm-n2", "tree", "", 22.78, -102.58, (), "", "", {})


class Reader:
    def __init__(self, *found: FoundSpace) -> None:
        self._found = found

    def spaces(self, source: Path) -> tuple[FoundSpace, ...]:
        del source
        return self._found


@pytest.fixture
def inspector() -> Operator:
    return Operator("id-vega", "vega", "Vega", Role.INSPECTOR)


@pytest.fixture
def spaces(store: Store, clock: Any, sofia: Operator) -> Spaces:
    made = Spaces(store, now=clock)
    made.import_file(Reader(PARK, TREE), Path("city.pbf"), sofia)
    return made


def park(spaces: Spaces) -> Space:
    return next(space for asset, space in spaces.every() if asset.kind == "park")


def test_that_a_map_gives_assets_with_codes_and_sheets(spaces: Spaces) -> None:
    found = {asset.kind: (asset, space) for asset, space in spaces.every()}
    asset, sheet = found["park"]
    assert (asset.code, asset.name, len(asset.outline)) == ("PQ-001", "Parque Morelos", 3)
    assert (dict(sheet.inventory), sheet.opening_hours, sheet.responsible) == (
        {"benches": 3},
        "Mo-Su 06:00-22:00",
        "Parques",
    )
    assert found["tree"][0].code == "AR-001"


def test_that_the_same_map_again_adds_nothing_and_keeps_what_was_entered(
    spaces: Spaces, sofia: Operator, inspector: Operator
) -> None:
    id_ = park(spaces).id
    spaces.inspect(id_, 2, inspector, note="Bancas rotas")
    spaces.change(id_, Sheet({"benches": 9}, "24/7", "Barrio", 15), inspector)
    grown = replace_name(PARK, "Parque Nuevo")
    done = spaces.import_file(Reader(grown, TREE), Path("city.pbf"), sofia)
    assert (dict(done.added), done.known) == ({}, 2)
    sheet = park(spaces)
    assert (sheet.id, sheet.condition, dict(sheet.inventory), sheet.opening_hours) == (id_, 2, {"benches": 9}, "24/7")
    assert next(asset.name for asset, _ in spaces.every() if asset.id == id_) == "Parque Nuevo"


def replace_name(found: FoundSpace, name: str) -> FoundSpace:
    return FoundSpace(found.source_id, found.kind, name, found.lat_deg, found.lon_deg, found.rings, "Mo off", "", {})


def test_that_an_inspection_sets_the_condition_and_stays_in_the_history(
    spaces: Spaces, clock: Any, inspector: Operator, store: Store
) -> None:
    id_ = park(spaces).id
    spaces.inspect(id_, 4, inspector, note=" Limpio ", photo_id="photo-1")
    clock.go(3600)
    after = spaces.inspect(id_, 3, inspector)
    assert (after.condition, after.inspected_by, after.inspected_at) == (3, "vega", clock.now)
    assert [(one.condition, one.note, one.photo_id) for one in spaces.history(id_)] == [
        (3, "", ""),
        (4, "Limpio", "photo-1"),
    ]
    with store.read() as connection:
        events = [row.event for row in journal.of_subject(connection, id_) if isinstance(row.event, SpaceEvent)]
    assert [event.step for event in events] == ["inspected", "inspected"]
    assert events[-1].space == after
    assert events[-1].inspection is not None


def test_that_a_late_entry_of_an_older_visit_does_not_undo_the_newer(
    spaces: Spaces, clock: Any, inspector: Operator
) -> None:
    id_ = park(spaces).id
    spaces.inspect(id_, 5, inspector)
    after = spaces.inspect(id_, 1, inspector, at=clock.now - timedelta(days=3))
    assert after.condition == 5
    assert [one.condition for one in spaces.history(id_)] == [5, 1]


@pytest.mark.parametrize("condition", [0, 6, -1])
def test_that_a_condition_is_one_to_five(spaces: Spaces, inspector: Operator, condition: int) -> None:
    with pytest.raises(InspectionRefusedError, match="1"):
        spaces.inspect(park(spaces).id, condition, inspector)


def test_that_an_inspection_of_tomorrow_or_a_novel_is_refused(spaces: Spaces, clock: Any, inspector: Operator) -> None:
    with pytest.raises(InspectionRefusedError, match="future"):
        spaces.inspect(park(spaces).id, 3, inspector, at=clock.now + timedelta(days=1))
    with pytest.raises(InspectionRefusedError, match="note"):
        spaces.inspect(park(spaces).id, 3, inspector, note="x" * 5000)


def test_that_overdue_comes_the_never_seen_first_and_then_the_longest_due(
    spaces: Spaces, clock: Any, inspector: Operator
) -> None:
    assert {asset.kind for asset, _ in spaces.overdue()} == {"tree", "park"}
    spaces.inspect(park(spaces).id, 4, inspector)
    assert [asset.kind for asset, _ in spaces.overdue()] == ["tree"]
    clock.go(91 * 86_400)
    assert [asset.kind for asset, _ in spaces.overdue()] == ["tree", "park"]


def test_that_a_sheet_is_corrected_by_who_saw_its_newest_version(spaces: Spaces, inspector: Operator) -> None:
    seen = park(spaces)
    sheet = Sheet({"benches": 4, "trees": 0}, "Mo-Fr 06:00-20:00", "Parques", 30)
    after = spaces.change(seen.id, sheet, inspector, seen.version)
    assert (dict(after.inventory), after.interval_days) == ({"benches": 4}, 30)
    with pytest.raises(ConflictError):
        spaces.change(seen.id, sheet, inspector, seen.version)


@pytest.mark.parametrize(
    "sheet", [Sheet({"benches": -1}, "", "", None), Sheet({}, "cuando abra", "", None), Sheet({}, "", "", 0)]
)
def test_that_a_sheet_that_cannot_be_is_refused(spaces: Spaces, inspector: Operator, sheet: Sheet) -> None:
    with pytest.raises(SheetRefusedError):
        spaces.change(park(spaces).id, sheet, inspector)


def test_that_only_inspectors_and_supervisors_enter_inspections(spaces: Spaces, ana: Operator, sofia: Operator) -> None:
    with pytest.raises(NotPermittedError):
        spaces.inspect(park(spaces).id, 3, ana)
    assert spaces.inspect(park(spaces).id, 3, sofia).condition == 3


def test_that_an_inspector_does_not_take_over_a_map(spaces: Spaces, inspector: Operator) -> None:
    with pytest.raises(NotPermittedError):
        spaces.import_file(Reader(PARK), Path("x"), inspector)


def test_that_a_space_that_is_none_is_told(spaces: Spaces, inspector: Operator) -> None:
    with pytest.raises(UnknownSpaceError):
        spaces.inspect("nowhere", 3, inspector)


def test_that_kinds_can_be_chosen_and_unreadable_hours_are_left_out(store: Store, sofia: Operator) -> None:
    odd = FoundSpace("osm-w9", "market", "Mercado", 22.77, -102.58, (RING,), "casi siempre", "", {})
    Spaces(store).import_file(Reader(odd, TREE), Path("x"), sofia, ("market",))
    ((asset, sheet),) = Spaces(store).every()
    assert (asset.kind, sheet.opening_hours) == ("market", "")
    with store.read() as connection:
        assert not assets.every(connection, "tree")


def test_that_every_kind_has_an_interval() -> None:
    assert replace(Space("x", "playground"), interval_days=None).every == timedelta(days=30)
    assert Space("x", "park", interval_days=7).every == timedelta(days=7)
