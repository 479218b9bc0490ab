"""The page as it will be, as large as there is room; at night at 60 %, so that no white sheet blinds anybody."""

from gettext import gettext as _

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.view import ink
from maps.sheet import Sheet
from maps.view.theme import scale
from maps.view.theme.palette import VIDEO_PLATE, colour, tokens
from maps.view.theme.style import say

NIGHT_BRIGHTNESS = 0.6
_LEAST_DPI, _MOST_DPI = 40, 200


class PagePicture(QWidget):
    """Takes the keyboard: the keys of the page act here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self, surface="canvas")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("The page"))
        self._image, self._sheet = QImage(), Sheet()
        self._fault, self._waits, self._says_so = "", False, False
        self._patience = QTimer(self, singleShot=True, interval=scale.SKELETON_AFTER_MS)
        self._patience.timeout.connect(self._say_so)

    def sizeHint(self) -> QSize:
        return QSize(scale.VIDEO_WIDTH_PX, scale.VIDEO_WIDTH_PX)

    @property
    def is_shown(self) -> bool:
        """The picture is that of what was asked for last."""
        return not self._image.isNull() and not self._waits and not self._fault

    def dpi_for(self, sheet: Sheet) -> int:
        """At which the page fills the room there is, pixel for pixel."""
        box = self._box(sheet)
        dpi = box.width() * self.devicePixelRatioF() / sheet.size_mm[0] * 25.4
        return max(_LEAST_DPI, min(_MOST_DPI, round(dpi)))

    def wait(self, sheet: Sheet) -> None:
        """Another page is being drawn: the old one stays, fainter, until it comes."""
        self._sheet, self._waits, self._says_so = sheet, True, False
        self._patience.start()
        self.update()

    def show_image(self, image: QImage) -> None:
        self._image, self._fault, self._waits, self._says_so = image, "", False, False
        self._patience.stop()
        self.setAccessibleDescription(_("The page is drawn."))
        self.update()

    def show_fault(self, words: str) -> None:
        self._fault, self._waits, self._says_so = words, False, False
        self._patience.stop()
        self.setAccessibleDescription(words)
        self.update()

    def _say_so(self) -> None:
        self._says_so = True
        self.update()

    def _box(self, sheet: Sheet) -> QRectF:
        room = QRectF(self.rect()).adjusted(scale.SPACE_16, scale.SPACE_16, -scale.SPACE_16, -scale.SPACE_16)
        width, height = sheet.size_mm
        shrink = min(room.width() / width, room.height() / height)
        made = QRectF(0, 0, width * shrink, height * shrink)
        made.moveCenter(room.center())
        return made

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, palette, box = QPainter(self), tokens(), self._box(self._sheet)
        painter.fillRect(self.rect(), colour(palette.canvas))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        is_old = self._waits and self._says_so
        if self._fault or self._image.isNull() or self._image.width() == 0:
            painter.fillRect(box, colour(palette.panel))
        else:
            painter.drawImage(box, self._image)
            if palette.is_dark or is_old:
                painter.fillRect(box, colour(VIDEO_PLATE, 1.0 - NIGHT_BRIGHTNESS))
        painter.setPen(QPen(colour(palette.border), scale.BORDER_PX))
        painter.drawRect(box)
        self._paint_words(painter, box)

    def _paint_words(self, painter: QPainter, box: QRectF) -> None:
        words = self._fault or (_("Drawing the page…") if self._says_so else "")
        if not words:
            return
        font, palette = ink.sans(scale.BODY_PX, scale.MEDIUM), tokens()
        inner = box.adjusted(scale.SPACE_32, 0, -scale.SPACE_32, 0)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.setFont(font)
        plate = QRectF(painter.boundingRect(inner, flags, words))
        plate.adjust(-scale.SPACE_16, -scale.SPACE_8, scale.SPACE_16, scale.SPACE_8)
        painter.setPen(QPen(colour(palette.border), scale.BORDER_PX))
        painter.setBrush(colour(palette.raised))
        painter.drawRoundedRect(plate, scale.CARD_RADIUS_PX, scale.CARD_RADIUS_PX)
        painter.setPen(colour(palette.text))
        painter.drawText(inner, flags, words)
