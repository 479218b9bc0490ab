from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from maps.view.theme.focus import _Overlay


def test_that_one_ring_follows_the_focus_and_goes_with_what_had_it(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    fields = [QLineEdit(window) for _number in range(3)]
    column = QVBoxLayout(window)
    for field in fields:
        column.addWidget(field)
    window.show()
    window.activateWindow()
    for field in (*fields, *fields):
        field.setFocus()
        qtbot.waitUntil(lambda wanted=field: QApplication.focusWidget() is wanted)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # what was closed is gone
    qtbot.waitUntil(lambda: len(window.findChildren(_Overlay)) == 1)
    assert window.findChildren(_Overlay)[0].testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    fields[-1].clearFocus()
    qtbot.waitUntil(lambda: not window.findChildren(_Overlay))
