"""Labels on paper find places of their own."""

import itertools

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, QSizeF

from maps.view.label_room import NORTH, SOFT, LabelRoom

BOUNDS = QRectF(0, 0, 1000, 500)
spots = st.lists(st.tuples(st.integers(2, 9), st.integers(2, 4)), min_size=1, max_size=8, unique=True)


@given(spots)
def test_that_labels_with_room_never_touch_each_other_their_marks_or_the_edge(at: list[tuple[int, int]]) -> None:
    room = LabelRoom(BOUNDS)
    marks = [QPointF(x * 90.0, y * 90.0) for x, y in at]
    for mark in marks:
        room.block(QRectF(mark.x() - 12, mark.y() - 12, 24, 24))
    labels = [room.settle(("l", str(number)), QSizeF(70, 18), mark, 14.0) for number, mark in enumerate(marks)]
    for one, other in itertools.combinations(labels, 2):
        assert not one.intersects(other)
    for label in labels:
        assert BOUNDS.contains(label)
        assert not any(label.intersects(QRectF(mark.x() - 11, mark.y() - 11, 22, 22)) for mark in marks)


def test_that_the_side_that_is_liked_is_taken_where_it_is_free() -> None:
    room = LabelRoom(BOUNDS)
    above = room.settle(("a", "1"), QSizeF(60, 20), QPointF(500, 250), 20.0, (NORTH,))
    assert above.bottom() == 230
    assert room.place_of(("a", "1")) == above
    assert room.place_of(("a", "2")) is None


def test_that_a_lamp_is_covered_rather_than_an_alarm_or_a_label() -> None:
    room, lamp = LabelRoom(BOUNDS), QRectF(520, 240, 12, 12)
    room.block(lamp, SOFT)
    for taken in (QRectF(0, 0, 490, 500), QRectF(490, 0, 510, 238), QRectF(490, 262, 510, 238)):
        room.block(taken)
    label = room.settle(("l", "1"), QSizeF(60, 18), QPointF(500, 250), 14.0)
    assert label.intersects(lamp)
    assert not any(label.intersects(box) for box in room.hard_boxes()[:-1])
    assert lamp not in room.hard_boxes()


def test_that_a_mark_at_the_edge_has_its_label_inside() -> None:
    label = LabelRoom(BOUNDS).settle(("l", "1"), QSizeF(80, 18), QPointF(995, 4), 14.0)
    assert BOUNDS.contains(label)
