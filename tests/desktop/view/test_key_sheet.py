"""The sheet of keys: nothing of the table is left out, whatever the window's size."""

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.view.actions import ACTIONS
from desktop.view.key_sheet import KeyColumn, KeySheet, columns_within


@pytest.mark.parametrize("width_px", [1, 640, 1024, 1366, 1920, 5120])
def test_that_every_action_with_a_key_stands_once_at_any_width(dressed: QApplication, width_px: int) -> None:
    del dressed
    shown = [action.id for column in columns_within(width_px) for _place, actions in column for action in actions]
    assert sorted(shown) == sorted(action.id for action in ACTIONS if action.key)


@pytest.mark.parametrize(("width_px", "height_px"), [(1024, 640), (1366, 768), (1920, 1080)])
def test_that_the_sheet_stays_within_its_window_and_cuts_no_column(
    dressed: QApplication, qtbot: QtBot, width_px: int, height_px: int
) -> None:
    del dressed
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(width_px, height_px)
    sheet = KeySheet(window)
    sheet.show()
    assert (sheet.width() <= width_px, sheet.height() <= height_px) == (True, True)
    for column in sheet.findChildren(KeyColumn):
        assert column.width() >= column.sizeHint().width()
        right = column.mapTo(sheet, column.rect().topRight()).x()
        assert right < sheet.width()
