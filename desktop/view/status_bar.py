"""The status bar: the health of what feeds the screen, each a name and a value; a bad one gets the mark and bold.

A click says what happened and what to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop.view import ink
from desktop.view.actions import BY_ID
from desktop.view.keys import shown_key
from maps.view.theme import scale
from maps.view.theme.marks import Look, paint_mark, priority_mark
from maps.view.theme.palette import colour, tokens
from maps.view.theme.style import say

_MARK_PX = scale.SPACE_12


@dataclass(frozen=True, slots=True)
class Health:
    """One field. `bad` is the priority of what is wrong, None when all is well; `advice` says what and what to do."""

    name: str
    value: str
    advice: str = ""
    bad: int | None = None


class HealthField(QAbstractButton):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.health = Health("", "")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_health(self, health: Health) -> None:
        if health == self.health:
            return
        self.health = health
        self.setAccessibleName(f"{health.name}: {health.value}")
        self.setToolTip("\n".join(part for part in (f"{health.name} {health.value}", health.advice) if part))
        self.updateGeometry()
        self.update()

    def _value_font_weight(self) -> int:
        return scale.SEMIBOLD if self.health.bad else scale.MEDIUM

    def sizeHint(self) -> QSize:
        width = ink.width_of(self.health.name, ink.sans(scale.SECONDARY_PX)) + scale.SPACE_4 + scale.SPACE_8
        width += ink.width_of(self.health.value, ink.sans(scale.SECONDARY_PX, scale.SEMIBOLD)) + scale.SPACE_8
        return QSize(round(width) + (_MARK_PX + scale.SPACE_4 if self.health.bad else 0), scale.STATUS_BAR_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, palette = QPainter(self), tokens()
        box = QRectF(self.rect())
        if self.underMouse():
            painter.fillRect(box, colour(palette.raised))
        box.adjust(scale.SPACE_8, 0, 0, 0)
        if self.health.bad:
            centre = QPointF(box.left() + _MARK_PX / 2, box.center().y())
            paint_mark(painter, centre, priority_mark(self.health.bad), Look.FILLED, _MARK_PX, palette)
            box.adjust(_MARK_PX + scale.SPACE_4, 0, 0, 0)
        small = ink.sans(scale.SECONDARY_PX)
        ink.write(painter, box, self.health.name, small, palette.text3)
        box.adjust(ink.width_of(self.health.name, small) + scale.SPACE_4, 0, 0, 0)
        font = ink.sans(scale.SECONDARY_PX, self._value_font_weight())
        ink.write(painter, box, self.health.value, font, palette.text)


class Advice(QLabel):
    """A card above a field; any click puts it away. It takes no focus."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        say(self, surface="card")
        self.setWordWrap(True)
        self.setFont(ink.sans())
        self.setMargin(scale.SPACE_12)
        self.setFixedWidth(scale.LIST_WIDTH_PX)
        self.hide()

    def show_over(self, field: HealthField) -> None:
        self.setText(f"{field.health.name} {field.health.value}\n{field.health.advice or _('All is well.')}")
        self.resize(self.width(), self.heightForWidth(self.width()))
        corner = field.mapTo(self.window(), QPoint(0, -self.height() - scale.SPACE_8))
        corner.setX(min(corner.x(), self.window().width() - self.width() - scale.SPACE_8))
        self.move(corner)
        self.show()
        self.raise_()

    def mousePressEvent(self, ev: object) -> None:
        del ev
        self.hide()


class StatusBar(QWidget):
    """As many fields as there is room for; bad ones come first when it is tight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self, surface="canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(scale.STATUS_BAR_PX)
        self.setAccessibleName(_("Status bar"))
        self._fields: list[HealthField] = []
        self._advice: Advice | None = None
        self._row = QHBoxLayout()
        self._row.setSpacing(scale.SPACE_8)
        row = QHBoxLayout(self)
        row.setContentsMargins(scale.SPACE_8, 0, scale.SPACE_16, 0)
        row.addLayout(self._row)
        row.addStretch(1)
        help_, palette = BY_ID["view.keys"], BY_ID["view.palette"]
        text = _("{help} help and keys · {palette} actions").format(
            help=shown_key(help_.key), palette=shown_key(palette.key)
        )
        self._hint = say(QLabel(text, self), tone="text3")
        self._hint.setFont(ink.sans(scale.SECONDARY_PX))
        row.addWidget(self._hint)

    @property
    def fields(self) -> list[HealthField]:
        return self._fields

    def show_health(self, healths: Sequence[Health]) -> None:
        while len(self._fields) < len(healths):
            field = HealthField(self)
            field.clicked.connect(lambda _checked=False, f=field: self._explain(f))
            self._row.addWidget(field)
            self._fields.append(field)
        for index, field in enumerate(self._fields):
            field.setVisible(index < len(healths))
            if index < len(healths):
                field.show_health(healths[index])

        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """The hint gives way to the fields."""
        taken = sum(field.sizeHint().width() + scale.SPACE_8 for field in self._fields if not field.isHidden())
        self._hint.setVisible(taken + self._hint.sizeHint().width() + scale.SPACE_32 <= self.width())

    def _explain(self, field: HealthField) -> None:
        if self._advice is None:
            self._advice = Advice(self.window())
        self._advice.show_over(field)
