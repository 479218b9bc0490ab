"""The layers of a city, each with its look: what is in the group, from top to bottom."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsVectorLayer

from .look import BaseMap, City
from .place import Place
from .sources import base_source, view_source
from .style import ground, live, still
from .style.dress import Dress
from .style.tables import name_columns
from .views import VIEWS
from .words import kind_title, tr

VIEW_PROPERTY = "atalaya/view"
KIND_PROPERTY = "atalaya/kind"
BASE_PROPERTY = "atalaya/base"
Look = Callable[[QgsVectorLayer, Dress], None]


@dataclass(frozen=True)
class Wanted:
    """A layer to be made: `kind` of asset where the view holds many."""

    view: str
    title: str
    look: Look
    kind: str = ""
    counted: bool = False
    """Whether the number of what it shows stands beside its name."""

    @property
    def subset(self) -> str:
        return "\"kind\" = '{}'".format(self.kind.replace("'", "''")) if self.kind else ""


def live_layers() -> tuple[Wanted, ...]:
    return (
        Wanted("map_alarm", tr("Open alarms"), live.dress_alarms, counted=True),
        Wanted("map_incident", tr("Open incidents"), live.dress_incidents, counted=True),
        Wanted("map_unit", tr("Units"), live.dress_units, counted=True),
        Wanted("map_asset", tr("Cameras"), still.dress_cameras, kind="camera"),
        Wanted("map_camera_view", tr("Views of cameras"), still.dress_camera_views),
    )


def asset_layer(kind: str) -> Wanted:
    return Wanted("map_asset", kind_title(kind), lambda layer, dress: still.dress_assets(layer, dress, kind), kind=kind)


def photo_layers() -> tuple[Wanted, ...]:
    return (
        Wanted("map_photo", tr("Photos"), still.dress_photos),
        Wanted("map_photo_footprint", tr("Footprints of photos"), still.dress_footprints),
    )


def area_layer() -> Wanted:
    return Wanted("map_area", tr("Areas"), still.dress_areas)


def asset_kinds(city: City) -> tuple[str, ...]:
    """Those with a layer of their own beside the cameras."""
    return tuple(kind for kind in city.kinds if kind != "camera")


def make(place: Place, wanted: Wanted, dress: Dress) -> QgsVectorLayer:
    """Not yet in any project."""
    address, provider = view_source(place, VIEWS[wanted.view], wanted.subset)
    layer = QgsVectorLayer(address, wanted.title, provider)
    layer.setReadOnly(True)
    layer.setCustomProperty(VIEW_PROPERTY, wanted.view)
    layer.setCustomProperty(KIND_PROPERTY, wanted.kind)
    name_columns(layer, _column_names())
    wanted.look(layer, dress)
    return layer


@dataclass(frozen=True)
class Part:
    """A table of a drawn map, with its look."""

    table: str
    title: str
    look: Callable[[QgsVectorLayer, Dress, float], None]


def base_parts() -> tuple[Part, ...]:
    """Names above, ground below."""
    return (
        Part("place", tr("Names of places"), ground.name_places),
        Part("area_label", tr("Names of areas"), lambda layer, dress, _lat: ground.name_areas(layer, dress)),
        Part("street_label", tr("Names of streets"), ground.name_streets),
        Part("street", tr("Streets"), ground.dress_streets),
        Part("area", tr("Ground"), lambda layer, dress, _lat: ground.dress_ground(layer, dress)),
    )


def make_base(base: BaseMap, part: Part, dress: Dress) -> QgsVectorLayer:
    address, provider = base_source(base, part.table)
    layer = QgsVectorLayer(address, part.title, provider)
    layer.setReadOnly(True)
    layer.setCustomProperty(BASE_PROPERTY, f"{Path(str(base.file)).name}/{part.table}")
    if base.attribution:
        layer.serverProperties().setAttribution(base.attribution) if hasattr(layer, "serverProperties") else (
            layer.setAttribution(base.attribution)
        )
    part.look(layer, dress, base.lat_deg)
    return layer


def _column_names() -> dict[str, str]:
    return {
        "acknowledged_by": tr("Acknowledged by"),
        "at": tr("Time of the position"),
        "attributes": tr("Attributes"),
        "claimed_by": tr("Claimed by"),
        "code": tr("Code"),
        "detail": tr("Detail"),
        "folio": tr("Folio"),
        "fov_deg": tr("Field of view (degrees)"),
        "gsd_cm": tr("Ground pixel (cm)"),
        "heading_deg": tr("Heading (degrees)"),
        "height_m": tr("Height (m)"),
        "kind": tr("Kind"),
        "look": tr("Answer"),
        "name": tr("Name"),
        "opened_at": tr("Opened at"),
        "opened_by": tr("Opened by"),
        "path": tr("File"),
        "pitch_deg": tr("Pitch (degrees)"),
        "priority": tr("Priority"),
        "raised_at": tr("Raised at"),
        "range_m": tr("Range (m)"),
        "source_code": tr("Source"),
        "source_name": tr("Name of the source"),
        "speed_ms": tr("Speed (m/s)"),
        "state": tr("State"),
        "status": tr("Status"),
        "taken_at": tr("Taken at"),
        "title": tr("Title"),
        "type_code": tr("Type (CNIE)"),
        "unit_kind": tr("Kind of unit"),
        "yaw_deg": tr("Yaw (degrees)"),
    }
