"""The context of a photo: the picture, decoded by the map worker, and what is known of it."""

from gettext import gettext as _
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.storage.media import Media
from desktop.view import formats, ink
from desktop.view.context.sections import Value, ValueRows, heading
from desktop.view.desk import Desk
from maps.picture import Photo
from maps.view.theme import scale
from maps.view.theme.palette import VIDEO_BACKDROP, VIDEO_TEXT, colour

_FACTS = (
    ("alt_m", "m"),
    ("height_m", "m"),
    ("yaw_deg", "°"),
    ("pitch_deg", "°"),
    ("gsd_cm", "cm"),
)


class Picture(QWidget):
    """A photo fitted into its frame, on the backdrop of video; says so while it comes, or why it does not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._pixels: object = None
        self._notice = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(scale.VIDEO_WIDTH_PX * 3 // 4)

    @property
    def is_shown(self) -> bool:
        return self._image is not None

    @property
    def notice(self) -> str:
        return self._notice

    def sizeHint(self) -> QSize:
        return QSize(scale.VIDEO_WIDTH_PX, scale.VIDEO_WIDTH_PX * 3 // 4)

    def show_notice(self, text: str) -> None:
        self._image, self._pixels, self._notice = None, None, text
        self.update()

    def show_photo(self, photo: Photo) -> None:
        """The array is kept as long as Qt reads its memory."""
        self._pixels = photo.pixels
        stride = photo.width_px * 4
        self._image = QImage(
            photo.pixels.data, photo.width_px, photo.height_px, stride, QImage.Format.Format_ARGB32_Premultiplied
        )
        self._notice = ""
        self.setFixedHeight(min(self.width() * photo.height_px // photo.width_px, scale.VIDEO_WIDTH_PX))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, box = QPainter(self), QRectF(self.rect())
        painter.fillRect(box, colour(VIDEO_BACKDROP))
        if self._image is None:
            ink.write(painter, box, self._notice, ink.sans(), VIDEO_TEXT, ink.CENTRE)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        painter.drawImage(QRectF(left, top, size.width(), size.height()), self._image)


class PhotoContext(QWidget):
    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._photo = desk, None
        self.picture, self.facts = Picture(self), ValueRows(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.SPACE_8)
        column.addWidget(self.picture)
        column.addWidget(heading(_("Photo"), self))
        column.addWidget(self.facts)
        column.addStretch(1)

    def show_photo(self, photo: Media) -> None:
        if self._photo is not None and self._photo.id == photo.id and self.picture.is_shown:
            return
        self._photo = photo
        self._show_facts(photo)
        self.picture.show_notice(_("The photo is being read…"))
        if self._desk.preview is None:
            self.picture.show_notice(_("The map worker is not running"))
            return
        self._desk.preview(photo.path, scale.VIDEO_WIDTH_PX * 2, lambda answer: self._show_answer(photo.id, answer))

    def meta(self, photo: Media) -> str:
        if photo.taken_at is None:
            return _("Time unknown")
        day = formats.full_date(photo.taken_at, self._desk.zone)
        return f"{day} {formats.clock(photo.taken_at, self._desk.zone)}"

    def _show_answer(self, photo_id: str, answer: Any) -> None:
        if self._photo is None or self._photo.id != photo_id:
            return
        if isinstance(answer, Photo):
            self.picture.show_photo(answer)
        else:
            self.picture.show_notice(_("The photo cannot be read"))
            self.picture.setToolTip(str(answer))

    def _show_facts(self, photo: Media) -> None:
        facts = [Value(_("File"), Path(photo.path).name)]
        if photo.place is not None:
            facts.append(Value(_("Place"), self._desk.written(photo.place)))
        names = {
            "alt_m": _("Altitude"),
            "height_m": _("Height over ground"),
            "yaw_deg": _("Heading"),
            "pitch_deg": _("Camera tilt"),
            "gsd_cm": _("Ground sample"),
        }
        for key, unit in _FACTS:
            value = photo.attributes.get(key)
            if isinstance(value, int | float):
                facts.append(Value(names[key], f"{formats.amount(float(value))} {unit}"))
        facts.append(Value("SHA-256", photo.sha256[:16]))
        self.facts.show_values(facts)
