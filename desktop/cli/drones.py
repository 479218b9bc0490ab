"""`atalaya drones`: photos with pose and footprint, and the ground of a pixel."""

import argparse
import getpass
import json
import math
import sys
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.options import VerbError, add_common, print_json, settings, wants_json
from maps.place import Place

if TYPE_CHECKING:
    from drones.photo import Photo
    from drones.poses import PoseShelf
    from drones.survey import Located
    from maps.heights import HeightGrid


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    group = verbs.add_parser("drones", help="drone photos: index, locate").add_subparsers(metavar="VERB", required=True)
    index = group.add_parser("index", help="every photo of a folder with pose, GSD and footprint, as GeoJSON")
    add_common(index)
    index.add_argument("folder", type=Path)
    index.add_argument("--refine", action="store_true", help="adjust the block to its matches and keep the poses")
    index.add_argument("--add", action="store_true", help="add the photos to the store: footprints on its map")
    index.add_argument("--out", type=Path, required=True, metavar="F.geojson")
    index.set_defaults(run=run_index)
    locate = group.add_parser("locate", help="where on the ground a pixel is")
    add_common(locate)
    locate.add_argument("photo", type=Path)
    locate.add_argument("--pixel", type=_pixel, required=True, metavar="X,Y")
    locate.add_argument("--dem", type=Path, metavar="F.tif", help="heights of the ground; a plane without it")
    locate.set_defaults(run=run_locate)


def _pixel(text: str) -> tuple[float, float]:
    x, _, y = text.partition(",")
    pair = float(x), float(y)
    if not all(map(math.isfinite, pair)):
        raise ValueError
    return pair


def run_index(args: argparse.Namespace) -> int:
    from drones import survey
    from drones.poses import PoseShelf

    shelf = PoseShelf(settings(args).data / "poses")
    found = survey.read(args.folder, shelf, _progress if sys.stderr.isatty() else None)
    for name, reason in found.refused:
        print(f"atalaya: {name} left out: {reason}", file=sys.stderr)
    if not found.placed:
        message = f"{args.folder}: none of its photos can be placed"
        raise VerbError(message)
    summary: dict[str, Any] = {"photos": len(found.placed), "before_m": None, "after_m": None, "held_out": 0}
    if args.refine:
        adjustment = survey.refine([placed.photo for placed in found.placed], shelf)
        summary |= {"held_out": adjustment.held_out}
        if adjustment.held_out:
            summary |= {"before_m": round(adjustment.before_m, 3), "after_m": round(adjustment.after_m, 3)}
        found = survey.read(args.folder, shelf)
    if args.add:
        _add_to_store(args)
    features = [_feature(placed) for placed in found.placed]
    args.out.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), "utf-8")
    if wants_json(args):
        print_json(summary)
    else:
        print(f"{summary['photos']} photos in {args.out}" + _words(summary))
    return 0


def _add_to_store(args: argparse.Namespace) -> None:
    from zoneinfo import ZoneInfo

    from desktop.domain.operator import Operator, Role
    from desktop.services.photos import Photos
    from desktop.storage import settings as city
    from desktop.storage.store import Store

    config = settings(args)
    # whoever may write the store's file is its inspector; the journal names the account of the machine
    owner = Operator("machine", getpass.getuser(), getpass.getuser(), Role.INSPECTOR)
    store = Store.open(config.store_location)
    try:
        with store.read() as connection:
            zone = ZoneInfo(city.get(connection, "time_zone", "UTC"))
        Photos(store, config.data, zone, "cli").index(args.folder, owner)
    finally:
        store.close()


def _words(summary: dict[str, Any]) -> str:
    if not summary["held_out"]:
        return ""
    return (
        f"; the same ground lay {summary['before_m']} m apart, now {summary['after_m']} m"
        f" (median of {summary['held_out']} matches not used in the fit)"
    )


def _progress(done: int, total: int) -> None:
    print(f"\r{done} / {total}", end="" if done < total else "\n", file=sys.stderr)


def _feature(placed: Any) -> dict[str, Any]:  # drones.survey.Placed, imported when the verb runs
    photo, pose = placed.photo, placed.pose
    properties = {
        "file": photo.path.name,
        "at": photo.taken_at.isoformat() if photo.taken_at else None,
        "lat": round(pose.place.lat_deg, 8),
        "lon": round(pose.place.lon_deg, 8),
        "alt_m": round(photo.alt_m, 2),
        "height_m": round(pose.height_m, 2),
        "yaw_deg": round(pose.yaw_deg % 360, 2),
        "pitch_deg": round(pose.pitch_deg, 2),
        "gsd_cm": round(pose.gsd_cm, 3),
    }
    ring = [[_lon_lat(place) for place in placed.ring]]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": ring}}


def _lon_lat(place: Place) -> list[float]:
    return [round(place.lon_deg, 8), round(place.lat_deg, 8)]


def run_locate(args: argparse.Namespace) -> int:
    from drones import survey
    from drones.poses import PoseShelf

    config = settings(args)
    shelf, (x_px, y_px) = PoseShelf(config.data / "poses"), args.pixel
    located = survey.locate_pixel(args.photo, x_px, y_px, shelf) if args.dem is None else None
    found = located or _locate_on_heights(args, shelf)
    lat, lon = round(found.place.lat_deg, 8), round(found.place.lon_deg, 8)
    print_json({"lat": lat, "lon": lon, "error_m": found.error_m})
    return 0


def _locate_on_heights(args: argparse.Namespace, shelf: "PoseShelf") -> "Located":
    """The heights are read by the map worker: GDAL lives in its child alone."""
    from drones import survey, terrain
    from maps.worker_client import HeightsError, MapWorker

    def heights_of(one: "Photo") -> "HeightGrid":
        return worker.heights(args.dem, one.place, terrain.reach_m(one))

    try:
        with MapWorker(draws=False) as worker:
            x_px, y_px = args.pixel
            return survey.locate_pixel(args.photo, x_px, y_px, shelf, heights_of)
    except HeightsError as error:
        raise VerbError(_heights_words(error.code, args.dem.name, error.detail)) from error


def _heights_words(code: str, name: str, detail: str) -> str:
    known = {
        "missing": _("{name} cannot be read. Name an existing file of heights"),
        "not_heights": _("{name} holds no heights. Give a GeoTIFF with one band of metres"),
        "no_crs": _("{name} does not say its coordinate system. Export it again with one"),
        "elsewhere": _("{name} has no heights around the photo. Give one that covers the flight"),
        "memory": _("{name} needs more memory than it may take. Cut it to the flight first"),
    }
    return known.get(code, _("{name} gives no heights: {detail}")).format(name=name, detail=detail)
