"""The parts that contexts are made of: headings, rows of units, timeline, values, checklist. Painted, not widgets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from gettext import gettext as _

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.unit import UnitStatus
from desktop.locale import later
from desktop.services.dispatch import Proposal
from desktop.services.timeline import TimelineRow
from desktop.view import formats, ink, words
from desktop.view.note_words import note_words
from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens

_TIMELINE_ROW_PX = scale.SPACE_24
_MOST_MOMENTS = 40
_CODE_COLUMN_PX = scale.SPACE_32 + scale.SPACE_32
UNIT_STATUS = {
    UnitStatus.FREE: later("Free"),
    UnitStatus.ON_THE_WAY: later("On the way"),
    UnitStatus.AT_THE_PLACE: later("At the place"),
    UnitStatus.OUT_OF_SERVICE: later("Unit out of service"),
}


class Line(QLabel):
    """One line that leaves out its middle when it is too long, with the whole in its tooltip."""

    def __init__(self, size_px: int, weight: int, tone: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = tone
        self.setFont(ink.sans(size_px, weight))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(round(size_px * scale.LINE_HEIGHT_RATIO))

    def show_text(self, text: str) -> None:
        self.setText(text)
        self.setToolTip(text)
        self.setVisible(bool(text))

    def paintEvent(self, arg__1: QPaintEvent) -> None:
        del arg__1
        token: str = getattr(tokens(), self._tone)
        ink.write_name(QPainter(self), QRectF(self.rect()), self.text(), self.font(), token)


def heading(words_: str, parent: QWidget | None = None) -> QLabel:
    made = QLabel(words_, parent)
    made.setFont(ink.sans(scale.BODY_PX, scale.SEMIBOLD))
    return made


class PaintedRows(QWidget):
    """A few rows of one height; a press on one says its number."""

    pressed_row = Signal(int)

    def __init__(self, row_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row_px = row_px
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def count(self) -> int:
        raise NotImplementedError

    def paint_row(self, painter: QPainter, box: QRectF, number: int) -> None:
        raise NotImplementedError

    def changed(self) -> None:
        self.setFixedHeight(max(1, self.count()) * self._row_px)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scale.LIST_MIN_PX, max(1, self.count()) * self._row_px)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(0, 0, self.width(), self._row_px)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number in range(self.count()):
            if event.rect().intersects(box.toAlignedRect()):
                self.paint_row(painter, box, number)
            box.translate(0, self._row_px)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = int(event.position().y() // self._row_px)
        if 0 <= number < self.count():
            self.pressed_row.emit(number)


class UnitRows(PaintedRows):
    """Who could go: code, status, distance, minutes. The first free one is the proposed one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(scale.DENSE_ROW_PX, parent)
        self.proposals: Sequence[Proposal] = ()

    def show_proposals(self, proposals: Sequence[Proposal]) -> None:
        self.proposals = proposals
        said = (f"{p.unit.code} {_(UNIT_STATUS[p.unit.status])} {_minutes(p)}" for p in proposals)
        self.setAccessibleName(units_words(proposals) + ": " + "; ".join(said))
        self.setToolTip(_basis(proposals))
        self.changed()

    def count(self) -> int:
        return len(self.proposals)

    def paint_row(self, painter: QPainter, box: QRectF, number: int) -> None:
        row, palette = self.proposals[number], tokens()
        ink.write(painter, box, row.unit.code, ink.mono(), palette.text)
        time, bold = _minutes(row), ink.sans(scale.BODY_PX, scale.SEMIBOLD)
        ink.write(painter, box, time, bold, palette.text3 if row.is_stale else palette.text, ink.RIGHT)
        far = formats.distance(row.distance_m)
        middle = box.adjusted(0, 0, -_CODE_COLUMN_PX, 0)
        ink.write(painter, middle, far, ink.sans(scale.SECONDARY_PX), palette.text2, ink.RIGHT)
        middle.setLeft(box.left() + max(_CODE_COLUMN_PX, ink.width_of(row.unit.code, ink.mono()) + scale.SPACE_12))
        middle.setRight(middle.right() - ink.width_of(far, ink.sans(scale.SECONDARY_PX)) - scale.SPACE_12)
        ink.write_name(painter, middle, self._status(row), ink.sans(), palette.text2)
        ink.separator(painter, box.left(), box.right(), box.bottom() - 1)

    def _status(self, row: Proposal) -> str:
        status = _(UNIT_STATUS[row.unit.status])
        if not row.is_stale:
            return status
        old = (
            _("no fix") if row.fix_age_s == float("inf") else _("fix {age} ago").format(age=formats.age(row.fix_age_s))
        )
        return f"{status} · {old}"


