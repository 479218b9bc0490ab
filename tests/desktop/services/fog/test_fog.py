"""What the city cannot know: what clears the fog, how it ages, and why a place is dark."""

from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.asset import Asset
from desktop.domain.observation import Observation, Position
from desktop.domain.space import Space
from desktop.services.coverage.book import Coverage
from desktop.services.fog.cover import Field, FogNow, field_of, fog
from desktop.services.fog.evidence import AGEING, Ageing, Discs, Evidence
from desktop.services.fog.providers import PROVIDERS, SENSOR_M, Known
from desktop.services.fog.tracks import KEPT, Tracks
from desktop.storage.media import Media
from desktop.storage.reports import Report
from maps.mosaic import mosaic_of
from maps.place import Place
from maps.plane import LocalPlane
from maps.viewshed import cells_around, viewshed_of

HERE = Place(22.77, -102.34)
PLANE = LocalPlane(HERE)
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CORNERS = [PLANE.to_place(*at) for at in ((-400, -400), (400, 400))]
FIELD = Field.around(np.array([at.lat_deg for at in CORNERS]), np.array([at.lon_deg for at in CORNERS]))


def dark_at(found: FogNow, east_m: float, north_m: float) -> int:
    """The darkness of the cell under a place, 0 to 255."""
    place = PLANE.to_place(east_m, north_m)
    layer = found.layer
    from maps.viewport import place_to_mercator  # noqa: PLC0415 - the test's own check of the layer's frame

    x_m, y_m = place_to_mercator(place)
    return int(layer.darkness[int((layer.north_m - y_m) / layer.cell_m), int((x_m - layer.west_m) / layer.cell_m)])


def camera_disc(radius_m: float) -> Coverage:
    east_m, north_m = cells_around(401, 0.5)
    seen = np.where(np.hypot(east_m, north_m) <= radius_m, 60.0, 0.0)
    viewshed = viewshed_of(HERE, 0.5, seen, np.zeros(seen.shape, np.bool_))
    return Coverage({"cam": viewshed}, {"cam": HERE}, mosaic_of([viewshed], HERE.lat_deg))


def asset(id_: str, east_m: float, north_m: float, kind: str = "meter", **more: float) -> Asset:
    return Asset(id_, kind, id_, id_, PLANE.to_place(east_m, north_m), attributes=MappingProxyType(dict(more)))


def reading(device: str, age: timedelta) -> dict[str, dict[str, Observation]]:
    return {device: {"flow_m3h": Observation(device, "flow_m3h", 1.0, NOW - age, NOW - age, "k")}}


def test_that_where_nothing_tells_it_is_wholly_dark() -> None:
    found = fog(Known(NOW), FIELD)
    assert (found.layer.darkness == 255).all()
    assert found.known_ratio == 0.0
    assert found.why(HERE, NOW) == ()


def test_that_a_live_camera_clears_what_it_sees_and_a_dark_one_does_not() -> None:
    known = Known(NOW, camera_disc(40), camera_states={"cam": "online"})
    assert dark_at(fog(known, FIELD), 0, 20) == 0
    assert dark_at(fog(known, FIELD), 0, 60) == 255
    offline = Known(NOW, camera_disc(40), camera_states={"cam": "offline"})
    assert dark_at(fog(offline, FIELD), 0, 20) == 255


def test_that_a_camera_that_just_went_dark_fades_and_clears_again_when_it_is_back() -> None:
    states, gone_at = {"cam": "offline"}, {"cam": NOW - timedelta(seconds=155)}
    fading = fog(Known(NOW, camera_disc(40), camera_states=states, camera_seen_at=gone_at), FIELD)
    assert dark_at(fading, 0, 20) == pytest.approx(127, abs=2)
    (told,) = fading.why(HERE, NOW)
    assert (told.kind, told.source, told.age_s) == ("camera", "cam", 155)
    assert dark_at(fog(Known(NOW, camera_disc(40), camera_states={"cam": "online"}), FIELD), 0, 20) == 0


def test_that_a_sensor_tells_as_long_as_it_speaks_as_often_as_it_should() -> None:
    assets = {"m": asset("m", 100, 0, report_period_s=600.0)}
    fresh = fog(Known(NOW, assets=assets, latest=reading("m", timedelta(minutes=29))), FIELD)
    assert dark_at(fresh, 100, SENSOR_M / 2) == 0
    assert dark_at(fresh, 100, SENSOR_M * 2) == 255
    late = fog(Known(NOW, assets=assets, latest=reading("m", timedelta(hours=6))), FIELD)
    assert 80 < dark_at(late, 100, 0) < 180
    silent = fog(Known(NOW, assets=assets, latest=reading("m", timedelta(days=2))), FIELD)
    assert dark_at(silent, 100, 0) == 255
    (told,) = silent.why(PLANE.to_place(100, 0), NOW)
    assert (told.kind, told.clear) == ("sensor", 0.0)


