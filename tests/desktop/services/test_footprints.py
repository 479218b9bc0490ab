"""Which ground a camera saw when: rings lie in the journal with every configuration."""

from datetime import UTC, datetime

import numpy as np

from desktop.domain.operator import Operator, Role
from desktop.services import footprints
from desktop.services.camera_register import CameraRegister
from desktop.storage.store import Store
from maps.place import Place
from video.camera import Camera, Mount
from video.footprint import footprint_of

ADMIN = Operator("id-root", "root", "Root", Role.ADMIN)


def camera(heading_deg: float) -> Camera:
    return Camera("c1", "C-01", "file", Mount(Place(22.77, -102.34), heading_deg=heading_deg))


def test_that_the_ring_of_each_configuration_is_kept_with_its_time(store: Store) -> None:
    register = CameraRegister(store)
    register.put(camera(0.0), ADMIN)
    register.put(camera(180.0), ADMIN)
    first, second = footprints.history(store, "c1")
    assert first.since <= second.since
    north = max(place.lat_deg for place in first.ring)
    assert max(place.lat_deg for place in second.ring) < north
    assert footprints.at(store, "c1", first.since) in (first.ring, second.ring)
    assert footprints.at(store, "c1", second.since) == second.ring


def test_that_before_any_row_it_is_what_the_camera_sees_now(store: Store) -> None:
    CameraRegister(store).put(camera(0.0), ADMIN)
    (known,) = footprints.history(store, "c1")
    early = known.since.replace(year=2000)
    ring = [(place.lat_deg, place.lon_deg) for place in footprints.at(store, "c1", early)]
    assert np.allclose(ring, footprint_of(camera(0.0)))


def test_that_a_camera_that_is_none_saw_nothing(store: Store) -> None:
    assert footprints.history(store, "x") == []
    assert footprints.at(store, "x", datetime.now(UTC)) == ()