def units_words(proposals: Sequence[Proposal]) -> str:
    """The heading over units says what their minutes are."""
    if not proposals:
        return _("Units")
    return _("Units, over the streets") if any(row.by_road for row in proposals) else _("Units, in a straight line")


def _basis(proposals: Sequence[Proposal]) -> str:
    straight = _("Straight distance with a detour of 1.3 at 30 km/h.")
    if not any(row.by_road for row in proposals):
        return straight
    streets = _("Quickest way over the streets as they are now, closures counted.")
    return streets if all(row.by_road for row in proposals) else f"{streets} ≈: {straight}"


def _minutes(row: Proposal) -> str:
    minutes = formats.minutes(row.minutes * 60)
    return minutes if row.by_road else f"≈ {minutes}"


class Timeline(PaintedRows):
    """Times in mono, newest first."""

    def __init__(self, zone: Callable[[], tzinfo], now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(_TIMELINE_ROW_PX, parent)
        self._zone, self._now = zone, now
        self._moments: Sequence[TimelineRow] = ()

    def show_moments(self, moments: Sequence[TimelineRow], people: Callable[[str], str]) -> None:
        self._moments = moments[:_MOST_MOMENTS]
        self._said = [_told(moment, people) for moment in self._moments]
        self.setAccessibleName(_("Timeline") + ": " + "; ".join(self._said))
        self.changed()

    def count(self) -> int:
        return len(self._moments)

    def paint_row(self, painter: QPainter, box: QRectF, number: int) -> None:
        moment, palette, font = self._moments[number], tokens(), ink.mono(scale.SECONDARY_PX)
        at = formats.moment(moment.at, self._now(), self._zone())
        ink.write(painter, box, at, font, palette.text2)
        rest = box.adjusted(ink.width_of(at, font) + scale.SPACE_12, 0, 0, 0)
        ink.write_name(painter, rest, self._said[number], ink.sans(scale.SECONDARY_PX), palette.text)


def _told(moment: TimelineRow, people: Callable[[str], str]) -> str:
    said = words.step(moment.kind, people(moment.by))
    note = note_words(moment.kind, moment.note)
    return f"{said}: {note}" if note else said


@dataclass(frozen=True, slots=True)
class Value:
    """A named value with its age; `stale` shows it grey."""

    name: str
    value: str
    age: str = ""
    stale: bool = False


class ValueRows(PaintedRows):
    """Name left, value right, age before it when it is old; the shown one has the bar of the selection."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(scale.DENSE_ROW_PX, parent)
        self._values: Sequence[Value] = ()
        self._shown = -1
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_values(self, values: Sequence[Value], shown: int = -1) -> None:
        self._values, self._shown = values, shown
        self.setAccessibleName("; ".join(f"{value.name} {value.value}" for value in values))
        self.changed()

    def count(self) -> int:
        return len(self._values)

    def paint_row(self, painter: QPainter, box: QRectF, number: int) -> None:
        row, palette = self._values[number], tokens()
        if number == self._shown:
            bar = QRectF(box.left() - scale.PANEL_PADDING_PX, box.top(), scale.SELECTED_BAR_PX, box.height())
            painter.fillRect(bar.translated(scale.SPACE_8, 0), colour(palette.text))
        font = ink.sans(scale.BODY_PX, scale.MEDIUM)
        ink.write(painter, box, row.value, font, palette.text3 if row.stale else palette.text, ink.RIGHT)
        left = box.adjusted(0, 0, -ink.width_of(row.value, font) - scale.SPACE_12, 0)
        if row.age:
            small = ink.sans(scale.METADATA_PX)
            ink.write(painter, left, row.age, small, palette.text3, ink.RIGHT)
            left.setRight(left.right() - ink.width_of(row.age, small) - scale.SPACE_8)
        ink.write_name(painter, left, row.name, ink.sans(), palette.text2)
        ink.separator(painter, box.left(), box.right(), box.bottom() - 1)


class Checklist(QWidget):
    """What to do. `ticked(numbers)` whenever one is ticked or not any more: it is kept as a draft."""

    ticked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: list[QCheckBox] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(scale.SPACE_8)

    def show_lines(self, lines: Sequence[str], done: frozenset[int]) -> None:
        while len(self._boxes) < len(lines):
            box = QCheckBox(self)
            box.clicked.connect(self._say)
            self._boxes.append(box)
            self._column.addWidget(box)
        for number, box in enumerate(self._boxes):
            box.setVisible(number < len(lines))
            box.setText(lines[number] if number < len(lines) else "")
            box.setChecked(number in done)

    @property
    def done(self) -> frozenset[int]:
        return frozenset(number for number, box in enumerate(self._boxes) if box.isChecked())

    def _say(self) -> None:
        self.ticked.emit(self.done)
