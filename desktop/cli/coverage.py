"""`atalaya coverage`: what the cameras see of the city, who sees a place, and what no camera sees."""

import argparse
import json
import re
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.options import VerbError, add_common, print_json, wants_json
from desktop.cli.planner import WRITER, Desk, desk, place_of
from maps.dori import Dori

if TYPE_CHECKING:
    from desktop.services.coverage.gaps import Gaps
    from maps.city_ground import CityGround

_LEVELS = {level.name.lower(): level for level in Dori if level >= Dori.SEEN}


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    group = verbs.add_parser("coverage", help="what the cameras see of the city's ground")
    steps = group.add_subparsers(required=True, metavar="STEP")
    who = steps.add_parser("who", help="the cameras that see a place, the best first")
    # a southern latitude begins with a minus and is no option
    who._negative_number_matcher = re.compile(r"-\d")  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    who.add_argument("place", type=place_of, metavar="LAT,LON")
    add_common(who)
    who.set_defaults(run=run_who)
    report = steps.add_parser("report", help="streets, areas and parks by how much of them is seen")
    report.add_argument("--level", choices=tuple(_LEVELS), default="detect", help="how well it must be seen to count")
    report.add_argument("--out", type=Path, metavar="F.geojson", help="the streets that no camera sees, as lines")
    add_common(report)
    report.set_defaults(run=run_report)
    configure = steps.add_parser("configure", help="heights that views are calculated over")
    configure.add_argument(
        "--surface-model", type=Path, metavar="FILE", help="a raster of heights with all that stands"
    )
    configure.add_argument("--building-height-m", type=float, metavar="M", help="of a building that does not say; 6")
    add_common(configure)
    configure.set_defaults(run=run_configure)


def run_who(args: argparse.Namespace) -> int:
    from desktop.storage import assets

    with desk(args) as place:
        sights = place.coverage().who_sees(args.place)
        with place.store.read() as connection:
            codes = {asset.id: asset.code for asset in assets.every(connection, "camera")}
    rows = [
        {
            "camera": codes.get(sight.camera_id, sight.camera_id),
            "distance_m": round(sight.distance_m, 1),
            "px_per_m": round(sight.px_per_m, 1),
            "class": sight.level.name.lower(),
            "hidden": sight.is_hidden,
        }
        for sight in sights
    ]
    if wants_json(args):
        print_json(rows)
    elif not rows:
        print(_("no camera sees that place"))
    else:
        for row in rows:
            hidden = _("hidden") if row["hidden"] else row["class"]
            print(f"{row['camera']}  {row['distance_m']} m  {row['px_per_m']} px/m  {hidden}")
    return 0


def run_report(args: argparse.Namespace) -> int:
    from desktop.services.areas.places import read_areas
    from desktop.services.coverage.gaps import gaps
    from maps.whole_file import write_whole

    with desk(args) as place:
        ground = _ground(place)
        with place.store.read() as connection:
            areas, spaces = read_areas(connection), read_areas(connection, ("park", "plaza"))
        found = gaps(place.coverage(), ground, areas, spaces, _LEVELS[args.level])
    if args.out is not None:
        write_whole(args.out.absolute(), json.dumps(_lines(found), ensure_ascii=False).encode())
    if wants_json(args):
        print_json(_document(found))
    else:
        print(_("{seen:.1%} of {km:.1f} km of street is seen").format(seen=found.seen_ratio, km=found.street_m / 1000))
        for cover in (*found.areas, *found.spaces):
            print(f"{cover.seen_ratio:6.1%}  {cover.kind:<14} {cover.name}")
    return 0


def _ground(place: Desk) -> "CityGround":
    """Streets of the newest base map, whole."""
    from desktop.services.coverage.gaps import STEP_M
    from desktop.storage import base_maps
    from maps.viewport import Viewport

    with place.store.read() as connection:
        known = base_maps.every(connection)
    if not known:
        raise VerbError(_("the store has no base map. Import one with: atalaya city import FILE"))
    city = max(known, key=lambda one: one.imported_at.timestamp() if one.imported_at else 0.0)
    box = Viewport.around(city.centre, city.width_m * 1.2, 1000, 1000).bounds_m
    return place.survey.ground([place.settings.data / city.file], box, STEP_M)


def _document(found: "Gaps") -> dict[str, Any]:
    def covers(rows: Any) -> list[dict[str, Any]]:
        return [
            {"kind": one.kind, "name": one.name, "seen": round(one.seen_ratio, 4), "size": one.size} for one in rows
        ]

    streets = [{"name": one.name, "length_m": one.length_m, "seen": round(one.seen_ratio, 4)} for one in found.streets]
    return {
        "level": found.level.name.lower(),
        "street_m": found.street_m,
        "seen": round(found.seen_ratio, 6),
        "areas": covers(found.areas),
        "spaces": covers(found.spaces),
        "streets": streets,
    }


def _lines(found: "Gaps") -> dict[str, Any]:
    """RFC 7946: longitude first."""
    features = [
        {
            "type": "Feature",
            "properties": {"name": title},
            "geometry": {"type": "LineString", "coordinates": line[:, ::-1].round(7).tolist()},
        }
        for title, line in zip(found.unseen.titles, found.unseen.lines, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def run_configure(args: argparse.Namespace) -> int:
    from desktop.services.coverage.configure import configure

    if args.surface_model is None and args.building_height_m is None:
        raise VerbError(_("nothing to configure. Give --surface-model or --building-height-m"))
    with desk(args) as place:
        configure(
            place.store, WRITER, place.owner(), surface_model=args.surface_model, building_m=args.building_height_m
        )
    if wants_json(args):
        print_json({"configured": True})
    return 0
