"""`atalaya roads close`, `open` and `closures`: streets that cannot be driven for a while."""

import argparse
from datetime import UTC, datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.options import VerbError, add_common, place, print_json, settings, takes_places, wants_json
from desktop.cli.shapes import read_shapes
from maps.place import Place

if TYPE_CHECKING:
    from desktop.config import Settings
    from desktop.services.closures import Shutting
    from desktop.services.roads import Roads
    from desktop.storage.store import Store


def add(group: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    words = "shut a street from one place to another, or every street of an area"
    close = group.add_parser("close", help=words)
    takes_places(close)
    close.add_argument("--from", dest="origin", type=place, metavar="LAT,LON")
    close.add_argument("--to", dest="goal", type=place, metavar="LAT,LON")
    close.add_argument("--area", type=Path, metavar="F.geojson", help="a polygon instead of --from and --to")
    close.add_argument("--reason", required=True, metavar="WORDS")
    close.add_argument(
        "--until", type=_moment, metavar="ISO", help="2026-11-23T18:00-06:00; without it until it is opened"
    )
    close.add_argument("--one-way", action="store_true", help="only in the direction from --from to --to")
    close.add_argument("--lets-emergency", action="store_true", help="emergency vehicles may pass")
    close.add_argument("--by", metavar="LOGIN", help="the account that shuts it; its password in ATALAYA_PASSWORD")
    open_ = group.add_parser("open", help="lift a closure")
    open_.add_argument("closure", metavar="ID")
    open_.add_argument("--by", metavar="LOGIN", help="the account that lifts it; its password in ATALAYA_PASSWORD")
    listing = group.add_parser("closures", help="what is shut now or announced")
    for verb, run in ((close, run_close), (open_, run_open), (listing, run_closures)):
        add_common(verb)
        verb.set_defaults(run=run)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text}: add the zone, as in 2026-11-23T18:00-06:00")
    return moment.astimezone(UTC)


def run_close(args: argparse.Namespace) -> int:
    from desktop.cli.author import WRITER, author_of
    from desktop.services.closures import Closures
    from desktop.services.roads import Roads

    chosen, store = _opened(args)
    try:
        shutting = _shutting(args, chosen, Roads(store, chosen.data))
        closure = Closures(store, WRITER).close(shutting, author_of(store, args.by))
    except PermissionError as error:
        raise VerbError(f"{error}: the journal has it. Ask somebody whose role may dispatch") from error
    except LookupError as error:
        raise VerbError(str(error)) from error
    finally:
        store.close()
    _say(args, {"id": closure.id, "street": closure.street}, f"{closure.id}  {closure.street}")
    return 0


def _shutting(args: argparse.Namespace, chosen: "Settings", roads: "Roads") -> "Shutting":
    from desktop.domain.closure import ClosureKind
    from desktop.services.closures import Shutting

    more = {"until_at": args.until, "lets_emergency": args.lets_emergency}
    if args.area is not None:
        polygon = next(
            (f["geometry"] for f in read_shapes(args.area, chosen) if f["geometry"]["type"] == "Polygon"), None
        )
        if polygon is None:
            raise VerbError(_("{file} holds no polygon: draw one around the streets").format(file=args.area))
        ring = [Place(lat, lon) for lon, lat, *_rest in polygon["coordinates"][0][:-1]]
        return Shutting(ClosureKind.AREA, ring, args.reason, args.area.stem, **more)
    if args.origin is None or args.goal is None:
        raise VerbError(_("say where: --from and --to along a street, or --area with a polygon"))
    route = roads.router(args.origin, "car" if args.one_way else "foot").route(args.origin, args.goal)
    longest = max(route.steps, key=lambda step: step.metres)
    line = [Place(lat, lon) for lat, lon in route.line.tolist()]
    return Shutting(ClosureKind.STREET, line, args.reason, longest.street, both_ways=not args.one_way, **more)


def run_open(args: argparse.Namespace) -> int:
    from desktop.cli.author import WRITER, author_of
    from desktop.services.closures import Closures

    _chosen, store = _opened(args)
    try:
        closure = Closures(store, WRITER).lift(args.closure, author_of(store, args.by))
    except PermissionError as error:
        raise VerbError(f"{error}: the journal has it. Ask somebody whose role may dispatch") from error
    except LookupError as error:
        raise VerbError(f"{error}. See them with: atalaya roads closures") from error
    finally:
        store.close()
    _say(args, {"id": closure.id, "street": closure.street}, f"{closure.id}  {closure.street}")
    return 0


def run_closures(args: argparse.Namespace) -> int:
    from desktop.cli.author import WRITER
    from desktop.services.closures import Closures

    _chosen, store = _opened(args)
    try:
        standing = Closures(store, WRITER).standing()
    finally:
        store.close()
    rows = [
        {
            "id": one.id,
            "street": one.street,
            "kind": str(one.kind),
            "reason": one.reason,
            "by": one.by,
            "from": one.from_at.isoformat(),
            "until": one.until_at.isoformat() if one.until_at else None,
        }
        for one in standing
    ]
    if wants_json(args):
        print_json(rows)
    else:
        for row in rows:
            print(f"{row['id']}  {row['street']}  {row['reason']}  {row['until'] or ''}".rstrip())
    return 0


def _opened(args: argparse.Namespace) -> "tuple[Settings, Store]":
    from desktop.cli.map import opened

    chosen = settings(args)
    return chosen, opened(chosen)


def _say(args: argparse.Namespace, document: dict[str, Any], words: str) -> None:
    if wants_json(args):
        print_json(document)
    else:
        print(words)
