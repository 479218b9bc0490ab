"""The alarm list: mark, what and where, age, who claimed it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from gettext import gettext as _
from gettext import ngettext

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.view import formats, ink, words
from desktop.view.row_list import ROW_ROLE, Index, RowList, RowModel, age_s
from desktop.view.rows import AlarmRow, IncidentRow
from maps.view.theme import scale
from maps.view.theme.marks import Look, paint_mark
from maps.view.theme.palette import colour, tokens

Now = Callable[[], datetime]
_TEXT_LEFT_PX = scale.PANEL_PADDING_PX + scale.SPACE_32


class TwoLineDelegate(QStyledItemDelegate):
    """Ground, mark, name with age, second line, separator; what a row says comes from its own fields."""

    def __init__(self, now: Now, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(scale.LIST_MIN_PX, scale.ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        box = self.ground(painter, option)
        self._paint_row(painter, box, index.data(ROW_ROLE))
        ink.separator(
            painter, box.left() + scale.SEPARATOR_INSET_PX, box.right() - scale.SEPARATOR_INSET_PX, box.bottom()
        )
        if state & QStyle.StateFlag.State_HasFocus:
            ink.focus_ring(painter, box)
        painter.restore()

    def ground(self, painter: QPainter, option: QStyleOptionViewItem) -> QRectF:
        """What lies under a row that is chosen or pointed at; gives its box."""
        box, state = QRectF(option.rect), option.state  # pyright: ignore[reportAttributeAccessIssue]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            ink.selected_ground(painter, box)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, colour(tokens().raised))
        return box

    def _paint_row(self, painter: QPainter, box: QRectF, row: AlarmRow | IncidentRow) -> None:
        raise NotImplementedError

    def _paint_age(self, painter: QPainter, line: QRectF, since: datetime, weight: int, token: str) -> float:
        """Gives the width it took."""
        age, font = formats.age(age_s(since, self._now())), ink.sans(scale.BODY_PX, weight)
        ink.write(painter, line, age, font, token, ink.RIGHT)
        return ink.width_of(age, font) + scale.SPACE_12


def _lines(box: QRectF) -> tuple[QRectF, QRectF]:
    """Name and second line, 4 px from the edges of the row."""
    left, right = box.left() + _TEXT_LEFT_PX, box.right() - scale.PANEL_PADDING_PX
    half = box.height() / 2
    upper = QRectF(left, box.top() + scale.SPACE_4, right - left, half - scale.SPACE_4)
    return upper, QRectF(left, box.top() + half, right - left, half - scale.SPACE_4)


def _mark_centre(box: QRectF) -> QPointF:
    return QPointF(box.left() + scale.LIST_MARK_CENTRE_X_PX, box.center().y())


class AlarmDelegate(TwoLineDelegate):
    def _paint_row(self, painter: QPainter, box: QRectF, row: AlarmRow | IncidentRow) -> None:
        assert isinstance(row, AlarmRow)
        palette, waits = tokens(), row.alarm.needs_answer
        paint_mark(painter, _mark_centre(box), row.mark, row.look, scale.LIST_MARK_PX, palette)
        upper, lower = _lines(box)
        weight = scale.SEMIBOLD if waits else scale.REGULAR
        name = palette.text if waits else palette.text2
        upper.setRight(upper.right() - self._paint_age(painter, upper, row.since, weight, name))
        ink.write_name(painter, upper, row.what, ink.sans(scale.BODY_PX, weight), name)
        if row.claimed_by:
            lower.setRight(lower.right() - _paint_claim(painter, lower, row.claimed_by))
        ink.write_name(painter, lower, row.second_line, ink.sans(scale.SECONDARY_PX), palette.text2)


def _paint_claim(painter: QPainter, line: QRectF, name: str) -> float:
    """A dot and who has it, at the right; gives the width it took."""
    first, font = name.partition(" ")[0], ink.sans(scale.METADATA_PX)
    ink.write(painter, line, first, font, tokens().text2, ink.RIGHT)
    width = ink.width_of(first, font)
    radius = scale.CLAIM_DOT_PX / 2
    centre = QPointF(line.right() - width - scale.SPACE_4 - radius, line.center().y() + 0.5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(tokens().text2))
    painter.drawEllipse(centre, radius, radius)
    return width + scale.CLAIM_DOT_PX + scale.SPACE_16


class IncidentDelegate(TwoLineDelegate):
    def _paint_row(self, painter: QPainter, box: QRectF, row: AlarmRow | IncidentRow) -> None:
        assert isinstance(row, IncidentRow)
        palette = tokens()
        paint_mark(painter, _mark_centre(box), row.mark, Look.OUTLINE, scale.LIST_MARK_PX, palette)
        upper, lower = _lines(box)
        upper.setRight(upper.right() - self._paint_age(painter, upper, row.since, scale.REGULAR, palette.text2))
        ink.write_name(painter, upper, row.title, ink.sans(scale.BODY_PX, scale.MEDIUM), palette.text)
        units = len(row.incident.unit_ids)
        if units:
            said = ngettext("{n} unit", "{n} units", units).format(n=units)
            ink.write(painter, lower, said, ink.sans(scale.METADATA_PX), palette.text2, ink.RIGHT)
            lower.setRight(lower.right() - scale.SPACE_32 * 2)
        ink.write_name(painter, lower, row.second_line, ink.sans(scale.SECONDARY_PX), palette.text2)


class AlarmModel(RowModel[AlarmRow]):
    def said(self, row: AlarmRow) -> str:
        alarm = row.alarm
        return f"{words.priority(alarm.priority)}: {row.title}, {words.alarm_state(alarm.state)}"


class IncidentModel(RowModel[IncidentRow]):
    def said(self, row: IncidentRow) -> str:
        return f"{row.title}, {row.second_line}"


def alarm_list(now: Now, parent: QWidget | None = None) -> RowList:
    found = RowList(AlarmModel(), AlarmDelegate(now), parent)
    found.setAccessibleName(_("Alarms"))
    return found


def incident_list(now: Now, parent: QWidget | None = None) -> RowList:
    found = RowList(IncidentModel(), IncidentDelegate(now), parent)
    found.setAccessibleName(_("Incidents"))
    return found


def next_waiting(rows: Sequence[AlarmRow], after_id: str) -> AlarmRow | None:
    """The next alarm that nobody has acknowledged, after the chosen one and round again."""
    ids = [row.id for row in rows]
    start = ids.index(after_id) + 1 if after_id in ids else 0
    return next((row for row in (*rows[start:], *rows[:start]) if row.alarm.needs_answer), None)
