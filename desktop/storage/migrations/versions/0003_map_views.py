"""Views for QGIS and any other reader of maps: what lies where now, with geometry and plain words, and nothing else.

They are the contract with readers that have none of our code: names and columns stay; `map_head.version` counts the
changes that a reader must know of. On SpatiaLite each is registered, so that its geometry, its number and its being
read-only are found; where the geometry is made from plain columns it is registered under `map_shape`, an empty table:
under a table of facts a reader would look its rows up in the spatial index of that table, and miss every unit that
has moved. On PostgreSQL a role that may read these views needs no right on any table.
"""

# ruff: noqa: S608  every word of every query is written in this file

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

VERSION = 1
ARC = 12
"""Points of the arc of a camera's view, as `desktop.services.map_layers.sector` has them."""
EARTH_RADIUS_M = 6_371_008.8

SQLITE: Mapping[str, str] = {
    "rowid": "{table}.rowid AS rowid, ",
    "point": "MakePoint({lon}, {lat}, 4326)",
    "polygon": "ST_GeomFromText({wkt}, 4326)",
    "degrees": "printf('%.9f', {number})",
    "text": "json_extract({column}, '$.{key}')",
    "number": "json_extract({column}, '$.{key}')",
    "word": "json_extract({column}, '$')",
    "moment": "strftime('%Y-%m-%dT%H:%M:%SZ', {column} / 1000000, 'unixepoch')",
    "seconds": "{column} / 1000000.0",
    "least": "min({a}, {b})",
    "greatest": "max({a}, {b})",
}
POSTGRES: Mapping[str, str] = {
    "rowid": "",
    "point": "ST_SetSRID(ST_MakePoint({lon}, {lat}), 4326)::geometry(Point, 4326)",
    "polygon": "ST_GeomFromText({wkt}, 4326)::geometry(Polygon, 4326)",
    "degrees": "round(({number})::numeric, 9)::text",
    "text": "({column}::json #>> '{{{path}}}')",
    "number": "({column}::json #>> '{{{path}}}')::float8",
    "word": "({column}::json #>> '{{}}')",
    "moment": "{column}",
    "seconds": "extract(epoch FROM {column})::float8",
    "least": "least({a}, {b})",
    "greatest": "greatest({a}, {b})",
}
REGISTERED = {
    "map_asset": ("point", "asset", "point"),
    "map_area": ("area", "asset", "area"),
    "map_unit": ("point", "map_shape", "point"),
    "map_camera_view": ("area", "map_shape", "area"),
    "map_alarm": ("point", "map_shape", "point"),
    "map_incident": ("point", "map_shape", "point"),
    "map_photo": ("point", "media", "point"),
    "map_photo_footprint": ("area", "media", "area"),
}
"""View to its geometry, and the registered column that says its type, its system and its spatial index."""
OPEN = "state <> 'closed'"
HIDDEN = "('shelved', 'suppressed', 'out_of_service', 'closed')"
UNWRITABLE = "CROSS JOIN (SELECT 1 AS one) AS alone"
"""With a second row source PostgreSQL takes no INSERT, UPDATE or DELETE through the view, whoever asks."""


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    words = Words(SQLITE if is_sqlite else POSTGRES)
    if is_sqlite:
        _shape_table()
    for name, query in _queries(words).items():
        op.execute(f"CREATE VIEW {name} AS {query}")
    if is_sqlite:
        for view, (geometry, table, column) in REGISTERED.items():
            _register(view, geometry, table, column)


def _shape_table() -> None:
    op.execute("CREATE TABLE map_shape (id INTEGER PRIMARY KEY)")
    for column, kind in (("point", "POINT"), ("area", "POLYGON")):
        op.execute(f"SELECT AddGeometryColumn('map_shape', '{column}', 4326, '{kind}', 'XY')")


def _register(view: str, geometry: str, table: str, column: str) -> None:
    row = {"view": view, "geometry": geometry, "source": table, "shape": column}
    statement = "INSERT INTO views_geometry_columns VALUES (:view, :geometry, 'rowid', :source, :shape, 1)"
    op.get_bind().execute(sa.text(statement), row)


