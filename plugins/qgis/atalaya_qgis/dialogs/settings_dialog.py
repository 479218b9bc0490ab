"""The look, the pace, and whether the console is looked for."""

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ..settings import REFRESH_MS, Settings, default_data_folder
from ..words import tr

WIDE_PX = 520


class SettingsDialog(QDialog):
    """`chosen(Settings)`."""

    chosen = pyqtSignal(object)

    def __init__(self, now: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Settings of Atalaya"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDE_PX)
        self._now = now
        self.theme, self.refresh_ms = QComboBox(self), QSpinBox(self)
        self.links_console, self.data_folder = (
            QCheckBox(tr("Look for the console on this machine"), self),
            QgsFileWidget(self),
        )
        self._lay_out()
        self._show(now)

    def _lay_out(self) -> None:
        self.theme.addItem(tr("Day"), "day")
        self.theme.addItem(tr("Night"), "night")
        self.refresh_ms.setRange(*REFRESH_MS)
        self.refresh_ms.setSingleStep(100)
        self.refresh_ms.setSuffix(" ms")
        self.data_folder.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self.data_folder.lineEdit().setPlaceholderText(str(default_data_folder()))
        form = QFormLayout()
        form.addRow(tr("Look of the layers"), self.theme)
        form.addRow(tr("Repaint live layers at most every"), self.refresh_ms)
        form.addRow(self.links_console)
        form.addRow(tr("Data folder of the console"), self.data_folder)
        note = QLabel(tr("The console answers only where its own settings say qgis = true (atalaya.toml)."), self)
        note.setWordWrap(True)
        form.addRow(note)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        buttons.addButton(tr("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._accept)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Cancel"))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(buttons)

    def _show(self, now: Settings) -> None:
        self.theme.setCurrentIndex(self.theme.findData(now.theme))
        self.refresh_ms.setValue(now.refresh_ms)
        self.links_console.setChecked(now.links_console)
        self.data_folder.setFilePath(now.data_folder)

    def _accept(self) -> None:
        self.chosen.emit(
            Settings(
                last_store=self._now.last_store,
                data_folder=self.data_folder.filePath(),
                theme="night" if self.theme.currentData() == "night" else "day",
                refresh_ms=self.refresh_ms.value(),
                links_console=self.links_console.isChecked(),
            )
        )
        self.accept()
