"""Turns a YOLO head's raw rows into boxes: best class of each row, threshold, suppression of overlaps by class."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

MAX_CANDIDATES = 3000
MAX_BOXES = 300
CLASS_OFFSET_PX = 8192.0
"""Boxes of different classes are moved apart by this so that one pass suppresses each class by itself."""


def boxes_of_head(head: Floats, min_score: float, max_overlap: float) -> tuple[Floats, Floats, npt.NDArray[np.int32]]:
    """`head` is (4 + classes, rows), boxes as centre and size -> corners (n, 4), scores, classes; best first."""
    best = head[4:].max(axis=0)
    likely = np.flatnonzero(best > min_score)
    if likely.size > MAX_CANDIDATES:
        likely = likely[np.argpartition(best[likely], -MAX_CANDIDATES)[-MAX_CANDIDATES:]]
    order = likely[np.argsort(-best[likely], kind="stable")]
    classes = head[4:, order].argmax(axis=0).astype(np.int32)
    boxes = _corners(head[:4, order].T)
    kept = _unsuppressed(boxes + (classes * np.float32(CLASS_OFFSET_PX))[:, None], max_overlap)
    return boxes[kept], best[order][kept], classes[kept]


def boxes_of_rows(rows: Floats, min_score: float) -> tuple[Floats, Floats, npt.NDArray[np.int32]]:
    """Rows x1, y1, x2, y2, score, class of a model that suppresses by itself."""
    kept = rows[rows[:, 4] > min_score]
    return kept[:, :4].copy(), kept[:, 4].copy(), kept[:, 5].astype(np.int32)


def overlaps(boxes: Floats) -> Floats:
    """Intersection over union of every pair: (n, n)."""
    top_left = np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    bottom_right = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
    inner = np.clip(bottom_right - top_left, 0, None).prod(axis=2)
    area = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    return (inner / np.maximum(area[:, None] + area[None, :] - inner, np.float32(1e-9))).astype(np.float32)


def overlap_of(boxes: Floats, others: Floats) -> Floats:
    """Greatest intersection over union of each box with any of the others: (n)."""
    if not len(others) or not len(boxes):
        return np.zeros(len(boxes), np.float32)
    both = overlaps(np.concatenate([boxes, others]))
    return both[: len(boxes), len(boxes) :].max(axis=1)


def _corners(centred: Floats) -> Floats:
    half = centred[:, 2:] / 2
    return np.concatenate([centred[:, :2] - half, centred[:, :2] + half], axis=1).astype(np.float32)


def _unsuppressed(boxes: Floats, max_overlap: float) -> list[int]:
    """Greedy, best first: a box that overlaps a kept one is dropped."""
    kept: list[int] = []
    if not len(boxes):
        return kept
    rivals = np.triu(overlaps(boxes) > max_overlap, k=1)
    alive = np.ones(len(boxes), bool)
    for index in range(len(boxes)):
        if alive[index]:
            kept.append(index)
            alive &= ~rivals[index]
            if len(kept) == MAX_BOXES:
                break
    return kept
