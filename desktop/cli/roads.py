"""`atalaya roads`: ways, reach and matched tracks on the streets of the imported maps, and what is closed on them."""

import argparse
import json
from collections.abc import Callable, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from desktop.cli import closures
from desktop.cli.options import VerbError, add_common, place, print_json, settings, takes_places, wants_json
from desktop.cli.shapes import read_shapes
from maps.place import Place

if TYPE_CHECKING:
    from desktop.config import Settings
    from desktop.services.roads import Roads
    from desktop.storage.store import Store
    from maps.roads.route import Route, Step

_GEOJSON = (".geojson", ".json")
_LONGEST_MINUTES = 240.0
Answer = TypeVar("Answer")


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    group = verbs.add_parser("roads", help="ways and times over the streets").add_subparsers(
        required=True, metavar="VERB"
    )
    route = _verb(group, "route", "the quickest way, turn by turn", run_route)
    route.add_argument("--from", dest="origin", type=place, required=True, metavar="LAT,LON")
    route.add_argument("--to", dest="goal", type=place, required=True, metavar="LAT,LON")
    route.add_argument("--heading", type=float, metavar="DEG", help="how the vehicle looks, from north to the east")
    route.add_argument(
        "--avoid", type=place, action="append", default=[], metavar="LAT,LON", help="a street to keep off"
    )
    reach = _verb(group, "isochrone", "what is reached in so many minutes, as outlines", run_isochrone)
    reach.add_argument("--from", dest="origin", type=place, required=True, metavar="LAT,LON")
    reach.add_argument("--minutes", type=_minutes, default=(5.0, 10.0), metavar="M,M", help="5,10")
    reach.add_argument("--out", type=Path, required=True, metavar="F.geojson")
    match = _verb(group, "match", "the streets a GPS track was driven along", run_match)
    match.add_argument("track", type=Path, metavar="TRACK", help=".geojson .gpx or any other map file")
    match.add_argument("--accuracy-m", type=_metres, default=10.0, metavar="M", help="of a fix; 10")
    match.add_argument("--out", type=Path, required=True, metavar="F.geojson")
    closures.add(group)


