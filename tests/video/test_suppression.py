import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from video.suppression import boxes_of_head, boxes_of_rows, overlap_of, overlaps


def _head(rows: list[tuple[float, float, float, float, int, float]], classes: int = 3) -> np.ndarray:
    head = np.zeros((4 + classes, len(rows)), np.float32)
    for column, (x, y, width, height, best, score) in enumerate(rows):
        head[:4, column] = x, y, width, height
        head[4 + best, column] = score
    return head


boxes = st.tuples(
    st.floats(50, 600), st.floats(50, 400), st.floats(5, 200), st.floats(5, 200), st.integers(0, 2), st.floats(0.05, 1)
)


@given(st.lists(boxes, max_size=40))
def test_that_what_is_left_does_not_overlap_within_a_class_and_hides_all_that_is_gone(rows: list) -> None:
    head = _head(rows)
    found, scores, classes = boxes_of_head(head, 0.1, 0.5)
    assert (np.diff(scores) <= 0).all()
    for label in range(3):
        same = found[classes == label]
        assert not len(same) or np.triu(overlaps(same), 1).max() <= 0.5
    for x, y, width, height, label, score in rows:
        if np.float32(score) > np.float32(0.1):
            box = np.array([[x - width / 2, y - height / 2, x + width / 2, y + height / 2]], np.float32)
            assert overlap_of(box, found[classes == label])[0] > 0.5 - 1e-3


def test_that_boxes_of_two_classes_do_not_suppress_each_other() -> None:
    found, _, classes = boxes_of_head(_head([(100, 100, 50, 50, 0, 0.9), (100, 100, 50, 50, 1, 0.8)]), 0.1, 0.5)
    assert len(found) == 2
    assert sorted(classes.tolist()) == [0, 1]


def test_that_nothing_is_found_in_an_empty_head() -> None:
    found, scores, classes = boxes_of_head(np.zeros((84, 100), np.float32), 0.1, 0.5)
    assert found.shape == (0, 4)
    assert len(scores) == len(classes) == 0


def test_that_a_model_which_suppresses_by_itself_is_read_row_by_row() -> None:
    rows = np.array([[1, 2, 3, 4, 0.9, 7], [0, 0, 0, 0, 0.01, 0]], np.float32)
    found, scores, classes = boxes_of_rows(rows, 0.1)
    assert found.tolist() == [[1, 2, 3, 4]]
    assert classes.tolist() == [7]
    assert scores[0] == np.float32(0.9)
