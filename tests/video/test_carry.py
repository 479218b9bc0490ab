"""Boxes between analysed frames move on as they did, for a moment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.carry import CARRIED_FOR_S, Measured
from video.frame_slot import SlotBox


def box(left: float, track: int = 1) -> SlotBox:
    return SlotBox(track, "person", 0.9, (left, 10.0, left + 20.0, 60.0))


@given(speed_px=st.floats(-300, 300), ahead_s=st.floats(0, CARRIED_FOR_S))
def test_that_a_box_goes_on_with_its_own_speed(speed_px: float, ahead_s: float) -> None:
    measured = Measured(0.0).followed_by(1.0, (box(100.0),)).followed_by(1.2, (box(100.0 + 0.2 * speed_px),))
    (carried,) = measured.at(1.2 + ahead_s)
    assert carried.box[0] == pytest.approx(100.0 + speed_px * (0.2 + ahead_s), abs=1e-3)
    assert carried.box[2] - carried.box[0] == pytest.approx(20.0, abs=1e-3)


def test_that_a_new_track_stands_still() -> None:
    (carried,) = Measured(0.0).followed_by(1.0, (box(100.0),)).at(1.1)
    assert carried.box == box(100.0).box


def test_that_boxes_are_not_carried_for_long_nor_back() -> None:
    measured = Measured(0.0).followed_by(1.0, (box(100.0),))
    assert measured.at(1.0 + CARRIED_FOR_S + 0.01) == ()
    assert measured.at(0.9) == ()


def test_that_a_box_that_loses_its_feet_behind_a_wall_keeps_its_shape() -> None:
    whole, half = (
        SlotBox(1, "person", 0.9, (100.0, 10.0, 120.0, 60.0)),
        SlotBox(1, "person", 0.4, (100.0, 10.0, 120.0, 30.0)),
    )
    (carried,) = Measured(0.0).followed_by(1.0, (whole,)).followed_by(1.2, (half,)).at(1.6)
    assert carried.box[3] - carried.box[1] == pytest.approx(20.0)