def _verb(
    group: "argparse._SubParsersAction[argparse.ArgumentParser]",  # pyright: ignore[reportPrivateUsage]
    name: str,
    words: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    verb = group.add_parser(name, help=words)
    add_common(verb)
    takes_places(verb)
    verb.add_argument("--profile", default="car", metavar="WHO", help="car emergency truck foot emergency+counterflow")
    verb.set_defaults(run=run)
    return verb


def _minutes(text: str) -> tuple[float, ...]:
    minutes = tuple(float(part) for part in text.split(","))
    if not all(0 < one <= _LONGEST_MINUTES for one in minutes):
        raise argparse.ArgumentTypeError(f"{text}: give minutes up to {_LONGEST_MINUTES:.0f}")
    return minutes


def _metres(text: str) -> float:
    metres = float(text)
    if not 1.0 <= metres <= 200.0:
        raise argparse.ArgumentTypeError(f"{text}: give 1 to 200 metres")
    return metres


def run_route(args: argparse.Namespace) -> int:
    def find(roads: "Roads") -> "Route":
        router = roads.router(args.origin, args.profile)
        kept_off = {anchor.edge for at in args.avoid for anchor in router.stop(at).anchors[:2]}
        start, goal = router.stop(args.origin, args.heading), router.stop(args.goal, is_goal=True)
        return router.avoiding(start, goal, kept_off) if kept_off else router.between(start, goal)

    route = _asked(args, find)
    if wants_json(args):
        print_json(_route_document(route))
    else:
        print(f"{route.seconds / 60:.1f} min, {route.metres / 1000:.2f} km")
        for step in route.steps:
            print(_step_line(step))
    return 0


def _route_document(route: "Route") -> dict[str, Any]:
    steps = [
        {
            "turn": step.turn,
            "street": step.street,
            "metres": round(step.metres, 1),
            "seconds": round(step.seconds, 1),
            "lat": round(step.place.lat_deg, 7),
            "lon": round(step.place.lon_deg, 7),
        }
        for step in route.steps
    ]
    return {
        "seconds": round(route.seconds, 1),
        "metres": round(route.metres, 1),
        "off_from_m": round(route.off_from_m, 1),
        "off_to_m": round(route.off_to_m, 1),
        "steps": steps,
        "geometry": {"type": "LineString", "coordinates": _coordinates(route.line)},
    }


def _step_line(step: "Step") -> str:
    words = {
        "depart": _("Go along {street}"),
        "straight": _("Straight on into {street}"),
        "slight_left": _("Half left into {street}"),
        "slight_right": _("Half right into {street}"),
        "left": _("Left into {street}"),
        "right": _("Right into {street}"),
        "sharp_left": _("Sharp left into {street}"),
        "sharp_right": _("Sharp right into {street}"),
        "u_turn": _("Turn round in {street}"),
        "roundabout": _("Into the roundabout {street}"),
        "ferry": _("By ferry {street}"),
        "arrive": _("You are there: {street}"),
        "arrive_left": _("You are there, on the left: {street}"),
        "arrive_right": _("You are there, on the right: {street}"),
    }
    far = f"{step.metres:7.0f} m  " if step.metres else "           "
    return far + words[step.turn].format(street=step.street or _("a street without a name"))


def run_isochrone(args: argparse.Namespace) -> int:
    from maps.roads.reach import isochrones

    out = _out(args.out)

    def find(roads: "Roads") -> Any:
        router = roads.router(args.origin, args.profile)
        return isochrones(router.net, router.stop(args.origin), args.minutes)

    bands = _asked(args, find)
    features = [
        _feature(
            {
                "type": "MultiPolygon",
                "coordinates": [[_coordinates(ring) for ring in rings] for rings in band.polygons],
            },
            {"minutes": band.minutes, "profile": args.profile},
        )
        for band in sorted(bands, key=lambda band: -band.minutes)  # the smaller lie on the larger
    ]
    _write(out, features)
    _say(args, {"file": str(out), "minutes": list(args.minutes)}, str(out))
    return 0


def run_match(args: argparse.Namespace) -> int:
    from maps.roads.match import match

    out = _out(args.out)
    track = _track(args)

    def find(roads: "Roads") -> Any:
        router = roads.router(track[0], args.profile)
        return match(router.net, track, args.accuracy_m), router.graph

    matched, graph = _asked(args, find)
    features = [
        _feature(
            {"type": "LineString", "coordinates": _coordinates(leg.line)},
            {
                "leg": number,
                "fixes": [leg.fixes[0], leg.fixes[-1]],
                "streets": list(dict.fromkeys(name for edge in leg.edges.tolist() if (name := graph.street(edge)))),
            },
        )
        for number, leg in enumerate(matched.legs, start=1)
    ]
    _write(out, features)
    facts = {
        "file": str(out),
        "legs": len(matched.legs),
        "metres": round(matched.metres, 1),
        "mean_off_m": round(matched.mean_off_m, 1),
        "left_out": list(matched.left_out),
    }
    _say(args, facts, f"{out}: {matched.metres / 1000:.2f} km")
    return 0


def _track(args: argparse.Namespace) -> list[Place]:
    """The places of a file's points and lines, in their order."""
    features = read_shapes(args.track, settings(args))
    places: list[Place] = []
    for feature in features:
        geometry = feature["geometry"]
        lines = {
            "Point": lambda c: [c],
            "MultiPoint": lambda c: c,
            "LineString": lambda c: c,
            "MultiLineString": lambda c: [corner for line in c for corner in line],
        }
        spread = lines.get(geometry["type"])
        places += [Place(lat, lon) for lon, lat, *_rest in spread(geometry["coordinates"])] if spread else []
    if not places:
        raise VerbError(_("{file} holds no points and no lines: give a track").format(file=args.track))
    return places


def _asked(args: argparse.Namespace, question: "Callable[[Roads], Answer]") -> Answer:
    """Its answer, from the roads of the store. What cannot be answered is one line."""
    from desktop.services.roads import NoRoadsHereError, Roads

    chosen, store = _opened(args)
    try:
        return question(Roads(store, chosen.data))
    except NoRoadsHereError as error:
        raise VerbError(str(error)) from error
    finally:
        store.close()


def _opened(args: argparse.Namespace) -> "tuple[Settings, Store]":
    from desktop.cli.map import opened

    chosen = settings(args)
    return chosen, opened(chosen)


def _out(path: Path) -> Path:
    from desktop.cli.map import checked_out

    return checked_out(path, _GEOJSON)


def _coordinates(line: Any) -> list[list[float]]:
    """GeoJSON has longitude first."""
    return [[round(lon, 7), round(lat, 7)] for lat, lon in line.tolist()]


def _feature(geometry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _write(out: Path, features: Sequence[dict[str, Any]]) -> None:
    from maps.whole_file import write_whole

    document = {"type": "FeatureCollection", "features": list(features)}
    write_whole(out, json.dumps(document, ensure_ascii=False).encode())


def _say(args: argparse.Namespace, document: dict[str, Any], words: str) -> None:
    if wants_json(args):
        print_json(document)
    else:
        print(words)
