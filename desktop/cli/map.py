"""`atalaya map`: pictures of the map, and the map of an incident as a file that leaves the building."""

import argparse
import re
import sys
from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

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
    render.add_argument("--width-m", type=_width_m, required=True, metavar="M", help="metres of ground across")
    render.add_argument("--size", type=_size, default=(1600, 1000), metavar="WxH", help="pixels; 1600x1000")
    render.add_argument("--style", choices=("night", "day"), default="night")
    render.add_argument("--out", type=Path, required=True, metavar="F.png")
    render.set_defaults(run=run_render)
    export = group.add_parser("export", help="the map of an incident as a file, with a manifest beside it")
    add_common(export)
    export.add_argument("--incident", required=True, metavar="FOLIO")
    export.add_argument("--template", choices=("parte", "prensa", "fiscalia"), default="parte")
    export.add_argument("--out", type=Path, required=True, metavar="F", help=".pdf .png .geojson .gpkg .kml")
    export.add_argument("--by", metavar="LOGIN", help="the account that exports; its password in ATALAYA_PASSWORD")
    export.set_defaults(run=run_export)


def _width_m(text: str) -> float:
    width_m = float(text)
    if not NARROWEST_M <= width_m <= WIDEST_M:  # NaN fails too
        raise argparse.ArgumentTypeError(f"{text}: give {NARROWEST_M:.0f} to {WIDEST_M:.0f} metres")
    return width_m


def _size(text: str) -> tuple[int, int]:
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


def run_export(args: argparse.Namespace) -> int:
    from desktop.domain.operator import NotPermittedError
    from desktop.services.export.exports import ENDINGS
    from desktop.services.incidents import UnknownIncidentError
    from maps.worker_client import VectorError

    out, chosen = checked_out(args.out, ENDINGS), settings(args)
    store = opened(chosen)
    try:
        done = _export(args, out, chosen, store)
    except NotPermittedError as error:
        raise VerbError(f"{error}: the journal has it. Ask somebody whose role may export") from error
    except UnknownIncidentError as error:
        raise VerbError(str(error)) from error
    except VectorError as error:
        raise VerbError(f"{out.name} could not be written: {error.detail or error.code}. Try again") from error
    finally:
        store.close()
    if wants_json(args):
        print_json(done)
    else:
        print(done["file"])
    return 0


def _export(args: argparse.Namespace, out: Path, chosen: Settings, store: "Store") -> dict[str, str]:
    from desktop import app
    from desktop.cli.author import WRITER, author_of
    from desktop.services.export.exports import Exports, Request
    from desktop.services.export.template import Template
    from desktop.services.export.tools import VerbTools

    plate = _("EXERCISE · NOTHING IS REAL")
    request = Request(args.incident, Template(args.template), (out,), plate, chosen.language)
    exports = Exports(store, chosen.data, chosen.runtime, WRITER)
    (done,) = exports.export(request, author_of(store, args.by), VerbTools(app.draw_pages))
    return {
        "file": str(done.file),
        "manifest": str(done.manifest),
        "sha256": done.sha256,
        "data_sha256": done.data_sha256,
    }


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
