"""A unit's status walks its table, and its asset carries it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.asset import Asset, AssetKind
from desktop.domain.unit import (
    NEXT_STATUS,
    NotAUnitError,
    UnitBusyError,
    UnitStatus,
    asset_of,
    unit_of,
)

ASSET = Asset("u12", AssetKind.UNIT, "P-12", "Patrol 12", None, attributes={"unit_kind": "patrol"})


@given(st.lists(st.sampled_from(list(UnitStatus)), max_size=20))
def test_that_any_walk_stays_in_the_table_and_only_a_sent_unit_has_an_incident(wanted: list[UnitStatus]) -> None:
    unit = unit_of(ASSET)
    for status in wanted:
        if status not in NEXT_STATUS[unit.status]:
            with pytest.raises(UnitBusyError):
                unit.become(status, "i1")
            continue
        unit = unit.become(status, "i1")
        sent = status in {UnitStatus.ON_THE_WAY, UnitStatus.AT_THE_PLACE}
        assert (unit.incident_id is not None) is sent
        assert unit_of(asset_of(ASSET, unit)) == unit


def test_that_a_status_nobody_knows_is_out_of_service() -> None:
    odd = Asset("u1", "unit", "A-03", "", None, attributes={"status": "dancing"})
    assert unit_of(odd).status is UnitStatus.OUT_OF_SERVICE


def test_that_the_letter_is_written_or_comes_from_the_kind_or_from_the_code() -> None:
    assert unit_of(ASSET).letter == "P"
    assert unit_of(Asset("u", "unit", "X-1", "", None, attributes={"unit_kind": "patrol", "letter": "Q"})).letter == "Q"
    assert unit_of(Asset("u", "unit", "b-1", "", None)).letter == "B"


def test_that_a_lamp_is_no_unit() -> None:
    with pytest.raises(NotAUnitError, match="luminaire"):
        unit_of(Asset("l1", AssetKind.LUMINAIRE, "L-1", "", None))
