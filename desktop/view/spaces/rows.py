"""Public spaces as rows of a list and as shapes of the map: by condition, worst and longest overdue first."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from gettext import gettext as _
from gettext import ngettext

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.domain.asset import Asset
from desktop.domain.space import BEST, WORST, Space
from desktop.services.areas.places import area_of, ring_array
from desktop.services.spaces.hours import open_now
from desktop.view import formats, ink
from desktop.view import words as spoken
from desktop.view.planning import words
from desktop.view.row_list import ROW_ROLE, Index, RowList, RowModel
from maps.layer import AreaShades
from maps.plane import LocalPlane
from maps.view.painters.shades import paint_step
from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens

LAYER = "spaces.condition"
STEPS = BEST - WORST + 1
MOST_POINTS = 1_500
"""Trees and such on the map at once: those that come first in the list."""
_POINT_M = 5.0
_CORNERS = 8
_TEXT_LEFT_PX = scale.PANEL_PADDING_PX + scale.SPACE_32


@dataclass(frozen=True, slots=True)
class SpaceRow:
    """`late_days` over its day, negative before it; None where it was never inspected."""

    asset: Asset
    space: Space
    is_open: bool | None
    late_days: float | None

    @property
    def id(self) -> str:
        return self.asset.id

    @property
    def name(self) -> str:
        return self.asset.name or self.asset.code

    @property
    def is_overdue(self) -> bool:
        return self.late_days is None or self.late_days > 0

    @property
    def due_words(self) -> str:
        if self.late_days is None:
            return _("never inspected")
        days = math.ceil(abs(self.late_days))
        if self.late_days > 0:
            return ngettext("{n} day overdue", "{n} days overdue", days).format(n=days)
        return ngettext("due in {n} day", "due in {n} days", days).format(n=days)


def row_of(asset: Asset, space: Space, now: datetime, zone: tzinfo) -> SpaceRow:
    due = space.due_at
    late = (now - due).total_seconds() / formats.DAY_S if due is not None else None
    return SpaceRow(asset, space, open_now(space.opening_hours, now, zone).is_open, late)


def most_pressing(row: SpaceRow) -> tuple[int, float, str]:
    """Worst condition first, of one condition the longest overdue; what nobody saw after what is poor."""
    condition = row.space.condition if row.space.condition is not None else WORST + 1.5
    late = row.late_days if row.late_days is not None else math.inf
    return round(condition * 2), -late, row.name.casefold()


class SpaceModel(RowModel[SpaceRow]):
    def said(self, row: SpaceRow) -> str:
        kind = spoken.asset_kind(row.asset.kind)
        return f"{row.name}, {kind}, {words.condition(row.space.condition)}, {row.due_words}"


class SpaceDelegate(QStyledItemDelegate):
    """The condition in a square of its colour, name and when it is due, kind and who looks after it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(scale.LIST_MIN_PX, scale.ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box, state = QRectF(option.rect), option.state  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            ink.selected_ground(painter, box)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, colour(tokens().raised))
        _paint_row(painter, box, index.data(ROW_ROLE))
        inset = scale.SEPARATOR_INSET_PX
        ink.separator(painter, box.left() + inset, box.right() - inset, box.bottom())
        if state & QStyle.StateFlag.State_HasFocus:
            ink.focus_ring(painter, box)
        painter.restore()


def _paint_row(painter: QPainter, box: QRectF, row: SpaceRow) -> None:
    palette, small = tokens(), ink.sans(scale.SECONDARY_PX)
    half, centre_x = scale.LIST_MARK_PX / 2, box.left() + scale.LIST_MARK_CENTRE_X_PX
    square = QRectF(centre_x - half, box.center().y() - half, 2 * half, 2 * half)
    condition = row.space.condition
    paint_step(painter, square, -1 if condition is None else condition - WORST, STEPS, palette.text3)
    painter.setPen(colour(palette.border))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(square)
    left, right, middle = box.left() + _TEXT_LEFT_PX, box.right() - scale.PANEL_PADDING_PX, box.height() / 2
    upper = QRectF(left, box.top() + scale.SPACE_4, right - left, middle - scale.SPACE_4)
    lower = QRectF(left, box.top() + middle, right - left, middle - scale.SPACE_4)
    grade = "–" if condition is None else f"{condition} / {BEST}"
    ink.write(painter, upper, grade, ink.sans(scale.BODY_PX, scale.MEDIUM), palette.text, ink.RIGHT)
    upper.setRight(upper.right() - scale.SPACE_32 - scale.SPACE_12)
    ink.write_name(painter, upper, row.name, ink.sans(scale.BODY_PX, scale.MEDIUM), palette.text)
    due = row.due_words
    ink.write(painter, lower, due, small, palette.text if row.is_overdue else palette.text2, ink.RIGHT)
    lower.setRight(lower.right() - ink.width_of(due, small) - scale.SPACE_12)
    code = row.asset.code if row.asset.code != row.name else ""
    said = " · ".join(part for part in (spoken.asset_kind(row.asset.kind), code) if part)
    ink.write_name(painter, lower, said, small, palette.text2)


def space_list(parent: QWidget | None = None) -> RowList:
    found = RowList(SpaceModel(), SpaceDelegate(), parent)
    found.setAccessibleName(_("Public spaces"))
    return found


def layer_of(rows: Sequence[SpaceRow]) -> AreaShades:
    """Their outlines by condition; what has none as a small octagon, as many as can be told apart."""
    outlined = [row for row in rows if len(row.asset.outline) >= 3]
    points = [row for row in rows if len(row.asset.outline) < 3 and row.asset.place is not None][:MOST_POINTS]
    shown = [*outlined, *points]
    parts = [tuple(ring_array(ring) for ring in area_of(row.asset).rings) for row in outlined]
    parts += [(_octagon(row.asset),) for row in points]
    conditions = [row.space.condition for row in shown]
    return AreaShades(
        name=LAYER,
        ids=tuple(row.id for row in shown),
        titles=tuple(_card(row) for row in shown),
        parts=tuple(parts),
        step=np.array([-1 if one is None else one - WORST for one in conditions], np.int8),
        steps=STEPS,
        caution=np.zeros(len(shown), np.bool_),
    )


def _octagon(asset: Asset) -> np.ndarray:
    assert asset.place is not None
    plane, turn = LocalPlane(asset.place), np.arange(_CORNERS) * (2 * math.pi / _CORNERS) + math.pi / _CORNERS
    places = [plane.to_place(_POINT_M * math.cos(at), _POINT_M * math.sin(at)) for at in turn.tolist()]
    return np.array([(at.lat_deg, at.lon_deg) for at in places], np.float64)


def _card(row: SpaceRow) -> str:
    condition = _("Condition {grade}").format(grade=words.condition(row.space.condition))
    return "\n".join((row.name, condition if row.space.condition is not None else "", row.due_words)).replace(
        "\n\n", "\n"
    )


Filter = Callable[[SpaceRow], bool]


def counted(rows: Sequence[SpaceRow]) -> Mapping[int | None, int]:
    """How many of each condition."""
    found: dict[int | None, int] = {}
    for row in rows:
        found[row.space.condition] = found.get(row.space.condition, 0) + 1
    return found
