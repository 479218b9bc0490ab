"""Which store: the file of this machine's console, or the city's database server."""

from qgis.gui import QgsAuthSettingsWidget, QgsFileWidget
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ..place import BadAddressError, FileStore, Place, ServerStore, parse
from ..words import tr

WIDE_PX = 560


class OpenStoreDialog(QDialog):
    """`chosen(Place)`."""

    chosen = pyqtSignal(object)

    def __init__(self, proposed: str, data_folder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Open a store of Atalaya"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDE_PX)
        self.file_kind = QRadioButton(tr("File of this machine"), self)
        self.server_kind = QRadioButton(tr("PostGIS server"), self)
        self._kinds = QButtonGroup(self)
        self.path, self.data = QgsFileWidget(self), QgsFileWidget(self)
        self.host, self.port, self.database = QLineEdit(self), QSpinBox(self), QLineEdit(self)
        self.secrets = QgsAuthSettingsWidget(self)
        self.complaint = QLabel(self)
        self._lay_out()
        self._propose(proposed, data_folder)

    def _lay_out(self) -> None:
        self._pages = (self._file_page(), self._server_page())
        for number, button in enumerate((self.file_kind, self.server_kind)):
            self._kinds.addButton(button, number)
        self._kinds.buttonClicked.connect(lambda _button: self._turn_to(self._kinds.checkedId()))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.open_button = buttons.addButton(tr("Open"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._accept)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Cancel"))
        buttons.rejected.connect(self.reject)
        self.complaint.setWordWrap(True)
        self.complaint.hide()
        layout = QVBoxLayout(self)
        for widget in (self.file_kind, self.server_kind, *self._pages, self.complaint, buttons):
            layout.addWidget(widget)

    def _file_page(self) -> QWidget:
        page = QWidget(self)
        form = QFormLayout(page)
        self.path.setFilter(tr("Store of Atalaya (*.sqlite);;Any file (*)"))
        self.path.setDialogTitle(tr("The store's file"))
        form.addRow(tr("File"), self.path)
        note = QLabel(tr("It is opened for reading alone, while the city goes on writing to it."), page)
        note.setWordWrap(True)
        form.addRow(note)
        return page

    def _server_page(self) -> QWidget:
        page = QWidget(self)
        form = QFormLayout(page)
        self.port.setRange(1, 65_535)
        self.port.setValue(5432)
        self.data.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        form.addRow(tr("Host"), self.host)
        form.addRow(tr("Port"), self.port)
        form.addRow(tr("Database"), self.database)
        form.addRow(tr("Sign in"), self.secrets)
        form.addRow(tr("Folder of the base maps"), self.data)
        return page

    def _propose(self, proposed: str, data_folder: str) -> None:
        self.data.setFilePath(data_folder)
        try:
            place = parse(proposed)
        except BadAddressError:
            place = None
        is_server = isinstance(place, ServerStore)
        (self.server_kind if is_server else self.file_kind).setChecked(True)
        self._turn_to(1 if is_server else 0)
        if isinstance(place, ServerStore):
            self.host.setText(place.host)
            self.port.setValue(place.port)
            self.database.setText(place.database)
            self.secrets.setUsername(place.user)
        elif isinstance(place, FileStore):
            self.path.setFilePath(str(place.path))

    def _turn_to(self, number: int) -> None:
        """As high as the page asks, and no higher."""
        for index, page in enumerate(self._pages):
            page.setVisible(index == number)
        self.adjustSize()

    def place(self) -> Place:
        """Raises BadAddressError."""
        if self.file_kind.isChecked():
            return parse(self.path.filePath())
        if not self.host.text().strip() or not self.database.text().strip():
            raise BadAddressError(self.host.text())
        return ServerStore(
            host=self.host.text().strip(),
            database=self.database.text().strip(),
            port=self.port.value(),
            user=self.secrets.username(),
            password=self.secrets.password(),
            authcfg=self.secrets.configId(),
            data_folder=self.data.filePath(),
        )

    def _accept(self) -> None:
        try:
            place = self.place()
        except BadAddressError:
            self.complaint.setText(tr("Name the file, or the host and the database of the server."))
            self.complaint.show()
            return
        self.chosen.emit(place)
        self.accept()
