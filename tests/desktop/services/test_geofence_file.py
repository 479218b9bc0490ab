"""Zones from the features of a file: what the columns say, what is usual, and one line for what is wrong."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.alarm import Priority
from desktop.domain.geofence import Crossing, GeofenceRefusedError, Span, Watched
from desktop.services.geofence_file import Usual, fences_of, schedule_of, schedule_text

SQUARE = [[-102.6, 22.7], [-102.5, 22.7], [-102.5, 22.8], [-102.6, 22.7]]


def feature(kind: str = "Polygon", coordinates: Any = None, **columns: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": columns,
        "geometry": {"type": kind, "coordinates": coordinates or [SQUARE]},
    }


def test_that_columns_say_what_a_zone_is() -> None:
    (fence,) = fences_of(
        [
            feature(
                NAME="Escuela", watches="units, sightings", classes="patrol;person", raises="exit,dwell", notes="enter",
                dwell_s="90", hysteresis_m=15, priority=1, active="no", schedule="mon-fri 07:00-15:30",
            )
        ],
        Usual(),
        "zonas",
    )  # fmt: skip
    assert (fence.name, fence.watches) == ("Escuela", (Watched.UNITS, Watched.SIGHTINGS))
    assert fence.classes == ("patrol", "person")
    assert (fence.raises, fence.notes) == ((Crossing.EXIT, Crossing.DWELL), (Crossing.ENTER,))
    assert (fence.dwell_s, fence.hysteresis_m, fence.priority, fence.active) == (90.0, 15.0, Priority.HIGH, False)
    assert fence.schedule == (Span((0, 1, 2, 3, 4), 420, 930),)
    assert len(fence.polygons[0][0]) == 3


def test_that_what_a_file_does_not_say_is_the_usual() -> None:
    usual = Usual((Watched.SIGHTINGS,), (Crossing.DWELL,), 30.0, 5.0, Priority.LOW)
    first, second = fences_of(
        [feature(raises=None, name=None), feature("MultiPolygon", [[SQUARE], [SQUARE]])], usual, "z"
    )
    assert (first.name, second.name) == ("z 1", "z 2")
    assert (first.watches, first.raises, first.dwell_s) == (usual.watches, usual.raises, 30.0)
    assert len(second.polygons) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        feature(raises="arrive"),
        feature(watches="drones"),
        feature(priority=9),
        feature(dwell_s="long"),
        feature(schedule="always"),
        feature(coordinates=[[[-102.6, 95.0], [-102.5, 22.7], [-102.5, 22.8]]]),
        feature("LineString", SQUARE),
    ],
)
def test_that_what_is_wrong_is_said_with_the_zone(wrong: dict[str, Any]) -> None:
    with pytest.raises(GeofenceRefusedError):
        fences_of([wrong], Usual(), "zonas")


def test_that_hours_are_read_in_both_languages() -> None:
    assert schedule_of("lun-vie 7:00-15:30; sáb,dom 22:00-05:00") == (
        Span((0, 1, 2, 3, 4), 420, 930),
        Span((5, 6), 1320, 300),
    )
    assert schedule_of("") == ()


@given(
    st.lists(
        st.builds(
            Span,
            st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
            st.integers(0, 1439),
            st.integers(1, 1439),
        ),
        max_size=4,
    )
)
def test_that_hours_written_are_read_again(spans: list[Span]) -> None:
    assert schedule_of(schedule_text(spans)) == tuple(spans)
