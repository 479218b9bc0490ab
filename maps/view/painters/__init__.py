"""One painter per kind of layer, in one table. The rank decides what lies on top: alarms last."""

from maps.layer import (
    AlarmMarks,
    Annotations,
    AssetMarks,
    IncidentMarks,
    Layer,
    Outlines,
    Paths,
    PointCloud,
    SightingMarks,
    UnitMarks,
)
from maps.view.painters.alarms import AlarmPainter
from maps.view.painters.annotations import AnnotationPainter
from maps.view.painters.assets import CAMERA, AssetPainter
from maps.view.painters.cloud import CloudPainter
from maps.view.painters.incidents import IncidentPainter
from maps.view.painters.outlines import OutlinePainter
from maps.view.painters.painter import LayerPainter
from maps.view.painters.paths import PathPainter
from maps.view.painters.sightings import SightingPainter
from maps.view.painters.units import UnitPainter

AnyPainter = (
    AlarmPainter
    | AnnotationPainter
    | AssetPainter
    | CloudPainter
    | IncidentPainter
    | OutlinePainter
    | PathPainter
    | SightingPainter
    | UnitPainter
)
PAINTERS: dict[type[Layer], type[AnyPainter]] = {
    AlarmMarks: AlarmPainter,
    Annotations: AnnotationPainter,
    AssetMarks: AssetPainter,
    IncidentMarks: IncidentPainter,
    Outlines: OutlinePainter,
    Paths: PathPainter,
    PointCloud: CloudPainter,
    SightingMarks: SightingPainter,
    UnitMarks: UnitPainter,
}
_RANK: dict[type[Layer], int] = {
    Outlines: 0,
    PointCloud: 1,
    Annotations: 2,
    AssetMarks: 3,
    SightingMarks: 5,
    UnitMarks: 6,
    IncidentMarks: 7,
    AlarmMarks: 8,
}
_CAMERA_RANK = 4
_OUTLINE_ROLES = ("district", "zone", "photo", "camera")
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
