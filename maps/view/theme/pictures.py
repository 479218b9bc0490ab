"""Small pictures that a style sheet can only take from files: check marks and arrows, drawn from the tokens.

They live in a temporary folder that goes with the application.
"""

import tempfile
from pathlib import Path

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QApplication

from maps.view.theme import scale
from maps.view.theme.palette import Palette, colour

_NAME = "atalaya_pictures"
_LINES = {
    "check": ((0.20, 0.52), (0.42, 0.74), (0.80, 0.28)),
    "down": ((0.20, 0.36), (0.50, 0.66), (0.80, 0.36)),
    "up": ((0.20, 0.64), (0.50, 0.34), (0.80, 0.64)),
}
_DOT = "dot"


class Pictures(QObject):
    """Keeps the folder as long as the application lives."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.setObjectName(_NAME)
        self._folder = tempfile.TemporaryDirectory(prefix="atalaya-theme-")
        self.destroyed.connect(self._folder.cleanup)

    @classmethod
    def of(cls, app: QApplication) -> "Pictures":
        found = app.findChild(cls, _NAME)
        return cls(app) if found is None else found

    def draw(self, palette: Palette) -> Path:
        """The folder of this theme's pictures, each also at twice the size for dense screens."""
        folder = Path(self._folder.name) / palette.name
        if not folder.is_dir():
            folder.mkdir(parents=True)
            for ratio, suffix in ((1, ""), (2, "@2x")):
                for name in (*_LINES, _DOT):
                    _draw(name, ratio, palette).save(str(folder / f"{name}{suffix}.png"))
        return folder


def _draw(name: str, ratio: int, palette: Palette) -> QPixmap:
    side = scale.CHECK_BOX_PX * ratio
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if name == _DOT:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(palette.text))
        painter.drawEllipse(QPointF(side / 2, side / 2), side * 0.25, side * 0.25)
    else:
        painter.setPen(QPen(colour(palette.text if name == "check" else palette.text2), side * 0.11))
        painter.drawPolyline(QPolygonF([QPointF(x * side, y * side) for x, y in _LINES[name]]))
    painter.end()
    return pixmap
