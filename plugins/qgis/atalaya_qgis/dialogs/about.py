"""What this is, whose work is in it, and under which licences."""

from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ..style.dress import RESOURCES
from ..words import tr

WIDE_PX, ICON_PX = 480, 64


class AboutDialog(QDialog):
    def __init__(self, version: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About Atalaya"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDE_PX)
        picture = QLabel(self)
        picture.setPixmap(QIcon(str(RESOURCES / "icon.svg")).pixmap(QSize(ICON_PX, ICON_PX)))
        picture.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words = QLabel(self._text(version), self)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(tr("Close"))
        buttons.rejected.connect(self.reject)
        inner = QHBoxLayout()
        inner.addWidget(picture)
        inner.addWidget(self.words, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(inner)
        layout.addWidget(buttons)

    @staticmethod
    def _text(version: str) -> str:
        parts = (
            f"<h3>Atalaya {version}</h3>",
            tr("The living map of a municipal operations centre, in QGIS."),
            "<br><br>",
            tr(
                "Copyright the Atalaya contributors. Free software under the GNU Affero General Public License, version"
                " 3 or later: you may use, study, change and share it; it comes without warranty. The text is in the"
                " file LICENSE."
            ),
            "<br><br>",
            tr("With qgis-plugin-tools (GPL), icons of Phosphor (MIT) and the typeface IBM Plex (SIL OFL 1.1)."),
        )
        return "".join(parts)
