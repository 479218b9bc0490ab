"""What stands around a camera: buildings of the city file, or a surface model that the city names in its settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from desktop.services.cities import nearest
from desktop.storage.base_maps import BaseMap
from maps.heights import HeightGrid
from maps.place import Place
from maps.survey import SurveyError
from maps.viewshed import flat
from maps.worker_client import HeightsError

SURFACE_MODEL, BUILDING_HEIGHT_M = "coverage.surface_model", "coverage.building_height_m"
"""Settings of the city: a raster of heights with all that stands, and how high a building is that does not say."""
DEFAULT_BUILDING_M = 6.0
"""Two storeys, what most of a Mexican colonia is."""
CELL_M, COARSE_CELL_M, FINE_REACH_M = 0.5, 1.0, 150.0
"""A cell of the view; coarser for cameras that look farther than that."""


class Surveyor(Protocol):
    """What is needed of the map worker."""

    def buildings(
        self, cities: Sequence[Path], centre: Place, reach_m: float, step_m: float, default_m: float
    ) -> HeightGrid: ...

    def surface(self, source: Path, centre: Place, reach_m: float) -> HeightGrid: ...


@dataclass(frozen=True, slots=True)
class Ground:
    """Where heights come from: the base maps of the store and the data folder they lie in, and the city's settings."""

    base_maps: tuple[BaseMap, ...]
    data: Path
    building_m: float = DEFAULT_BUILDING_M
    surface_model: Path | None = None

    @classmethod
    def of(cls, base_maps: Sequence[BaseMap], data: Path, settings: dict[str, Any]) -> "Ground":
        named = str(settings.get(SURFACE_MODEL) or "")
        height = settings.get(BUILDING_HEIGHT_M)
        building_m = float(height) if isinstance(height, int | float) and 0 < height < 1000 else DEFAULT_BUILDING_M
        return cls(tuple(base_maps), data, building_m, data / named if named else None)

    def version(self, place: Place) -> str:
        """Changes whenever the heights around the place may have."""
        city = nearest(self.base_maps, place)
        parts = [str(self.building_m), str(city.file if city else ""), str(city.imported_at if city else "")]
        if self.surface_model is not None:
            parts += [str(self.surface_model), str(_changed_at(self.surface_model))]
        return "|".join(parts)


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """`note` says what stood in: `bare` no city file, `no_model` a surface model that lacks the place."""

    grid: HeightGrid
    is_terrain: bool = False
    note: str = ""


def around(ground: Ground, surveyor: Surveyor, place: Place, reach_m: float) -> Surroundings:
    """Never fails: without any heights the ground is bare, and the note says so."""
    step_m = CELL_M if reach_m <= FINE_REACH_M else COARSE_CELL_M
    note = ""
    if ground.surface_model is not None:
        try:
            return Surroundings(surveyor.surface(ground.surface_model, place, reach_m), is_terrain=True)
        except HeightsError:
            note = "no_model"
    city = nearest(ground.base_maps, place)
    if city is None:
        return Surroundings(flat(place, reach_m, step_m), note=note or "bare")
    try:
        grid = surveyor.buildings([ground.data / city.file], place, reach_m, step_m, ground.building_m)
    except SurveyError:
        return Surroundings(flat(place, reach_m, step_m), note="bare")
    return Surroundings(grid, note=note)


def _changed_at(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0