class Words:
    """The same thing in the words of either database."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words

    def rowid(self, table: str) -> str:
        return self._words["rowid"].format(table=table)

    def point(self, lat: str, lon: str) -> str:
        return self._words["point"].format(lat=lat, lon=lon)

    def text(self, column: str, key: str) -> str:
        return self._words["text"].format(column=column, key=key, path=key.replace(".", ","))

    def number(self, column: str, key: str) -> str:
        return self._words["number"].format(column=column, key=key, path=key.replace(".", ","))

    def word(self, column: str) -> str:
        """A JSON text by itself, or `true`, as a text."""
        return self._words["word"].format(column=column)

    def moment(self, column: str) -> str:
        return self._words["moment"].format(column=column)

    def seconds(self, column: str) -> str:
        return self._words["seconds"].format(column=column)

    def sector(self) -> str:
        """The camera, then the arc of its range from left to right, then the camera, from a row of `mount`."""
        half = self._words["least"].format(a="mount.fov_deg", b="350.0") + " / 2.0"
        north = f"degrees(mount.range_m / {EARTH_RADIUS_M})"
        narrow = self._words["greatest"].format(a="cos(radians(mount.lat_deg))", b="0.000001")
        corners = [self._corner("mount.lon_deg", "mount.lat_deg")]
        for step in range(ARC):
            share = 2.0 * step / (ARC - 1) - 1.0
            bearing = f"radians(mount.heading_deg + ({half}) * {share!r})"
            lon, lat = f"{north} / {narrow} * sin({bearing})", f"{north} * cos({bearing})"
            corners.append(self._corner(f"mount.lon_deg + {lon}", f"mount.lat_deg + {lat}"))
        corners.append(corners[0])
        wkt = "'POLYGON((' || " + " || ', ' || ".join(corners) + " || '))'"
        return self._words["polygon"].format(wkt=wkt)

    def _corner(self, lon: str, lat: str) -> str:
        degrees = self._words["degrees"]
        return f"{degrees.format(number=lon)} || ' ' || {degrees.format(number=lat)}"


def _queries(words: Words) -> dict[str, str]:
    """In the order in which they are made: a later one may lean on an earlier."""
    return {
        "map_head": _head(words),
        "map_news": f"SELECT seq, {words.moment('at')} AS at, kind, subject FROM journal {UNWRITABLE}",
        "map_base": "SELECT name, file, lat_deg, lon_deg, width_m, attribution FROM base_map " + UNWRITABLE,
        "map_state": _states(),
        "map_asset": _assets(words),
        "map_area": _areas(words),
        "map_unit": _units(words),
        "map_camera_view": _camera_views(words),
        "map_alarm": _alarms(words),
        "map_incident": _incidents(words),
        "map_photo": _photos(words, "point"),
        "map_photo_footprint": _photos(words, "area"),
    }


def _head(words: Words) -> str:
    """`seq` grows with every row of the journal, `change` with every position."""
    city, zone, exercise = (_setting(words, name) for name in ("city_name", "time_zone", "exercise"))
    return (
        f"SELECT {VERSION} AS version, coalesce((SELECT max(seq) FROM journal), 0) AS seq,"
        " coalesce((SELECT max(change) FROM latest_position), 0) AS change,"
        f" {city} AS city, {zone} AS time_zone,"
        f" CASE WHEN CAST({exercise} AS TEXT) IN ('true', '1') THEN 1 ELSE 0 END AS exercise"
    )


def _setting(words: Words, name: str) -> str:
    return f"(SELECT {words.word('value')} FROM setting WHERE name = '{name}')"


def _states() -> str:
    """How open alarms make their sources look: out of service is stronger than stale."""
    stale = "kind IN ('silence', 'camera_offline') AND state <> 'returned'"
    return (
        "SELECT source_id, CASE max(CASE WHEN state = 'out_of_service' THEN 2"
        f" WHEN {stale} THEN 1 ELSE 0 END) WHEN 2 THEN 'out_of_service' WHEN 1 THEN 'stale' ELSE 'calm' END AS state,"
        f" min(CASE WHEN state NOT IN {HIDDEN} THEN priority END) AS priority"
        f" FROM alarm WHERE {OPEN} GROUP BY source_id"
    )


def _assets(words: Words) -> str:
    return (
        f"SELECT {words.rowid('asset')}asset.id AS id, asset.kind AS kind, asset.code AS code, asset.name AS name,"
        " coalesce(told.state, 'calm') AS state, told.priority AS priority, asset.parent_id AS parent_id,"
        " asset.attributes AS attributes, asset.point AS point"
        " FROM asset LEFT JOIN map_state AS told ON told.source_id = asset.id"
        " WHERE asset.kind <> 'unit' AND asset.area IS NULL AND asset.point IS NOT NULL"
    )


def _areas(words: Words) -> str:
    return (
        f"SELECT {words.rowid('asset')}asset.id AS id, asset.kind AS kind, asset.code AS code, asset.name AS name,"
        " asset.attributes AS attributes, asset.area AS area"
        f" FROM asset {UNWRITABLE} WHERE asset.area IS NOT NULL"
    )


def _units(words: Words) -> str:
    """Where their last fix says; a unit without one stands at its asset's place, with no time."""
    kind = words.text("asset.attributes", "unit_kind")
    letter = words.text("asset.attributes", "letter")
    letters = "WHEN 'patrol' THEN 'P' WHEN 'ambulance' THEN 'A' WHEN 'fire' THEN 'B' WHEN 'services' THEN 'S'"
    status = words.text("asset.attributes", "status")
    statuses = "('free', 'on_the_way', 'at_the_place', 'out_of_service')"
    lat, lon = "coalesce(fix.lat_deg, asset.lat_deg)", "coalesce(fix.lon_deg, asset.lon_deg)"
    return (
        f"SELECT {words.rowid('asset')}asset.id AS id, asset.code AS code, asset.name AS name, {kind} AS unit_kind,"
        f" coalesce({letter}, CASE {kind} {letters} END, upper(substr(asset.code, 1, 1))) AS letter,"
        f" CASE WHEN {status} IS NULL THEN 'free' WHEN {status} IN {statuses} THEN {status}"
        f" ELSE 'out_of_service' END AS status,"
        f" {words.text('asset.attributes', 'incident_id')} AS incident_id,"
        " fix.heading_deg AS heading_deg, fix.speed_ms AS speed_ms,"
        f" {words.moment('fix.at')} AS at, {words.seconds('fix.at')} AS at_s, {words.point(lat, lon)} AS point"
        " FROM asset LEFT JOIN latest_position AS fix ON fix.device_id = asset.id"
        f" WHERE asset.kind = 'unit' AND {lat} IS NOT NULL"
    )


