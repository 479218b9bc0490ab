"""Moments, JSON and shapes mean the same on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from desktop.storage import assets, drafts, media
from desktop.storage.assets import Asset
from desktop.storage.columns import NaiveTimeError, microseconds, moment_at, ring_wkt
from desktop.storage.drafts import Draft
from desktop.storage.media import Media
from desktop.storage.store import Store
from maps.place import Place

PLAZA = Place(22.771234567890123, -102.58333333333333)
BLOCK = (Place(22.0, -102.0), Place(22.0, -101.0), Place(23.0, -101.0))


@given(st.datetimes(timezones=st.timezones()))
def test_that_any_moment_keeps_its_microsecond(moment: datetime) -> None:
    try:
        in_utc = moment.astimezone(UTC)
    except OverflowError:
        return
    assert moment_at(microseconds(moment)) == in_utc
    assert moment_at(microseconds(moment)).tzinfo is UTC


def test_that_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(NaiveTimeError, match="no zone"):
        microseconds(datetime(2026, 3, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 1, 12, 0, 0, 123456, timezone(timedelta(hours=-6))),
        datetime(1969, 12, 31, 23, 59, 59, 999999, UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999999, UTC),
        datetime(1, 1, 1, tzinfo=UTC),
    ],
)
def test_that_a_moment_comes_back_aware_and_in_utc(store: Store, moment: datetime) -> None:
    with store.write() as connection:
        drafts.put(connection, Draft("maria", "incident:1", "", moment))
        found = drafts.get(connection, "maria", "incident:1")
    assert found is not None
    assert found.changed_at == moment
    assert found.changed_at.tzinfo is UTC


def test_that_shapes_for_qgis_agree_with_the_plain_columns(store: Store) -> None:
    with store.write() as connection:
        assets.put(connection, [Asset("p-1", "park", "P-1", "Alameda", PLAZA, outline=BLOCK)])
        media.put(connection, [Media("m-1", "photo", "a.jpg", "00", None, PLAZA, BLOCK)])
        for table in ("asset", "media"):
            drawn = connection.execute(
                text(f"SELECT ST_X(point), ST_Y(point), ST_SRID(area), ST_Area(area), ST_NPoints(area) FROM {table}")
            ).one()
            assert tuple(drawn) == (PLAZA.lon_deg, PLAZA.lat_deg, 4326, 0.5, 4)


def test_that_the_spatial_index_finds_what_was_moved(store: Store) -> None:
    if store.is_postgres:
        pytest.skip("GiST keeps itself")
    with store.write() as connection:
        assets.put(connection, [Asset("p-1", "park", "P-1", "Alameda", PLAZA)])
        assets.put(connection, [Asset("p-1", "park", "P-1", "Alameda", Place(10.0, 20.0))])
        assert connection.execute(text("SELECT round(xmin), round(ymin) FROM idx_asset_point")).all() == [(20.0, 10.0)]
        assert connection.execute(text("SELECT CheckSpatialIndex('asset', 'point')")).scalar() == 1


def test_that_two_corners_are_no_ring() -> None:
    assert ring_wkt(BLOCK[:2]) is None
    assert ring_wkt(BLOCK) == ring_wkt((*BLOCK, BLOCK[0]))
