from hypothesis import given
from hypothesis import strategies as st

from video.letterbox import Letterbox
from video.region import MARGIN_PX, input_shapes, region_of

WHOLE = Letterbox.of((576, 768), 640, 32)


def _box(numbers: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    x, y, width, height = numbers
    return x, y, min(768.0, x + width), min(576.0, y + height)


boxes = st.tuples(st.floats(0, 760), st.floats(0, 570), st.floats(4, 200), st.floats(4, 200)).map(_box)


@given(boxes, st.lists(boxes, max_size=6))
def test_that_a_region_shows_what_changed_and_whole_every_object_it_meets(changed: tuple, held: list) -> None:
    region = region_of(changed, held, WHOLE, 32)
    if region is None:
        return
    assert region.holds(changed)
    for box in held:
        met = box[0] < changed[2] and changed[0] < box[2] and box[1] < changed[3] and changed[1] < box[3]
        assert region.holds(box) or not met
    assert 0 <= region.x1 < region.x2 <= 768
    assert 0 <= region.y1 < region.y2 <= 576
    assert region.input_shape in input_shapes(WHOLE, 32)


@given(boxes)
def test_that_a_change_is_seen_with_its_surroundings(changed: tuple) -> None:
    region = region_of(changed, [], WHOLE, 32)
    if region is not None:
        margin = MARGIN_PX / WHOLE.scale - 1
        assert region.x1 <= max(0, changed[0] - margin)
        assert region.y2 >= min(576, changed[3] + margin)


def test_that_change_everywhere_needs_the_whole_frame() -> None:
    assert region_of((10, 10, 750, 560), [], WHOLE, 32) is None


def test_that_an_object_cut_by_an_inner_edge_is_known() -> None:
    region = region_of((300, 250, 330, 300), [], WHOLE, 32)
    assert region is not None
    assert region.cuts((region.x1, 260, region.x1 + 40, 300), 768, 576)
    assert not region.cuts((region.x1 + 20, 260, region.x1 + 60, 300), 768, 576)
