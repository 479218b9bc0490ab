"""The picture of the map: a QWidget that paints the worker's base picture and the live layers over it.

Nothing here waits: the picture comes when it comes, layers are handed over as values, and a frame is painted from what
is there. `canvas` adds the hands: mouse, keys and flights.
"""

import math
from collections.abc import Callable, Sequence
from gettext import gettext as _
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from maps.arrangement import Arrangement, BasePart, SheetPart
from maps.layer import AreaShades, Layer, SiteMarks
from maps.place import Place
from maps.stack import Selection, Stack
from maps.view.base_picture import BasePicture
from maps.view.card import card_box, paint_card
from maps.view.furniture import paint_attribution, paint_found, paint_notice, paint_scale_bar, scale_bar
from maps.view.ground import Ground
from maps.view.pile import Hit, Pile
from maps.view.scene import Scene
from maps.view.theme import scale
from maps.view.theme.palette import Palette, tokens
from maps.view.theme.pulse import pulse_opacity
from maps.viewport import Viewport
from maps.worker_client import MapWorker
from maps.worker_queue import WorkerFault

_PULSE_STEP_MS = 80
_FIRST_VIEW = Viewport(0.0, 0.0, 20_000.0, 1600, 1000)
CardWords = Callable[[Hit], Sequence[str] | None]
"""None: the layer's own titles."""


