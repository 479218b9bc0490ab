"""What an address holds: kind, layers, columns, coordinate system, and what a person must say first."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np

from maps.layer_facts import Extent, Geometry, Inspection, Question, RasterFacts, Sublayer
from maps.layer_messages import Places, Secrets
from maps.source import CsvColumns, Plan, Source, SourceKind
from maps.sources.archive import members
from maps.sources.conversion import convert_if_small, converted_path, layer_names
from maps.sources.crs_offers import offers
from maps.sources.csv_points import DEGREES, header_of, likely_columns
from maps.sources.file_format import Format, Stamp, checked_file, format_of
from maps.sources.gtfs import is_gtfs
from maps.sources.layer_fault import LayerFaultError
from maps.sources.mercator import Box, ToMercator, crs_code, degrees_of, known_crs
from maps.sources.naming import area_key, name_column
from maps.sources.ogr_table import OgrTable
from maps.sources.proposals import proposed
from maps.sources.raster_file import RasterFile, faults

_ON_THE_NET = ("http://", "https://")
_MOST_LAYERS = 1000


def inspect(address: str, said: Source | None, places: Places, secrets: Secrets) -> Inspection:
    """`said` is what a person already decided. Raises LayerFaultError, OSError."""
    if address.startswith("postgresql://") or (said is not None and said.kind is SourceKind.POSTGIS):
        from maps.sources.postgis_table import inspect_database  # noqa: PLC0415 - few have one

        return inspect_database(address, said, secrets)
    if address.startswith(_ON_THE_NET):
        from maps.sources.web_inspection import inspect_web  # noqa: PLC0415 - as above

        return inspect_web(address, said, places, secrets)
    path, stamp = checked_file(address, places)
    form = format_of(path)
    found = _sublayers(path, stamp, form, said, places)
    if not found:
        raise LayerFaultError("not_a_map", f"{path.name} has no layers")
    return Inspection(_words(path, form), found, stamp.size)


def _words(path: Path, form: Format) -> str:
    if form.name != "zip":
        return form.words
    names = members(path)
    return "GTFS" if is_gtfs(names) else "KMZ" if path.suffix.lower() == ".kmz" else "ZIP"


def _sublayers(path: Path, stamp: Stamp, form: Format, said: Source | None, places: Places) -> tuple[Sublayer, ...]:
    if form.is_raster or (said is not None and said.kind is SourceKind.PLAN):
        return (_raster(path, said, places),)
    if form.name in ("pmtiles", "mbtiles"):
        from maps.sources.tile_archive import inspect_archive  # noqa: PLC0415 - as above

        return inspect_archive(path, form)
    if form.name == "csv":
        return (_csv(path, said, places),)
    if form.in_place:
        names = layer_names(path)[:_MOST_LAYERS]
        kind = SourceKind.VECTOR
        sources = [Source(kind, str(path), name if len(names) > 1 or form.name == "sqlite" else "") for name in names]
    else:
        kind = SourceKind.GTFS if form.name == "zip" and is_gtfs(members(path)) else SourceKind.VECTOR
        sources = list(_converted_sources(path, kind, places))
    return tuple(_vector(_with_crs(source, said), stamp, places, in_place=form.in_place) for source in sources)


def _converted_sources(path: Path, kind: SourceKind, places: Places) -> Iterator[Source]:
    """A conversion is what tells of these files; it is kept for the drawing."""
    whole = Source(kind, str(path))
    made = convert_if_small(whole, places)
    names = layer_names(made)
    for name in names:
        yield Source(kind, str(path), name if len(names) > 1 else "")


def _with_crs(source: Source, said: Source | None) -> Source:
    return msgspec.structs.replace(source, crs=said.crs) if said is not None and said.crs else source


def _vector(source: Source, stamp: Stamp, places: Places, *, in_place: bool) -> Sublayer:
    table = _table(source, stamp, places, in_place=in_place)
    title = source.sublayer or Path(source.address).stem
    box = table.extent_in_source() if table.geometry is not Geometry.NONE else None
    questions: tuple[Question, ...] = ()
    code, extent = "", None
    if table.geometry is not Geometry.NONE:
        try:
            crs = known_crs(table.crs)
            code, extent = crs_code(crs), degrees_box(ToMercator(crs), box)
        except LayerFaultError:
            questions = (Question.CRS,)
    return Sublayer(
        source,
        title,
        table.geometry,
        proposed(table.geometry, title),
        code,
        table.count(),
        extent,
        table.columns,
        questions,
        offers(box) if questions and box is not None else (),
        area_key=area_key(table.columns),
        name_column=name_column(table.columns),
        in_place=in_place,
        attribution="© OpenStreetMap contributors" if _is_osm(table) else "",
    )


def _is_osm(table: OgrTable) -> bool:
    return any(column.name in ("osm_id", "osm_way_id") for column in table.columns)


def _table(source: Source, stamp: Stamp, places: Places, *, in_place: bool) -> OgrTable:
    if in_place:
        return OgrTable(Path(source.address), source.sublayer, stamp, source.crs)
    made, made_stamp = checked_file(str(converted_path(source, stamp, places)), Places(places.cache))
    return OgrTable(made, source.sublayer, made_stamp, source.crs)


def degrees_box(reach: ToMercator, box: Box | None) -> Extent | None:
    if box is None or not np.isfinite(box).all():
        return None
    x, y = np.linspace(box[0], box[2], 9), np.linspace(box[1], box[3], 9)
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    points = reach.points(grid)
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return None
    lon, lat = degrees_of(points)
    return Extent(float(lat.min()), float(lon.min()), float(lat.max()), float(lon.max()))


def _csv(path: Path, said: Source | None, places: Places) -> Sublayer:
    """Coordinates are asked for when no pair of columns is named as such; the system too, but for degrees."""
    header = header_of(path)
    where = said.reading if said is not None and isinstance(said.reading, CsvColumns) else likely_columns(header)
    crs = said.crs if said is not None else ""
    if where is not None and not crs and where.x.lower() in DEGREES:
        crs = "EPSG:4326"
    source = Source(SourceKind.CSV, str(path), crs=crs, reading=where)
    if where is None:
        questions = (Question.COORDINATES, Question.CRS)
        look = proposed(Geometry.POINT, path.stem)
        return Sublayer(source, path.stem, Geometry.NONE, look, questions=questions, columns=(), in_place=False)
    convert_if_small(source, places)
    _, stamp = checked_file(str(path), places)
    found = _vector(source, stamp, places, in_place=False)
    point = Geometry.POINT if not where.wkt else found.geometry
    return msgspec.structs.replace(found, geometry=point, symbology=proposed(point, path.stem))


def _raster(path: Path, said: Source | None, places: Places) -> Sublayer:
    kind = said.kind if said is not None else SourceKind.RASTER
    source = Source(kind, str(path), crs=said.crs if said else "", reading=said.reading if said else None)
    raster = RasterFile(source, places)
    facts = _raster_facts(raster)
    found = Sublayer(source, path.stem, Geometry.PICTURE, proposed(Geometry.PICTURE, path.stem, facts), raster=facts)
    if not raster.places or kind is SourceKind.PLAN:
        plan = Source(SourceKind.PLAN, str(path), reading=source.reading or Plan())
        asked = () if isinstance(plan.reading, Plan) and plan.reading.points else (Question.CONTROL_POINTS,)
        return msgspec.structs.replace(found, source=plan, questions=asked)
    try:
        code = crs_code(known_crs(raster.crs()))
    except LayerFaultError:
        left, bottom, right, top = raster.dataset.bounds
        box = float(left), float(bottom), float(right), float(top)
        return msgspec.structs.replace(found, questions=(Question.CRS,), offers=offers(box))
    with faults(path):
        west, south, east, north = raster.bounds_m()
    lon, lat = degrees_of(np.array([[west, south], [east, north]]))
    extent = Extent(float(lat[0]), float(lon[0]), float(lat[1]), float(lon[1]))
    return msgspec.structs.replace(found, crs=code, extent=extent)


def _raster_facts(raster: RasterFile) -> RasterFacts:
    sample = raster.sample(1)
    low, high = (float(edge) for edge in np.percentile(sample, (2.0, 98.0))) if len(sample) else (None, None)
    dataset = raster.dataset
    return RasterFacts(
        dataset.width,
        dataset.height,
        raster.colour_bands,
        str(dataset.dtypes[0]),
        raster.has_overviews,
        low,
        high,
        raster.wants_overviews,
    )
