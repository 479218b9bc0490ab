"""The legend over the map: a card for each mode that is on, with its signs, its numbers, what it says of a place."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.view import ink
from maps.view.plan_legend import Sample
from maps.view.theme import scale
from maps.view.theme.palette import tokens
from maps.view.theme.style import say


@dataclass(frozen=True, slots=True)
class LegendRow:
    """A sample and its meaning; a number at the right where there is one."""

    words: str
    sample: Sample | None = None
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """`notes` are lines under the rows, in a quieter grey; the last notes may change with the pointer."""

    title: str
    rows: tuple[LegendRow, ...] = ()
    notes: tuple[str, ...] = ()
    aside: str = field(default="")


class SectionCard(QWidget):
    """One section, painted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._section = Section("")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def section(self) -> Section:
        return self._section

    def show_section(self, section: Section) -> None:
        if section == self._section:
            return
        self._section = section
        said = [section.title, section.aside, *(f"{row.words} {row.aside}" for row in section.rows), *section.notes]
        self.setAccessibleName(". ".join(part for part in said if part))
        self.updateGeometry()
        self.update()

    def _lines(self) -> list[str]:
        return [line for note in self._section.notes for line in wrapped(note, scale.LEGEND_WIDTH_PX)]

    def sizeHint(self) -> QSize:
        rows, notes = len(self._section.rows), len(self._lines())
        high = scale.SPACE_24 + rows * scale.LEGEND_ROW_PX + notes * scale.CARD_LINE_PX
        return QSize(scale.LEGEND_WIDTH_PX, high + (scale.SPACE_4 if notes else 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, palette, width = QPainter(self), tokens(), float(self.width())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head = QRectF(0, 0, width, scale.SPACE_24)
        title = ink.sans(scale.SECONDARY_PX, scale.SEMIBOLD)
        ink.write(painter, head, self._section.aside, ink.sans(scale.SECONDARY_PX), palette.text2, ink.RIGHT)
        head.setRight(width - ink.width_of(self._section.aside, ink.sans(scale.SECONDARY_PX)) - scale.SPACE_8)
        ink.write_name(painter, head, self._section.title, title, palette.text)
        top = float(scale.SPACE_24)
        for row in self._section.rows:
            self._paint_row(painter, QRectF(0, top, width, scale.LEGEND_ROW_PX), row)
            top += scale.LEGEND_ROW_PX
        for line in self._lines():
            box = QRectF(0, top + scale.SPACE_4, width, scale.CARD_LINE_PX)
            ink.write(painter, box, line, ink.sans(scale.METADATA_PX), palette.text2)
            top += scale.CARD_LINE_PX

    def _paint_row(self, painter: QPainter, box: QRectF, row: LegendRow) -> None:
        palette, small = tokens(), ink.sans(scale.METADATA_PX)
        if row.sample is not None:
            painter.save()
            row.sample(painter, QPointF(box.left() + scale.SPACE_12, box.center().y()))
            painter.restore()
        ink.write(painter, box, row.aside, small, palette.text2, ink.RIGHT)
        words = box.adjusted(scale.SPACE_32, 0, -ink.width_of(row.aside, small) - scale.SPACE_8, 0)
        ink.write_name(painter, words, row.words, small, palette.text)


def wrapped(text: str, width_px: float) -> list[str]:
    """At spaces, as wide as a legend is."""
    font, lines = ink.sans(scale.METADATA_PX), [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and ink.width_of(longer, font) > width_px:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


class MapLegend(QWidget):
    """A card at the map's upper left; hidden while no mode is on. `controls` may hold a mode's own switches."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        say(self, surface="card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._canvas = canvas
        self._cards: dict[str, tuple[SectionCard, QWidget | None]] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(scale.SPACE_12, scale.SPACE_8, scale.SPACE_12, scale.SPACE_12)
        self._column.setSpacing(scale.SPACE_8)
        canvas.installEventFilter(self)
        self.hide()

    def show_section(self, name: str, section: Section, control: QWidget | None = None) -> None:
        """New, or in the place of the one of that name."""
        if name not in self._cards:
            card = SectionCard(self)
            self._cards[name] = card, control
            self._column.addWidget(card)
            if control is not None:
                control.setParent(self)
                self._column.addWidget(control)
                control.show()
        self._cards[name][0].show_section(section)
        self._place()

    def remove_section(self, name: str) -> None:
        card, control = self._cards.pop(name, (None, None))
        for widget in (card, control):
            if widget is not None:
                self._column.removeWidget(widget)
                widget.hide()
        if card is not None:
            card.deleteLater()
        self._place()

    def section(self, name: str) -> Section | None:
        return self._cards[name][0].section if name in self._cards else None

    @property
    def names(self) -> Sequence[str]:
        return tuple(self._cards)

    def _place(self) -> None:
        self.setVisible(bool(self._cards))
        for card, _control in self._cards.values():
            card.show()
        self._column.activate()
        self.adjustSize()
        self.move(scale.SPACE_12, scale.SPACE_12)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._canvas and event.type() == QEvent.Type.Resize:
            self.raise_()
        return super().eventFilter(watched, event)
