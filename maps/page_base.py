"""The base map under a printed map, as it is asked of the map worker."""

from dataclasses import dataclass
from pathlib import Path

from maps.cartography.colours import COLOURS
from maps.viewport import Viewport
from maps.worker_messages import Clear


@dataclass(frozen=True, slots=True)
class PageBase:
    """The base map under a printed map: city files, first below; no name is written in a box of `clear`.

    Raises ValueError for a style that there is not.
    """

    cities: tuple[Path, ...]
    viewport: Viewport
    style: str
    clear: Clear = ()

    def __post_init__(self) -> None:
        if self.style not in COLOURS:
            raise ValueError(f"no map style {self.style!r}: {', '.join(COLOURS)}")

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(map(str, self.cities))
