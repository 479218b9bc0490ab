"""`atalaya geofences`: the zones that watch who enters, leaves or stays, from and to a map file."""

import argparse
from collections.abc import Callable
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from desktop.cli.options import VerbError, add_common, print_json, settings, wants_json
from desktop.cli.shapes import read_shapes
from desktop.domain.geofence import Crossing, Watched

if TYPE_CHECKING:
    from desktop.domain.geofence import Geofence
    from desktop.domain.operator import Operator
    from desktop.services.geofences import Geofences

Answer = TypeVar("Answer")


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    group = verbs.add_parser("geofences", help="the zones that are watched").add_subparsers(
        required=True, metavar="STEP"
    )
    put = group.add_parser(
        "add", help="zones from the polygons of a map file, new or in the place of those of the same name"
    )
    put.epilog = (
        "Columns of the file, all optional, say more than the options: name, watches, classes, raises, notes, dwell_s, "
        "hysteresis_m, priority, active, schedule (mon-fri 07:00-15:30; sat 08:00-13:00, in the city's time)."
    )
    put.add_argument("file", type=Path, metavar="FILE.geojson")
    put.add_argument(
        "--on", type=_crossings, default="enter", metavar="WORDS", help="enter,exit,dwell: what raises an alarm"
    )
    put.add_argument("--for", dest="watches", type=_watched, default="units", metavar="WORDS", help="units,sightings")
    put.add_argument("--dwell-s", type=float, default=0.0, metavar="S", help="how long is too long")
    put.add_argument("--hysteresis-m", type=float, default=10.0, metavar="M", help="the band at the edge; 10")
    put.add_argument("--priority", type=int, choices=(1, 2, 3), default=2)
    _finish(put, run_add)
    _finish(group.add_parser("list", help="the zones of the store"), run_list)
    remove = group.add_parser("remove", help="take zones away; their alarms return")
    remove.add_argument("names", nargs="+", metavar="NAME")
    _finish(remove, run_remove)
    turn = group.add_parser("turn", help="make a zone watch, or not")
    turn.add_argument("name", metavar="NAME")
    turn.add_argument("state", choices=("on", "off"))
    _finish(turn, run_turn)


def _crossings(text: str) -> tuple[Crossing, ...]:
    return tuple(Crossing(word) for word in text.split(","))


def _watched(text: str) -> tuple[Watched, ...]:
    return tuple(Watched(word) for word in text.split(","))


def _finish(verb: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int]) -> None:
    add_common(verb)
    verb.add_argument("--by", metavar="LOGIN", help="the account that acts; its password in ATALAYA_PASSWORD")
    verb.set_defaults(run=run)


def run_add(args: argparse.Namespace) -> int:
    from desktop.domain.alarm import Priority
    from desktop.services.geofence_file import Usual, fences_of

    usual = Usual(
        args.watches,
        args.on,
        args.dwell_s,
        args.hysteresis_m,
        Priority(args.priority),
    )
    fences = fences_of(read_shapes(args.file, settings(args)), usual, args.file.stem)
    _show(args, _done(args, lambda zones, who: zones.put(fences, who)))
    return 0


def run_list(args: argparse.Namespace) -> int:
    _show(args, _done(args, lambda zones, _who: zones.every()))
    return 0


def run_remove(args: argparse.Namespace) -> int:
    def remove(zones: "Geofences", who: "Operator") -> "list[Geofence]":
        known = [zones.named(name) for name in args.names]  # all are there, or nothing is removed
        return [zones.remove(fence.id, who) for fence in known]

    _show(args, _done(args, remove))
    return 0


def run_turn(args: argparse.Namespace) -> int:
    is_on = args.state == "on"
    _show(args, _done(args, lambda zones, who: [zones.turn(zones.named(args.name).id, who, active=is_on)]))
    return 0


def _done(args: argparse.Namespace, act: "Callable[[Geofences, Operator], Answer]") -> Answer:
    from desktop.cli.author import WRITER, author_of
    from desktop.cli.map import opened
    from desktop.services.geofences import Geofences

    store = opened(settings(args))
    try:
        return act(Geofences(store, WRITER), author_of(store, args.by))
    except PermissionError as error:
        raise VerbError(f"{error}: the journal has it. Ask a supervisor") from error
    except LookupError as error:
        raise VerbError(_("{error}. See them with: atalaya geofences list").format(error=error)) from error
    finally:
        store.close()


def _show(args: argparse.Namespace, fences: "list[Geofence]") -> None:
    from desktop.services.geofence_file import schedule_text

    if wants_json(args):
        print_json(
            [
                {
                    "id": fence.id,
                    "name": fence.name,
                    "watches": list(fence.watches),
                    "classes": list(fence.classes),
                    "raises": list(fence.raises),
                    "dwell_s": fence.dwell_s,
                    "hysteresis_m": fence.hysteresis_m,
                    "priority": int(fence.priority),
                    "schedule": schedule_text(fence.schedule),
                    "active": fence.active,
                }
                for fence in fences
            ]
        )
        return
    for fence in fences:
        state = "" if fence.active else _(" (off)")
        hours = f"  {schedule_text(fence.schedule)}" if fence.schedule else ""
        print(f"{fence.name}{state}  {','.join(fence.raises)}  {','.join(fence.watches)}{hours}")
