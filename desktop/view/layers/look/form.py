"""Parts of the forms of the look: labels above fields, two to a row, and numbers that follow their keys."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.view import ink
from maps.view.theme import scale
from maps.view.theme.style import say

_CALM_MS = 180


class WheelGuard(QObject):
    """A wheel over a field that has no focus scrolls the form, and changes nothing."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def _guarded(field: QWidget) -> None:
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    field.installEventFilter(WheelGuard(field))


class Calm(QObject):
    """`settled` a moment after the last of many changes."""

    settled = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._timer.timeout.connect(self.settled)

    def touch(self) -> None:
        self._timer.start()


def labelled(words: str, field: QWidget, parent: QWidget | None = None) -> QWidget:
    """The field under its label."""
    box = QWidget(parent)
    label = say(QLabel(words, box), tone="text2")
    label.setFont(ink.sans(scale.METADATA_PX))
    label.setBuddy(field)
    field.setAccessibleName(words)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(scale.LABEL_GAP_PX)
    column.addWidget(label)
    column.addWidget(field)
    box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    return box


def row_of(*fields: QWidget, shares: Sequence[int] = ()) -> QHBoxLayout:
    """Side by side, of one width or by their `shares`."""
    row = QHBoxLayout()
    row.setSpacing(scale.FIELD_GAP_PX)
    for field, share in zip(fields, shares or (1,) * len(fields), strict=True):
        row.addWidget(field, share)
    return row


def stacked(parent: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(scale.FIELD_GAP_PX)
    return column


def combo_of(choices: Iterable[tuple[object, str]], parent: QWidget | None = None) -> QComboBox:
    """Values with their words; `currentData` is the value."""
    combo = QComboBox(parent)
    for value, words in choices:
        combo.addItem(words, value)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(4)
    _guarded(combo)
    return combo


def choose(combo: QComboBox, value: object) -> None:
    """Without a word to those who listen."""
    combo.blockSignals(True)  # noqa: FBT003 - Qt's own signature
    found = next((number for number in range(combo.count()) if combo.itemData(number) == value), 0)
    combo.setCurrentIndex(found)
    combo.blockSignals(False)  # noqa: FBT003 - as above


def number_of(least: float, most: float, step: float, decimals: int = 1, unit: str = "") -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setRange(least, most)
    field.setSingleStep(step)
    field.setDecimals(decimals)
    field.setSuffix(f" {unit}" if unit else "")
    field.setKeyboardTracking(False)
    field.lineEdit().setTextMargins(scale.SPACE_4, 0, 0, 0)
    field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    _guarded(field)
    return field


def whole_number_of(least: int, most: int, value: int) -> QSpinBox:
    field = QSpinBox()
    field.setRange(least, most)
    field.setValue(value)
    field.lineEdit().setTextMargins(scale.SPACE_4, 0, 0, 0)
    _guarded(field)
    return field


def put(field: QDoubleSpinBox, value: float) -> None:
    """Without a word to those who listen."""
    field.blockSignals(True)  # noqa: FBT003 - Qt's own signature
    field.setValue(value)
    field.blockSignals(False)  # noqa: FBT003 - as above


class Form(QWidget):
    """`changed` when a person has changed something in it."""

    changed = Signal()
