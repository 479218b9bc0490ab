import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.view.card import card_box
from maps.view.theme import scale
from maps.viewport import Viewport

VIEW = Viewport(0.0, 0.0, 1.0, 900, 600)
LINES = ("Intrusion · Parque Morelos", "C-04 · north", "00:12 ago")
MIDDLE = (450.0, 300.0)


@given(st.floats(0, 900), st.floats(0, 600))
def test_that_the_card_lies_in_the_view_and_beside_its_thing(x_px: float, y_px: float) -> None:
    box = card_box(LINES, (x_px, y_px), VIEW)
    assert box.left() >= 0
    assert box.top() >= 0
    assert box.right() <= VIEW.width_px
    assert box.bottom() <= VIEW.height_px
    assert not box.contains(x_px, y_px)


@pytest.mark.parametrize("offset_px", [(60, 0), (100, 20), (150, -10)])
def test_that_the_card_hides_no_alarm_that_nobody_has_acknowledged(offset_px: tuple[int, int]) -> None:
    loud = MIDDLE[0] + offset_px[0], MIDDLE[1] + offset_px[1]
    assert card_box(LINES, MIDDLE, VIEW).contains(*loud)
    reach = scale.P1_RING_RADIUS_PX
    box = card_box(LINES, MIDDLE, VIEW, [loud])
    assert not box.adjusted(-reach, -reach, reach, reach).contains(*loud)
