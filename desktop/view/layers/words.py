"""What layers, their faults and the acts on them are called on the screen."""

from collections.abc import Callable
from gettext import gettext as _
from pathlib import PurePath

from desktop.domain.layer_tree import LayerActError, TreeChange
from desktop.domain.map_layer import BASE, LIVE_GROUP, BadLayerError, LayerEntry
from desktop.locale import later
from desktop.services import map_layers
from desktop.storage.record import ConflictError
from desktop.view import faults, formats
from desktop.view import words as city_words
from maps.layer_facts import Geometry
from maps.source import Source, SourceKind

_BUILT_IN = {
    LIVE_GROUP: later("Live"),
    BASE: later("Base map"),
    map_layers.ALARMS: later("Alarms"),
    map_layers.INCIDENTS: later("Incidents"),
    map_layers.UNITS: later("Units"),
    map_layers.SIGHTINGS: later("Seen by cameras"),
    map_layers.CAMERA_FOOTPRINTS: later("What cameras see"),
    map_layers.PHOTO_FOOTPRINTS: later("Ground of photos"),
    map_layers.DISTRICTS: later("Districts"),
    map_layers.GEOFENCES: later("Geofences"),
    map_layers.CLOSURES: later("Closed streets"),
    map_layers.ROUTES: later("Ways of units"),
    map_layers.PROPOSED: later("Proposed ways"),
    map_layers.ANNOTATIONS: later("Drawings"),
}
_KINDS = {
    SourceKind.VECTOR: later("File of features"),
    SourceKind.CSV: later("Table with coordinates"),
    SourceKind.RASTER: later("Raster"),
    SourceKind.PLAN: later("Floor plan"),
    SourceKind.GTFS: later("Public transport (GTFS)"),
    SourceKind.MBTILES: later("Tiles (MBTiles)"),
    SourceKind.PMTILES: later("Tiles (PMTiles)"),
    SourceKind.XYZ: later("Tiles of the network"),
    SourceKind.WMTS: later("WMTS"),
    SourceKind.WMS: later("WMS"),
    SourceKind.WFS: later("WFS"),
    SourceKind.POSTGIS: later("Table of PostGIS"),
}
_GEOMETRIES = {
    Geometry.POINT: later("points"),
    Geometry.LINE: later("lines"),
    Geometry.AREA: later("areas"),
    Geometry.MIXED: later("mixed"),
    Geometry.NONE: later("no places"),
    Geometry.PICTURE: later("picture"),
    Geometry.TILES: later("vector tiles"),
}
_FAULTS = {
    "no_crs": later("The file does not say its coordinate system."),
    "no_columns": later("It is not said which columns are the coordinates."),
    "no_points": later("The picture has not been laid on the map yet."),
    "not_a_map": later("This is no map that can be read."),
    "damaged": later("The file is damaged or incomplete."),
    "missing": later("The file is not there."),
    "changed": later("The file has changed: another layer or column is in it."),
    "too_large": later("It is larger than a layer may be."),
    "refused_store": later("This is the program's own store: its data are layers already."),
    "no_answer": later("The service does not answer."),
    "not_an_image": later("The service sent something that is no picture."),
    "html": later("The service answered with a web page, not with a map."),
    "redirected": later("The service sends on to another address."),
    "credentials": later("The service asks for a user and a password."),
    "no_column": later("A column that the look or the filter needs is not there."),
    "memory": later("It needs more memory than a layer may take."),
    "no_space": later("The disk is full."),
    "timeout": later("Reading it took too long and was ended."),
    "crashed": later("Reading it broke the map worker; it is left out."),
    "gave_up": later("The map worker failed too often. Restart the console."),
    "stopped": later("Its preparation was cancelled."),
    "not_written": later("It could not be written into the cache."),
}
_NOTICES = {
    "too_many_tiles": later("Too many tiles for this view: come closer."),
    "broken_geometries": later("Some features are broken and are left out."),
    "no_labels_room": later("There is no room for all labels."),
}
_ACTS = {
    "added": later("Added"),
    "renamed": later("Renamed"),
    "moved": later("Moved"),
    "shown": later("Shown or hidden"),
    "faded": later("Opacity changed"),
    "styled": later("Look changed"),
    "filtered": later("Filter changed"),
    "labelled": later("Labels changed"),
    "limited": later("Scale limits changed"),
    "sourced": later("Source changed"),
    "shared": later("Shared with all"),
    "grouped": later("Grouped"),
    "removed": later("Removed"),
}
_REFUSALS = {
    "pinned": later("This entry keeps its place and cannot be removed."),
    "zone": later("Live marks stay above the layers: they can only be ordered among themselves."),
    "cycle": later("A group cannot lie in itself."),
    "too_deep": later("Groups can be nested eight deep, no more."),
    "not_there": later("The layer is not there any more."),
    "own": later("A layer of all cannot lie in a group of one operator."),
    "changed_since": later("It was changed again since: it cannot be undone."),
    "nobody": later("Nobody has signed in."),
}


