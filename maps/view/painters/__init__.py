"""One painter per kind of layer, in one table. The rank decides what lies on top: alarms last."""

from maps.layer import (
    AlarmMarks,
    Annotations,
    AreaShades,
    AssetMarks,
    CoverageTiles,
    Fog,
    GapLines,
    IncidentMarks,
    Layer,
    Outlines,
    Paths,
    PointCloud,
    SightingMarks,
    SiteMarks,
    UnitMarks,
)
from maps.view.painters.alarms import AlarmPainter
from maps.view.painters.annotations import AnnotationPainter
from maps.view.painters.assets import CAMERA, AssetPainter
from maps.view.painters.cloud import CloudPainter
from maps.view.painters.coverage import CoveragePainter
from maps.view.painters.fog import FogPainter
from maps.view.painters.gap_lines import GapLinePainter
from maps.view.painters.incidents import IncidentPainter
from maps.view.painters.outlines import OutlinePainter
from maps.view.painters.painter import LayerPainter
from maps.view.painters.paths import PathPainter
from maps.view.painters.shades import ShadePainter
from maps.view.painters.sightings import SightingPainter
from maps.view.painters.sites import SitePainter
from maps.view.painters.units import UnitPainter

AnyPainter = (
    AlarmPainter
    | AnnotationPainter
    | AssetPainter
    | CloudPainter
    | CoveragePainter
    | FogPainter
    | GapLinePainter
    | IncidentPainter
    | OutlinePainter
    | PathPainter
    | ShadePainter
    | SightingPainter
    | SitePainter
    | UnitPainter
)
PAINTERS: dict[type[Layer], type[AnyPainter]] = {
    AlarmMarks: AlarmPainter,
    Annotations: AnnotationPainter,
    AreaShades: ShadePainter,
    AssetMarks: AssetPainter,
    CoverageTiles: CoveragePainter,
    Fog: FogPainter,
    GapLines: GapLinePainter,
    IncidentMarks: IncidentPainter,
    Outlines: OutlinePainter,
    Paths: PathPainter,
    PointCloud: CloudPainter,
    SightingMarks: SightingPainter,
    SiteMarks: SitePainter,
    UnitMarks: UnitPainter,
}
_RANK: dict[type[Layer], int] = {
    AreaShades: -3,
    CoverageTiles: -2,
    GapLines: -1,
    Outlines: 0,
    PointCloud: 1,
    Annotations: 2,
    AssetMarks: 3,
    Fog: 4,
    SightingMarks: 6,
    UnitMarks: 7,
    SiteMarks: 7,
    IncidentMarks: 8,
    AlarmMarks: 9,
}
_CAMERA_RANK = 5
"""Above the fog: that a camera hangs there is known."""
_OUTLINE_ROLES = ("district", "space", "zone", "photo", "camera")
_PATH_ROLES = ("closure", "proposed", "route")

__all__ = ["PAINTERS", "LayerPainter", "painter_of", "rank_of"]


def painter_of(layer: Layer) -> LayerPainter[Layer]:
    """A painter for the layer value."""
    make: type[LayerPainter[Layer]] = PAINTERS[type(layer)]  # pyright: ignore[reportAssignmentType]
    return make(layer)


def rank_of(layer: Layer) -> tuple[int, int]:
    """Low is painted first."""
    if isinstance(layer, AssetMarks) and layer.kind == CAMERA:
        return _CAMERA_RANK, 0
    if isinstance(layer, Outlines):
        return 0, _OUTLINE_ROLES.index(layer.role) if layer.role in _OUTLINE_ROLES else 0
    if isinstance(layer, Paths):
        return 0, len(_OUTLINE_ROLES) + _PATH_ROLES.index(layer.role) if layer.role in _PATH_ROLES else 0
    return _RANK[type(layer)], 0
