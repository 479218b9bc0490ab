"""Where labels go on paper: each beside its mark, none over another label, over a mark, or over the edge.

On the screen a card tells what a mark is, and labels may cover each other for a moment; a page has one moment only.
"""

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF

EAST, NORTH, WEST, SOUTH = (1, 0), (0, -1), (-1, 0), (0, 1)
_CORNERS = ((1, -1), (1, 1), (-1, -1), (-1, 1))
_REACHES = (1.0, 2.2, 4.0, 6.5)
"""How far a label may go from its mark, in gaps."""
_OUTSIDE = 1e6
SOFT, HARD = 0.15, 1.0
"""Weight of what is covered: a lamp's icon rather than a label or an alarm."""


class LabelRoom:
    """The free ground of one map. `block` what is there, then `settle` each label; the first come have the choice."""

    def __init__(self, bounds: QRectF) -> None:
        self._bounds = bounds
        self._taken: list[tuple[float, float, float, float, float]] = []
        self._settled: dict[tuple[str, str], QRectF] = {}

    def block(self, box: QRectF, weight: float = HARD) -> None:
        self._taken.append((box.left(), box.top(), box.right(), box.bottom(), weight))

    def settle(
        self,
        key: tuple[str, str],
        size: QSizeF,
        at: QPointF,
        gap_px: float,
        first: Sequence[tuple[int, int]] = (EAST, WEST, NORTH, SOUTH),
    ) -> QRectF:
        """The best place of a label beside `at`; `first` are the sides it likes best."""
        sides = (*first, *_CORNERS)
        boxes = [_beside(size, at, side, gap_px * reach) for reach, side in itertools.product(_REACHES, sides)]
        found = boxes[int(np.argmin(self._costs(boxes)))]
        self.block(found)
        self._settled[key] = found
        return found

    def place_of(self, key: tuple[str, str]) -> QRectF | None:
        return self._settled.get(key)

    def hard_boxes(self) -> list[QRectF]:
        """Marks and settled labels, without what may be covered."""
        return [
            QRectF(QPointF(left, top), QPointF(right, foot))
            for left, top, right, foot, weight in self._taken
            if weight == HARD
        ]

    def _costs(self, boxes: Sequence[QRectF]) -> NDArray[np.float64]:
        """What each would cover, far out and late in the list a little worse."""
        rows = np.array([(box.left(), box.top(), box.right(), box.bottom()) for box in boxes])
        edge = self._bounds
        outside = (rows[:, 0] < edge.left()) | (rows[:, 1] < edge.top())
        outside |= (rows[:, 2] > edge.right()) | (rows[:, 3] > edge.bottom())
        costs = outside * _OUTSIDE + np.arange(len(boxes)) * 0.5
        if self._taken:
            taken = np.array(self._taken)
            across = np.minimum(rows[:, None, 2], taken[:, 2]) - np.maximum(rows[:, None, 0], taken[:, 0])
            down = np.minimum(rows[:, None, 3], taken[:, 3]) - np.maximum(rows[:, None, 1], taken[:, 1])
            costs = costs + (np.clip(across, 0, None) * np.clip(down, 0, None) * taken[:, 4]).sum(axis=1)
        return costs


def _beside(size: QSizeF, at: QPointF, side: tuple[int, int], gap_px: float) -> QRectF:
    """Its nearest edge, or corner, `gap_px` from the place."""
    lean = 0.71 if all(side) else 1.0
    x_px = at.x() + side[0] * (gap_px * lean + size.width() / 2)
    y_px = at.y() + side[1] * (gap_px * lean + size.height() / 2)
    return QRectF(x_px - size.width() / 2, y_px - size.height() / 2, size.width(), size.height())
