"""A file to be read: its name, and a button that lets one be chosen. `chosen(Path)`."""

from gettext import gettext as _
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from desktop.view.planning.fields import no_file
from maps.view.theme import scale


class FileField(QWidget):
    chosen = Signal(object)

    def __init__(self, title: str, kinds: str, parent: QWidget | None = None) -> None:
        """`kinds` as Qt's file dialog has them: `Tables (*.csv)`."""
        super().__init__(parent)
        self._title, self._kinds = title, kinds
        self.path: Path | None = None
        self.shown, self.button = QLineEdit(self), QPushButton(_("Choose file…"), self)
        self.shown.setReadOnly(True)
        self.shown.setPlaceholderText(no_file())
        self.button.clicked.connect(self._ask)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scale.SPACE_8)
        row.addWidget(self.shown, 1)
        row.addWidget(self.button)
        self.setFocusProxy(self.button)

    def _ask(self) -> None:
        dialog = QFileDialog(self, self._title, str(self.path.parent if self.path else Path.home()), self._kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.take(Path(name)))
        dialog.open()

    def take(self, path: Path) -> None:
        self.show_path(path)
        self.chosen.emit(path)

    def show_path(self, path: Path) -> None:
        self.path = path
        self.shown.setText(path.name)
        self.shown.setToolTip(str(path))

    def setAccessibleName(self, name: str) -> None:
        self.shown.setAccessibleName(name)
        self.button.setAccessibleName(f"{name}: {self.button.text()}")
