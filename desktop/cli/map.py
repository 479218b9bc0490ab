"""`atalaya map`: pictures of the map, and the map of an incident as a file that leaves the building."""

import argparse
import re
import sys
from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli import page
from desktop.cli.options import VerbError, add_common, place, print_json, settings, takes_places, wants_json
from desktop.config import Settings

if TYPE_CHECKING:
    from desktop.storage.store import Store

LARGEST_PX = 7680 * 4320
SMALLEST_SIDE_PX = 64
NARROWEST_M, WIDEST_M = 5.0, 5_000_000.0


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    group = verbs.add_parser("map", help="pictures of the map").add_subparsers(required=True, metavar="VERB")
    render = group.add_parser("render", help="a picture of the map as the console draws it")
    add_common(render)
    takes_places(render)
    render.add_argument("--center", type=place, required=True, metavar="LAT,LON")
    render.add_argument("--width-m", type=width_of, required=True, metavar="M", help="metres of ground across")
    render.add_argument("--size", type=size_of, default=(1600, 1000), metavar="WxH", help="pixels; 1600x1000")
    render.add_argument("--style", choices=("night", "day"), default="night")
    render.add_argument("--out", type=Path, required=True, metavar="F.png")
    render.set_defaults(run=run_render)
    export = group.add_parser("export", help="the map of an incident or of a place as a signed file")
    takes_places(export)
    page.add_export(export)
    page.add_atlas(group.add_parser("atlas", help="many maps in one PDF: by incident, by area, by asset"))


def width_of(text: str) -> float:
    width_m = float(text)
    if not NARROWEST_M <= width_m <= WIDEST_M:  # NaN fails too
        raise argparse.ArgumentTypeError(f"{text}: give {NARROWEST_M:.0f} to {WIDEST_M:.0f} metres")
    return width_m


def size_of(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,5})x(\d{1,5})", text)
    if match is None:
        raise ValueError
    width, height = int(match[1]), int(match[2])
    if min(width, height) < SMALLEST_SIDE_PX or width * height > LARGEST_PX:
        raise argparse.ArgumentTypeError(f"{text}: from {SMALLEST_SIDE_PX} pixels a side to 7680x4320 in all")
    return width, height


def run_render(args: argparse.Namespace) -> int:
    from desktop import app
    from desktop.services import still
    from desktop.services.clock import utc_now

    out = checked_out(args.out, (".png",))
    chosen = settings(args)
    store = opened(chosen)
    try:
        city = still.take(store, utc_now())
    finally:
        store.close()
    if not city.base_maps:
        print(f"atalaya: {_('the store has no base map. Import one with: atalaya city import FILE')}", file=sys.stderr)
    width_px, height_px = args.size
    app.draw_map(chosen, city, still.Frame(args.center, args.width_m, width_px, height_px, args.style), out)
    if wants_json(args):
        print_json({"file": str(out), "width": args.size[0], "height": args.size[1], "layers": len(city.layers)})
    return 0


def opened(chosen: Settings) -> "Store":
    """The store that is there: a verb that only looks makes none."""
    where = chosen.store_location
    if "://" not in where and not Path(where).exists():
        raise VerbError(f"{where}: there is no store. Name its data folder by --data or ATALAYA_DATA")
    import pyproj  # noqa: F401 # pyright: ignore[reportUnusedImport]  SpatiaLite loaded first makes the wheel crash

    from desktop.storage.store import Store

    return Store.open(where)


def checked_out(path: Path, endings: Sequence[str]) -> Path:
    """A file's path in a folder that is there, with one of the endings; raises VerbError."""
    out = path.absolute()
    if out.suffix.lower() not in endings:
        raise VerbError(f"{path.name}: its ending must be {' '.join(endings)}")
    if out.is_dir() or not out.parent.is_dir():
        raise VerbError(f"{path}: not a file in a folder that is there. Make the folder first")
    return out
