"""Fields of a room's forms: a label above each, two of them side by side where they fit. Wheels change nothing."""

from collections.abc import Iterable
from gettext import gettext as _
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.view import ink
from maps.view.theme import scale
from maps.view.theme.style import say


class Picker(QComboBox):
    """One of several; each has words and a value. A list that scrolls past it is never changed by it."""

    def __init__(self, choices: Iterable[tuple[str, Any]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.put(choices)

    def put(self, choices: Iterable[tuple[str, Any]]) -> None:
        """Other choices; what was chosen stays chosen where it still is one. Says nothing of it."""
        kept = self.currentData()
        with QSignalBlocker(self):
            self.clear()
            for words, value in choices:
                self.addItem(words, value)
            self.pick(kept)

    def pick(self, value: Any) -> None:
        place = self.findData(value)
        self.setCurrentIndex(max(0, place))

    def wheelEvent(self, e: QWheelEvent) -> None:
        e.ignore()


class Amount(QDoubleSpinBox):
    """A number with its unit behind it."""

    def __init__(self, least: float, most: float, unit: str = "", decimals: int = 0, parent: Any = None) -> None:
        super().__init__(parent)
        self.setDecimals(decimals)
        self.setRange(least, most)
        self.setGroupSeparatorShown(True)
        self.setSuffix(f" {unit}" if unit else "")
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(scale.LIST_MIN_PX // 4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Count(QSpinBox):
    """How many; 0 may have words of its own."""

    def __init__(self, most: int, parent: QWidget | None = None, *, least: int = 0, unit: str = "") -> None:
        super().__init__(parent)
        self.setRange(least, most)
        self.setSuffix(f" {unit}" if unit else "")
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(scale.LIST_MIN_PX // 4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def labelled(words: str, field: QWidget) -> QWidget:
    """The field with its label above it; a screen reader is told the label."""
    whole = QWidget()
    label = say(QLabel(words, whole), tone="text2")
    label.setFont(ink.sans(scale.SECONDARY_PX))
    label.setBuddy(field)
    field.setAccessibleName(words)
    if isinstance(field, QLineEdit | QAbstractSpinBox | QComboBox):
        field.setFixedHeight(scale.BUTTON_PX)
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(scale.LABEL_GAP_PX)
    column.addWidget(label)
    column.addWidget(field)
    return whole


def side_by_side(*fields: QWidget) -> QWidget:
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(scale.FIELD_GAP_PX)
    for field in fields:
        row.addWidget(field, 1, Qt.AlignmentFlag.AlignBottom)
    return whole


def form(parent: QWidget, *fields: QWidget) -> QVBoxLayout:
    """One under the other, with the padding of a panel."""
    column = QVBoxLayout(parent)
    padding = scale.PANEL_PADDING_PX
    column.setContentsMargins(padding, scale.SPACE_4, padding, scale.SPACE_12)
    column.setSpacing(scale.FIELD_GAP_PX)
    for field in fields:
        column.addWidget(field)
    return column


def no_file() -> str:
    """What a file field says before one is chosen."""
    return _("No file chosen")
