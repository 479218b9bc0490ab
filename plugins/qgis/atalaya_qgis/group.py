"""The layer group of a city in the project: made, found again in a project that was opened, taken away."""

from collections.abc import Iterator
from dataclasses import dataclass

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCredentials,
    QgsDataSourceUri,
    QgsLayerTree,
    QgsLayerTreeGroup,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt import sip
from qgis.PyQt.QtGui import QColor

from . import layers
from .layers import KIND_PROPERTY, VIEW_PROPERTY, Wanted
from .look import BaseMap, City
from .place import BadAddressError, Place, ServerStore, parse
from .style.dress import Dress
from .words import tr

STORE_PROPERTY = "atalaya/store"
DATA_PROPERTY = "atalaya/data"
AUTH_PROPERTY = "atalaya/authcfg"
ASSETS_PROPERTY = "atalaya/assets"
COUNT_PROPERTY = "showFeatureCount"


@dataclass(frozen=True)
class CityGroup:
    """A group that shows a store."""

    node: QgsLayerTreeGroup
    place: Place

    def layers(self) -> Iterator[QgsVectorLayer]:
        """Those of views; the base map is not among them. None where the group is gone from the project."""
        if sip.isdeleted(self.node):
            return
        for found in self.node.findLayers():
            layer = found.layer()
            if isinstance(layer, QgsVectorLayer) and layer.customProperty(VIEW_PROPERTY):
                yield layer

    def kinds(self) -> frozenset[str]:
        """Of assets that have a layer already."""
        return frozenset(str(layer.customProperty(KIND_PROPERTY) or "") for layer in self.layers()) - {""}


def build(project: QgsProject, city: City, dress: Dress) -> CityGroup:
    """Put the city into the project, in the place of the group that showed it before."""
    if not project.mapLayers():
        prepare(project, dress)
    _keep_password(city.place)
    for old in find(project):
        if old.place.name == city.place.name:
            remove(project, old)
    node = project.layerTreeRoot().insertGroup(0, title(city))
    node.setCustomProperty(STORE_PROPERTY, city.place.name)
    node.setCustomProperty(DATA_PROPERTY, str(city.place.data or ""))
    if isinstance(city.place, ServerStore):
        node.setCustomProperty(AUTH_PROPERTY, city.place.authcfg)
    _fill(project, node, city, dress)
    return CityGroup(node, city.place)


def _fill(project: QgsProject, node: QgsLayerTreeGroup, city: City, dress: Dress) -> None:
    for wanted in layers.live_layers():
        _add(project, node, city.place, wanted, dress)
    assets = node.addGroup(tr("Assets"))
    assets.setCustomProperty(ASSETS_PROPERTY, "1")
    for kind in layers.asset_kinds(city):
        _add(project, assets, city.place, layers.asset_layer(kind), dress)
    for wanted in (*layers.photo_layers(), layers.area_layer()):
        _add(project, node, city.place, wanted, dress)
    for base in city.bases:
        _add_base(project, node, base, dress)


def title(city: City) -> str:
    """An exercise is one in the list of layers too."""
    plate = tr("EXERCISE · NOTHING IS REAL")
    return f"{city.name} · {plate}" if city.is_exercise else city.name


def prepare(project: QgsProject, dress: Dress) -> None:
    """An empty project gets the ground and the projection of the console's map."""
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    project.setBackgroundColor(QColor(dress.ground("land")))


def add_kind(project: QgsProject, group: CityGroup, kind: str, dress: Dress) -> None:
    """A kind of asset that was imported since."""
    for child in group.node.children():
        if QgsLayerTree.isGroup(child) and child.customProperty(ASSETS_PROPERTY):
            _add(project, child, group.place, layers.asset_layer(kind), dress)
            return


def _add(project: QgsProject, node: QgsLayerTreeGroup, place: Place, wanted: Wanted, dress: Dress) -> None:
    layer = layers.make(place, wanted, dress)
    project.addMapLayer(layer, False)
    row = node.addLayer(layer)
    row.setExpanded(False)
    if wanted.counted:
        row.setCustomProperty(COUNT_PROPERTY, 1)


def _add_base(project: QgsProject, node: QgsLayerTreeGroup, base: BaseMap, dress: Dress) -> None:
    if base.file is None:
        return
    inner = node.addGroup(tr("Base map: {name}", name=base.name))
    for part in layers.base_parts():
        layer = layers.make_base(base, part, dress)
        if layer.isValid():
            project.addMapLayer(layer, False)
            inner.addLayer(layer).setExpanded(False)
    inner.setExpanded(False)


def find(project: QgsProject) -> list[CityGroup]:
    """Groups of stores in a project, as it was saved or made now."""
    found: list[CityGroup] = []
    for node in project.layerTreeRoot().findGroups(True):
        name = str(node.customProperty(STORE_PROPERTY) or "")
        if not name:
            continue
        try:
            place = parse(name, str(node.customProperty(DATA_PROPERTY) or ""))
        except BadAddressError:
            continue
        if isinstance(place, ServerStore):
            place = ServerStore(**{**place.__dict__, "authcfg": str(node.customProperty(AUTH_PROPERTY) or "")})
        found.append(CityGroup(node, place))
    return found


def remove(project: QgsProject, group: CityGroup) -> None:
    project.removeMapLayers([found.layerId() for found in group.node.findLayers()])
    parent = group.node.parent()
    if parent is not None:
        parent.removeChildNode(group.node)


def _keep_password(place: Place) -> None:
    """QGIS asks for none while it runs, and saves none with the project."""
    if isinstance(place, ServerStore) and place.password and not place.authcfg:
        uri = QgsDataSourceUri()
        uri.setConnection(place.host, str(place.port), place.database, "", "")
        for realm in _realms(place):
            QgsCredentials.instance().put(realm, place.user, place.password)


def _realms(place: ServerStore) -> list[str]:
    """What QGIS calls the connection when it looks a password up: it has changed with its versions."""
    from .reader import server_uri

    uri = server_uri(place, with_password=False)
    return list(dict.fromkeys((uri.connectionInfo(False), uri.connectionInfo(True))))
