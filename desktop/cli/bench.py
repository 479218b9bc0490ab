"""`atalaya bench`: what this machine can carry, measured now, beside named peers."""

import argparse
import importlib
from dataclasses import dataclass
from typing import Any

from desktop.bench.figures import Figures
from desktop.cli.options import add_common, print_json, settings, wants_json


@dataclass(frozen=True, slots=True)
class Option:
    name: str
    kind: type[Any]
    default: Any
    words: str


@dataclass(frozen=True, slots=True)
class Bench:
    """`desktop/bench/NAME.py` has `run(args, settings) -> Figures`."""

    name: str
    words: str
    options: tuple[Option, ...] = ()


BENCHES = (
    Bench("map", "a frame of the map with 100,000 live points, and a page of an incident"),
    Bench(
        "ingest",
        "messages of the field, durable on the disk",
        (
            Option("--rate", float, 10_000.0, "messages a second"),
            Option("--seconds", float, 30.0, "for how long"),
            Option("--kills", int, 0, "then kill the node so many times with -9 at 2,000 messages a second"),
        ),
    ),
    Bench(
        "video",
        "a camera with detection and tracking",
        (
            Option("--clip", str, "", "a video; vtest.avi of the shared folder by default"),
            Option("--frames", int, 120, "frames measured, twice"),
        ),
    ),
    Bench("start", "the first painted map, and the memory of the console"),
)


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    group = verbs.add_parser("bench", help="what this machine can carry").add_subparsers(metavar="VERB", required=True)
    for bench in BENCHES:
        verb = group.add_parser(bench.name, help=bench.words)
        add_common(verb)
        for option in bench.options:
            verb.add_argument(option.name, type=option.kind, default=option.default, help=option.words)
        verb.set_defaults(run=run, bench=bench.name)


def run(args: argparse.Namespace) -> int:
    figures: Figures = importlib.import_module(f"desktop.bench.{args.bench}").run(args, settings(args))
    if wants_json(args):
        print_json(figures.document())
        return 0
    width = max(len(name) for name in figures.figures)
    for name, figure in figures.figures.items():
        print(f"{name:<{width}}  {figure}")
    for peer in figures.peers:
        print(f"{'against ' + peer.name:<{width}}  {peer.ratio:g} x")
    return 0