class MapSurface(QWidget):
    """Shows a viewport with its layers, a selection and a card."""

    moved = Signal(object)
    """The new Viewport."""
    faulted = Signal(object)
    """A WorkerFault: why the base map cannot be drawn."""
    news = Signal(object)
    """A tuple of LayerNews: how layers of sources fare."""

    def __init__(self, worker: MapWorker | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewport, self._worker = _FIRST_VIEW, worker
        self._base, self.ground, self._pile = BasePicture(worker, self), Ground(worker, self), Pile()
        self._other: Ground | None = None
        self._split_px = 0.0
        self._pulse = QTimer(self, interval=_PULSE_STEP_MS)
        self._selected: dict[str, str] = {}
        self._hover: Hit | None = None
        self._attribution = ""
        self._calm_motion = False
        self._card_words: CardWords | None = None
        self._overlay: Callable[[Scene], None] | None = None
        self._mark: tuple[Place, str] | None = None
        self._hidden: tuple[str, str] | None = None
        self._shows_cards = True
        self._base.changed.connect(self._on_base)
        self.ground.changed.connect(self.update)
        self.ground.told.connect(self.news)
        self._pulse.timeout.connect(self._beat)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def sizeHint(self) -> QSize:
        return QSize(_FIRST_VIEW.width_px, _FIRST_VIEW.height_px)

    @property
    def viewport(self) -> Viewport:
        return self._viewport

    @property
    def is_base_ready(self) -> bool:
        """The base picture of exactly this view is there (or cannot come)."""
        return self._base.is_ready

    @property
    def is_ground_ready(self) -> bool:
        """So are the layers of sources."""
        needs_base = self._base.has_city and any(ground.shows_base for ground in self._grounds)
        return (self._base.is_ready or not needs_base) and all(ground.is_ready for ground in self._grounds)

    def arrange(self, arrangement: Arrangement, selected: Sequence[Selection] = ()) -> None:
        """What is painted, in which order; `selected` features of layers are drawn in white."""
        self._pile.arrange(arrangement)
        self.ground.arrange(arrangement, selected)
        self._mind_pulse()
        self.update()

    def set_stack(self, stack: Stack, selected: Sequence[Selection] = ()) -> None:
        """Layers of sources directly over the base map, first below."""
        self.arrange(Arrangement((BasePart(), *((SheetPart(stack),) if stack else ()))), selected)

    def split(self, other: Arrangement | None, at_px: float = 0.0) -> None:
        """Right of a vertical line the ground of another arrangement; None: one ground everywhere."""
        self._split_px = at_px
        if other is None and self._other is not None:
            self._other.close()
            self._other.deleteLater()
            self._other = None
        elif other is not None:
            if self._other is None:
                self._other = Ground(self._worker, self)
                self._other.changed.connect(self.update)
                self._other.told.connect(self.news)
            self._other.arrange(other)
        self.update()

    def redraw_layers(self) -> None:
        """A source was prepared, or is to be tried again."""
        for ground in self._grounds:
            ground.redraw()
        self.update()

    @property
    def _grounds(self) -> tuple[Ground, ...]:
        return (self.ground,) if self._other is None else (self.ground, self._other)

    @property
    def live_layers(self) -> tuple[Layer, ...]:
        """All that there are, hidden ones too."""
        return tuple(painter.layer for painter in self._pile.known)

    @property
    def city(self) -> tuple[tuple[Path, ...], str]:
        """The files of the base map, and who must be named on pictures of it."""
        return self._base.city, self._attribution

    def set_city(self, city: Path | Sequence[Path] | None, attribution: str = "") -> None:
        """The drawn base map's file, several (first below), or None. The same again draws it anew."""
        self._attribution = attribution
        self._base.set_city((city,) if isinstance(city, Path) else tuple(city or ()))
        self.update()

    def set_layer(self, layer: Layer) -> None:
        """Put a layer on the map, or a newer value in the place of the one with its name."""
        self._pile.put(layer)
        self._mind_pulse()
        self.update()

    def remove_layer(self, name: str) -> None:
        if self._pile.remove(name):
            self._mind_pulse()
            self.update()

    def set_calm_motion(self, *, calm: bool) -> None:
        """Reduce motion: no flights, and a steady double ring for the pulse."""
        self._calm_motion = calm
        self._mind_pulse()
        self.update()

    def set_heat_from(self, points: int) -> None:
        """Clouds handed over from now on become a heat map when more than this are in view."""
        self._pile.heat_from = points

    def set_overlay(self, paint: Callable[[Scene], None]) -> None:
        """What is painted over the layers: the tool in the hand."""
        self._overlay = paint

    def hide_thing(self, thing: tuple[str, str] | None) -> None:
        """Layer and id of what a tool has in hand, and paints itself; None when it is put down."""
        self._hidden = thing
        self.update()

    def show_cards(self, *, shown: bool) -> None:
        """Not while a tool is in the hand: they would cover what it is for."""
        self._shows_cards = shown
        self.update()

    def show_mark(self, place: Place, words: str) -> None:
        """Mark a place that is no thing of the map, as what a search has found; until it is taken off."""
        self._mark = (place, words)
        self.update()

    def take_mark_off(self) -> bool:
        """Whether there was one."""
        was_there, self._mark = self._mark is not None, None
        self.update()
        return was_there

    def set_card_words(self, words: CardWords | None) -> None:
        """Who writes the lines of the card; without one, each layer's own titles."""
        self._card_words = words

    def select(self, layer_name: str, identity: str | None) -> None:
        """Draw a thing in white, with its card; None selects nothing in that layer."""
        wanted = {} if identity is None else {layer_name: identity}
        if wanted != self._selected:
            self._selected = wanted
            self.update()

    def _show(self, viewport: Viewport) -> None:
        if viewport != self._viewport:
            self._viewport = viewport
            self.moved.emit(viewport)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, dpr = tokens(), self.devicePixelRatioF()
        self._base.want(self._viewport, "night" if palette.is_dark else "day", dpr)
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        scene = self._scene(painter, palette, dpr)
        painter.drawImage(QPoint(0, 0), self.ground.image(self._base, self._pile, scene))
        if self._other is not None:
            painter.save()
            right = QRectF(self._split_px, 0, self.width() - self._split_px, self.height())
            painter.setClipRect(right, Qt.ClipOperation.IntersectClip)
            painter.drawImage(QPoint(0, 0), self._other.image(self._base, self._pile, scene))
            painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for layer_painter in self._pile.marks(self._viewport):
            painter.setOpacity(self._pile.opacity_of(layer_painter.layer.name))
            layer_painter.paint(scene)
        painter.setOpacity(1.0)
        if self._mark is not None:
            paint_found(scene, *self._mark)
        if self._overlay is not None:
            self._overlay(scene)
        self._paint_furniture(painter, palette)
        self._paint_card(painter, palette)
        painter.end()

    def _scene(self, painter: QPainter, palette: Palette, dpr: float) -> Scene:
        return Scene(
            painter,
            self._viewport,
            palette,
            dpr,
            pulse_opacity(),
            calm_motion=self._calm_motion,
            selected=self._selected,
            hidden=self._hidden,
        )

    def _paint_furniture(self, painter: QPainter, palette: Palette) -> None:
        margin = scale.SCALE_BAR_MARGIN_PX
        paint_scale_bar(painter, scale_bar(self._viewport), margin, self.height() - margin, palette)
        named = self._named()
        if named:
            paint_attribution(painter, named, self.width() - scale.SPACE_4, self.height() - 4, palette)
        notice = self._notice()
        if notice:
            paint_notice(painter, notice, self._viewport, palette)

    def _named(self) -> str:
        """Whose data is seen, each once."""
        base = self._attribution if self._base.has_city and self.ground.shows_base else ""
        stack = [layer for ground in self._grounds for layer in ground.arrangement.stack]
        return " · ".join(dict.fromkeys(one for one in (base, *(layer.attribution for layer in stack)) if one))

    def _notice(self) -> tuple[str, ...]:
        if not self.ground.shows_base or (self.ground.arrangement.stack and not self._base.has_city):
            return ()
        if not self._base.has_city:
            return _("No base map"), _("Import one with: atalaya city import FILE")
        if self._base.fault is not None:
            return _("The base map cannot be drawn"), _fault_words(self._base.fault)
        return ()

    def _paint_card(self, painter: QPainter, palette: Palette) -> None:
        hit = self._card_hit()
        layer_painter = None if hit is None else self._pile.get(hit.layer)
        index = None if layer_painter is None or hit is None else layer_painter.index_of(hit.id)
        if hit is None or layer_painter is None or index is None:
            return
        x_px, y_px = self._viewport.pixel_of_metres(*layer_painter.place_m(index))
        if not self.rect().contains(QPoint(round(x_px), round(y_px))):
            return
        tells_itself = isinstance(layer_painter.layer, AreaShades | SiteMarks)
        said = self._card_words(hit) if self._card_words and not tells_itself else None
        lines = layer_painter.words(index) if said is None else tuple(said)
        if lines:
            loud_px = [at for at in self._pile.pulsing_pixels(self._viewport) if math.dist(at, (x_px, y_px)) > 1]
            paint_card(painter, lines, card_box(lines, (x_px, y_px), self._viewport, loud_px), palette)

    def _card_hit(self) -> Hit | None:
        """Of what is hovered, else of what is selected and says not enough by itself."""
        if not self._shows_cards:
            return None
        if self._hover is not None and self._hover.id:
            return self._hover
        for name, thing in self._selected.items():
            painter = self._pile.get(name)
            if painter is not None and painter.has_card:
                return Hit(name, thing, self._viewport.centre)
        return None

    def _mind_pulse(self) -> None:
        wanted = self.isVisible() and not self._calm_motion and any(painter.pulses for painter in self._pile)
        if wanted != self._pulse.isActive():
            self._pulse.start() if wanted else self._pulse.stop()

    def _beat(self) -> None:
        """Only the rings are painted again."""
        reach = scale.P1_RING_RADIUS_PX + scale.P1_RING_PEN_PX + 1
        for x_px, y_px in self._pile.pulsing_pixels(self._viewport):
            self.update(QRect(round(x_px) - reach, round(y_px) - reach, 2 * reach, 2 * reach))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._mind_pulse()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._mind_pulse()

    def resizeEvent(self, event: QResizeEvent) -> None:
        size = event.size()
        self._show(self._viewport.resized(max(1, size.width()), max(1, size.height())))

    def _on_base(self) -> None:
        if self._base.fault is not None:
            self.faulted.emit(self._base.fault)
        self.update()

    def shut(self) -> None:
        """Before the map worker is closed: nothing more is asked of it."""
        self._pulse.stop()
        self._base.close()
        for ground in self._grounds:
            ground.close()


def _fault_words(fault: WorkerFault) -> str:
    """What to do about it; the code and its detail go to the log."""
    words = {
        "missing": _("The city's file is gone. Import it again with: atalaya city import FILE"),
        "damaged": _("The city's file is damaged. Import it again with: atalaya city import FILE"),
        "memory": _("There is not enough memory to draw it. Zoom in or close other programs"),
        "no_space": _("The disk is full. Make room; it is tried again every two seconds"),
        "gave_up": _("The map worker failed too often. Restart the console"),
    }
    return words.get(fault.code, _("It is tried again every two seconds ({code})").format(code=fault.code))
