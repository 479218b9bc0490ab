"""The ground under the layers: the base maps of all places of the store, and which of them the view is over."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from desktop.services.cities import attribution_of, nearest
from desktop.storage.base_maps import BaseMap
from desktop.view.remembered import Remembered
from desktop.view.situation import Situation
from maps.view.canvas import MapCanvas
from maps.view.theme.palette import tokens


class CityGround(QObject):
    """Hands the canvas the base maps that the store names; what was remembered is shown already."""

    def __init__(self, canvas: MapCanvas, data: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvas, self._data = canvas, data
        self._known: Sequence[BaseMap] | None = None
        self._drawn: tuple[str, ...] = ()

    def take_drawn(self, known: Remembered) -> None:
        """What the canvas shows already, from the last use: it need not be drawn again."""
        self._drawn = known.cities

    def show_known(self, known: Sequence[BaseMap]) -> None:
        """A base map that was imported anew is drawn anew."""
        before, self._known = self._known, known
        files = tuple(one.file for one in known)
        if files != self._drawn or (before is not None and before != known):
            self._canvas.set_city([self._data / file for file in files], attribution_of(known))
        if known:
            home = nearest(known, self._canvas.viewport.centre) if self._drawn else max(known, key=_newest)
            if home is not None:
                self._canvas.set_home(home.centre, home.width_m)
        self._drawn = files

    @property
    def under_the_view(self) -> BaseMap | None:
        """None where the view lies beside every base map: the ground is empty there, not bare."""
        centre = self._canvas.viewport.centre
        found = nearest(self._known or (), centre)
        return found if found is not None and found.centre.distance_m(centre) <= found.width_m else None

    def remembered(self, situation: Situation) -> Remembered:
        view = self._canvas.viewport
        at = view.centre
        return Remembered(
            self._drawn,
            attribution_of(self._known or ()),
            at.lat_deg,
            at.lon_deg,
            view.ground_m_per_px * view.width_px,
            tokens().name,
            situation.is_exercise,
            str(situation.settings.get("time_zone", "")),
        )


def _newest(one: BaseMap) -> float:
    return one.imported_at.timestamp() if one.imported_at else 0.0
