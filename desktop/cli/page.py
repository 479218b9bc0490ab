"""`atalaya map export` and `atalaya map atlas`: maps that leave the building as files, signed, without a window."""

import argparse
import sys
from datetime import UTC, datetime, timedelta
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.options import VerbError, add_common, print_json, settings, wants_json
from desktop.config import Settings
from maps.place import Place

if TYPE_CHECKING:
    from desktop.services.export.subject import Subject
    from desktop.storage.store import Store

EACH, TEMPLATES, PAPERS = ("incident", "area", "asset"), ("parte", "prensa", "fiscalia"), ("A4", "A3")
SHIFT = timedelta(hours=8)
VIEW_SHAPE = 0.5
"""Height of a view to its width: that of the map on a sheet lying on its side."""


def add_export(verb: argparse.ArgumentParser) -> None:
    """`verb` reads southern latitudes already."""
    what = verb.add_mutually_exclusive_group(required=True)
    what.add_argument("--incident", metavar="FOLIO")
    what.add_argument("--center", metavar="LAT,LON", help="the map of a place, with --width-m and --title")
    verb.add_argument("--width-m", type=float, metavar="M", help="metres of ground across")
    verb.add_argument("--title", default="", metavar="WORDS")
    verb.add_argument("--out", type=Path, required=True, metavar="F", help=".pdf .png .geojson .gpkg .kml")
    _add_common(verb)
    verb.set_defaults(run=run_export)


def add_atlas(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--by", choices=EACH, required=True, dest="each", help="a page for each")
    verb.add_argument(
        "--kind", default="", metavar="KIND", help="of asset: luminaire, meter ...; for areas neighbourhood"
    )
    verb.add_argument("--since", type=_moment, metavar="TIME", help="ISO 8601; 8 hours ago")
    verb.add_argument("--until", type=_moment, metavar="TIME", help="ISO 8601; now")
    verb.add_argument("--within", default="", metavar="AREA", help="the name of an area")
    verb.add_argument("--title", default="", metavar="WORDS")
    verb.add_argument("--out", type=Path, required=True, metavar="F.pdf")
    _add_common(verb, account="--as")
    verb.set_defaults(run=run_atlas)


def _add_common(verb: argparse.ArgumentParser, account: str = "--by") -> None:
    add_common(verb)
    verb.add_argument("--template", choices=TEMPLATES, default=TEMPLATES[0])
    verb.add_argument("--paper", choices=PAPERS, default=PAPERS[0])
    verb.add_argument("--portrait", action="store_true", help="upright; on its side by default")
    verb.add_argument("--scale", type=_ratio, metavar="N", help="1 : N; by default the largest that shows all clearly")
    verb.add_argument(
        account, dest="account", metavar="LOGIN", help="the account that exports; its password in ATALAYA_PASSWORD"
    )


def _ratio(text: str) -> float:
    from maps.sheet import RATIOS

    ratio = float(text.removeprefix("1:"))
    if not RATIOS[0] <= ratio <= RATIOS[-1]:  # NaN fails too
        raise argparse.ArgumentTypeError(f"{text}: give {RATIOS[0]} to {RATIOS[-1]}")
    return ratio


def _moment(text: str) -> datetime:
    """A time without a zone is UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def run_export(args: argparse.Namespace) -> int:
    from desktop.services.export.subject import ENDINGS

    return _run(args, _subject(args), ENDINGS)


def _subject(args: argparse.Namespace) -> "Subject":
    from desktop.services.export.subject import IncidentSubject, ViewSubject

    if args.incident is not None:
        return IncidentSubject(args.incident)
    width_m = args.width_m or 0.0
    if not 5.0 <= width_m <= 5_000_000.0:
        raise VerbError(_("--center needs --width-m, from 5 to 5000000 metres"))
    lat, _comma, lon = str(args.center).partition(",")
    try:
        centre = Place(float(lat), float(lon))
    except ValueError as error:
        raise VerbError(_("{center} is no place: give LAT,LON").format(center=args.center)) from error
    return ViewSubject(args.title or _("Map"), centre, width_m, width_m * VIEW_SHAPE)


def run_atlas(args: argparse.Namespace) -> int:
    from desktop.services.export.subject import AtlasBy, AtlasSubject

    until = args.until or datetime.now(UTC)
    since = args.since or until - SHIFT
    if since >= until:
        raise VerbError(_("--since must be before --until"))
    by = AtlasBy(args.each)
    if by is AtlasBy.ASSET and not args.kind:
        raise VerbError(_("name the kind of asset by --kind, as luminaire or meter"))
    title = args.title or _("Atlas")
    return _run(args, AtlasSubject(by, since, until, args.kind, args.within, title), (".pdf",))


def _run(args: argparse.Namespace, subject: "Subject", endings: tuple[str, ...]) -> int:
    from desktop.cli.map import checked_out, opened
    from desktop.domain.operator import NotPermittedError
    from maps.worker_client import VectorError

    out, chosen = checked_out(args.out, endings), settings(args)
    store = opened(chosen)
    try:
        done = _export(args, subject, out, chosen, store)
    except NotPermittedError as error:
        raise VerbError(f"{error}: the journal has it. Ask somebody whose role may export") from error
    except LookupError as error:
        raise VerbError(str(error)) from error
    except VectorError as error:
        raise VerbError(f"{out.name} could not be written: {error.detail or error.code}. Try again") from error
    finally:
        store.close()
    if wants_json(args):
        print_json(done)
    else:
        print(done["file"])
    for note in done["notes"]:
        print(f"atalaya: {note_words(note)}", file=sys.stderr)
    return 0


def _export(
    args: argparse.Namespace, subject: "Subject", out: Path, chosen: Settings, store: "Store"
) -> dict[str, Any]:
    from desktop import app
    from desktop.cli.author import WRITER, author_of
    from desktop.services.export.exports import Exports
    from desktop.services.export.subject import Request, Setup
    from desktop.services.export.template import Template
    from desktop.services.export.tools import VerbTools
    from maps.sheet import Paper

    plate = _("EXERCISE · NOTHING IS REAL")
    setup = Setup(Paper(args.paper), not args.portrait, args.scale)
    request = Request(subject, Template(args.template), (out,), plate, chosen.language, setup)
    exports = Exports(store, chosen.data, chosen.runtime, WRITER)
    (done,) = exports.export(request, author_of(store, args.account), VerbTools(app.draw_pages), _show_progress)
    return {
        "file": str(done.file),
        "manifest": str(done.manifest),
        "signature": str(done.signature),
        "sha256": done.sha256,
        "data_sha256": done.data_sha256,
        "key": done.key,
        "notes": list(done.notes),
    }


def _show_progress(page: int, pages: int) -> None:
    if sys.stderr.isatty() and pages > 1:
        print(f"\r{page} / {pages}", end="\n" if page == pages else "", file=sys.stderr, flush=True)


def note_words(code: str) -> str:
    """What is not as it could be, and what to do."""
    known = {
        "no_base_map": _("Without a base map: there is none, or its file is gone. Import it again."),
        "logo_gone": _("Without the logo: its file is not on this machine. Set it again."),
        "not_all_shown": _("At this scale not all of it is clearly on the map. Choose a smaller scale."),
    }
    return known[code]