def title(entry: LayerEntry) -> str:
    """The name that was given, else the word for what it is."""
    if entry.name:
        return entry.name
    live = entry.live_name
    if live.startswith("assets."):
        return city_words.asset_kind(live.removeprefix("assets."))
    found = _BUILT_IN.get(live or entry.id)
    return _(found) if found else live or entry.id


def kind(source: Source) -> str:
    return _(_KINDS[source.kind])


def geometry(what: Geometry) -> str:
    return _(_GEOMETRIES[what])


def fault(code: str) -> str:
    """What happened to a layer; what to do is a button beside it."""
    found = _FAULTS.get(code)
    return _(found) if found else _("It cannot be shown ({code}).").format(code=code)


def notice(code: str, age_s: float | None = None) -> str:
    """On a layer that is shown all the same."""
    if code == "stale" and age_s is not None:
        return _("{age} ago, offline").format(age=formats.age(age_s))
    found = _NOTICES.get(code)
    return _(found) if found else code


def file_name(source: Source) -> str:
    """Of a file its name, of a service its host."""
    address = source.address
    return PurePath(address).name if "://" not in address else address.partition("://")[2].partition("/")[0]


def done(change: TreeChange) -> str:
    """For the bar of the undo."""
    said = _(_ACTS[change.act]) if change.act in _ACTS else change.act
    entry = next((step.before or step.after for step in change.steps), None)
    name = change.name or (title(entry) if entry is not None else "")
    return f"{said}: {name}" if name else said


def switched(entry: LayerEntry, *, visible: bool) -> str:
    said = _("Shown: {layer}") if visible else _("Hidden: {layer}")
    return said.format(layer=title(entry))


def faded(entry: LayerEntry, opacity: float) -> str:
    return _("Opacity {percent} %: {layer}").format(percent=round(opacity * 100), layer=title(entry))


_REFUSED: tuple[tuple[type[Exception], Callable[[Exception], str]], ...] = (
    (ConflictError, lambda _e: _("Somebody else has just changed it: look again and repeat.")),
    (LayerActError, lambda e: _refused(getattr(e, "code", ""))),
    (BadLayerError, lambda _e: _("That value cannot be kept: a name has 1 to 120 characters.")),
)


def _refused(code: str) -> str:
    return _(_REFUSALS[code]) if code in _REFUSALS else code


def refusal(error: Exception) -> str:
    """Why an act on layers was not done."""
    for known, say in _REFUSED:
        if isinstance(error, known):
            return say(error)
    return faults.words_of(error)


def scale_of(denominator: float) -> str:
    """`1:5 000`, to three significant digits."""
    if denominator <= 0:
        return "1:1"
    digits = max(0, len(str(int(denominator))) - 3)
    rounded = round(denominator / 10**digits) * 10**digits
    return f"1:{formats.amount(float(rounded), 0)}"