def test_that_a_street_clears_where_a_unit_passed() -> None:
    fixes = [
        Position("P-05", PLANE.to_place(x, -200), NOW - timedelta(minutes=5), NOW, "k") for x in range(-200, 201, 20)
    ]
    found = fog(Known(NOW, fixes=fixes), FIELD)
    assert dark_at(found, 90, -200) == 0
    assert dark_at(found, 90, -300) == 255


def test_that_photos_inspections_and_reports_clear_by_their_own_age() -> None:
    ring = tuple(PLANE.to_place(*at) for at in ((200, 200), (300, 200), (300, 300), (200, 300)))
    photo = Media("photo-1", "photo", "a.jpg", "", NOW - timedelta(days=3), ring[0], ring)
    park = Asset("park", "park", "PQ-1", "", PLANE.to_place(-250, 250), outline=tuple(
        PLANE.to_place(*at) for at in ((-300, 200), (-200, 200), (-200, 300), (-300, 300))
    ))  # fmt: skip
    tree = asset("tree", -100, 300, "tree")
    sheets = {id_: Space(id_, "park", condition=3, inspected_at=NOW - timedelta(days=1)) for id_ in ("park", "tree")}
    report = Report("r", "app", "Bache", "", NOW - timedelta(minutes=10), PLANE.to_place(0, -350))
    known = Known(NOW, assets={"park": park, "tree": tree}, media=[photo], spaces=sheets, reports=[report])
    found = fog(known, FIELD)
    assert [dark_at(found, *at) for at in ((250, 250), (-250, 250), (-100, 300), (0, -350), (0, 0))] == [
        0,
        0,
        0,
        0,
        255,
    ]
    later = fog(Known(NOW + timedelta(days=60), assets=known.assets, media=[photo], spaces=sheets), FIELD)
    assert 0 < dark_at(later, 250, 250) < 255
    assert dark_at(later, -250, 250) == 255


def test_that_of_several_the_freshest_tells_and_all_are_named() -> None:
    assets = {"m": asset("m", 0, 0, report_period_s=60.0)}
    fixes = [Position("P-05", HERE, NOW - timedelta(hours=1), NOW, "k")]
    found = fog(Known(NOW, assets=assets, latest=reading("m", timedelta(seconds=30)), fixes=fixes), FIELD)
    told = found.why(HERE, NOW)
    assert [(one.kind, one.source) for one in told] == [("sensor", "m"), ("unit", "P-05")]
    assert told[0].clear == 1.0


def test_that_others_add_providers_to_the_table() -> None:
    def bees(known: Known) -> list[Evidence]:
        spot = PLANE.to_place(0, 200)
        discs = Discs(np.array([spot.lat_deg]), np.array([spot.lon_deg]), 50.0)
        times, ageing = np.array([known.now.timestamp()]), np.array([3600.0])
        return [Evidence("bee", ("b1",), times, ageing, ageing * 2, discs)]

    found = fog(Known(NOW), FIELD, (*PROVIDERS, bees))
    assert dark_at(found, 0, 220) == 0
    assert found.why(PLANE.to_place(0, 210), NOW)[0].kind == "bee"


@given(st.floats(0, 1e7), st.floats(0, 1e7))
def test_that_what_is_older_never_clears_more(one_s: float, more_s: float) -> None:
    for ageing in AGEING.values():
        clear = ageing.clear(np.array([one_s, one_s + more_s, 0.0]))
        assert clear[1] <= clear[0] <= clear[2] == 1.0
        assert clear.min() >= 0.0


def test_that_evidence_of_the_future_counts_as_now() -> None:
    assert Ageing(10, 20).clear(np.array([-1e9]))[0] == 1.0


def test_that_the_field_lies_over_the_areas_or_else_over_what_there_is() -> None:
    ring = np.array([(at.lat_deg, at.lon_deg) for at in CORNERS])
    over_areas, over_assets = field_of(Known(NOW), [ring]), field_of(Known(NOW, assets={"m": asset("m", 0, 0)}))
    assert over_areas is not None
    assert over_assets is not None
    assert over_areas.rows > over_assets.rows
    assert field_of(Known(NOW)) is None


def test_that_a_whole_country_is_a_coarser_field_of_no_more_cells() -> None:
    wide = Field.around(np.array([20.0, 24.0]), np.array([-104.0, -100.0]))
    assert wide.rows * wide.columns < 1_300_000


def test_that_a_standing_unit_is_one_fix_that_stays_new_and_old_ones_are_forgotten() -> None:
    tracks = Tracks()
    for minute in range(30):
        tracks.see(Position("P-05", PLANE.to_place(minute * 0.1, 0), NOW + timedelta(minutes=minute), NOW, "k"))
    assert len(tracks.recent(NOW + timedelta(minutes=30))) <= 2
    tracks.see(Position("P-05", PLANE.to_place(500, 0), NOW, NOW, "k"))  # late news
    assert len(tracks.recent(NOW + timedelta(minutes=30))) <= 2
    tracks.see(Position("P-05", PLANE.to_place(500, 0), NOW + timedelta(hours=1), NOW, "k"))
    assert len(tracks.recent(NOW + timedelta(hours=1) + KEPT)) == 1
