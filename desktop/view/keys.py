"""Keys: what is printed on them, and which row of the action table a pressed key means."""

from gettext import gettext as _

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit

from desktop.view.actions import BY_KEY, Action

_TEXT_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox)
_SAME = {Qt.Key.Key_Enter: Qt.Key.Key_Return}


def shown_key(key: str) -> str:
    """What stands on the keyboard: `Espacio`, `Ctrl K`."""
    named = {
        "Space": _("Space"),
        "Return": _("Enter"),
        "Home": _("Home"),
        "Esc": "Esc",
        "Shift": _("Shift"),
        "Del": _("Delete"),
        "Left": "←",
        "Right": "→",
        "Up": "↑",
        "Down": "↓",
        "PgUp": _("PgUp"),
        "PgDown": _("PgDn"),
    }
    return " ".join(named.get(part, part) for part in key.split("+")) if key != "+" else key


def action_of(event: QKeyEvent) -> Action | None:
    """The row of a key without a modifier, or with Shift; None in a text field."""
    if isinstance(QApplication.focusWidget(), _TEXT_FIELDS):
        return None
    keypad, shift = Qt.KeyboardModifier.KeypadModifier, Qt.KeyboardModifier.ShiftModifier
    if event.modifiers() & ~(keypad | shift):
        return None
    key = _SAME.get(Qt.Key(event.key()), Qt.Key(event.key()))
    pressed = QKeyCombination(event.modifiers() & shift, key)
    return BY_KEY.get(QKeySequence(pressed).toString(QKeySequence.SequenceFormat.PortableText))