def _camera_views(words: Words) -> str:
    """The sector of each mounted camera's field of view up to its range."""
    parts = {
        "lat_deg": "mount.place.lat_deg",
        "lon_deg": "mount.place.lon_deg",
        "height_m": "mount.height_m",
        "heading_deg": "mount.heading_deg",
        "fov_deg": "mount.fov_deg",
        "range_m": "mount.range_m",
    }
    read = ", ".join(f"{words.number('camera.configuration', path)} AS {name}" for name, path in parts.items())
    mount = f"SELECT {words.rowid('camera')}camera.id AS id, camera.name AS name, {read} FROM camera"
    return (
        f"SELECT {words.rowid('mount')}mount.id AS id, mount.name AS name, coalesce(told.state, 'calm') AS state,"
        " mount.height_m AS height_m, mount.heading_deg AS heading_deg, mount.fov_deg AS fov_deg,"
        f" mount.range_m AS range_m, {words.sector()} AS area"
        f" FROM ({mount}) AS mount LEFT JOIN map_state AS told ON told.source_id = mount.id"
        " WHERE mount.lat_deg IS NOT NULL"
    )


def _alarms(words: Words) -> str:
    """Those on the operators' list that have a place, of their own or of their source."""
    lat, lon = "coalesce(alarm.lat_deg, source.lat_deg)", "coalesce(alarm.lon_deg, source.lon_deg)"
    return (
        f"SELECT {words.rowid('alarm')}alarm.id AS id, alarm.kind AS kind, alarm.priority AS priority,"
        " alarm.state AS state, CASE alarm.state WHEN 'unacknowledged' THEN 'filled' WHEN 'returned' THEN 'slashed'"
        " ELSE 'outline' END AS look, alarm.source_id AS source_id, source.code AS source_code,"
        f" source.name AS source_name, alarm.detail AS detail, {words.moment('alarm.raised_at')} AS raised_at,"
        f" alarm.acknowledged_by AS acknowledged_by, alarm.claimed_by AS claimed_by,"
        f" incident.folio AS folio, {words.point(lat, lon)} AS point"
        " FROM alarm LEFT JOIN asset AS source ON source.id = alarm.source_id"
        " LEFT JOIN incident ON incident.id = alarm.incident_id"
        f" WHERE alarm.{OPEN} AND alarm.state NOT IN {HIDDEN} AND {lat} IS NOT NULL"
    )


def _incidents(words: Words) -> str:
    return (
        f"SELECT {words.rowid('incident')}incident.id AS id, incident.folio AS folio,"
        " incident.type_code AS type_code, incident.priority AS priority, incident.title AS title,"
        f" incident.state AS state, {words.moment('incident.opened_at')} AS opened_at,"
        " incident.opened_by AS opened_by, incident.unit_ids AS unit_ids,"
        f" {words.point('incident.lat_deg', 'incident.lon_deg')} AS point"
        f" FROM incident {UNWRITABLE} WHERE incident.{OPEN} AND incident.lat_deg IS NOT NULL"
    )


def _photos(words: Words, shape: str) -> str:
    told = {key: words.number("media.attributes", key) for key in ("height_m", "yaw_deg", "pitch_deg", "gsd_cm")}
    read = ", ".join(f"{expression} AS {key}" for key, expression in told.items())
    return (
        f"SELECT {words.rowid('media')}media.id AS id, media.path AS path,"
        f" {words.moment('media.taken_at')} AS taken_at, {read}, media.{shape} AS {shape}"
        f" FROM media {UNWRITABLE} WHERE media.kind = 'photo' AND media.{shape} IS NOT NULL"
    )
