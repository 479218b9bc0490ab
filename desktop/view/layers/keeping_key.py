"""Ctrl+Enter keeps what a page of the panel has in hand: with the focus in the page, the key is not the window's."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent


def takes_keeping_key(event: QEvent) -> bool:
    """Whether the event asks whose key Ctrl+Enter is; it is then the asker's."""
    if event.type() is not QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
    if not is_enter or not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return False
    event.accept()
    return True
