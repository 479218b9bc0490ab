"""`atalaya areas`: outlines and figures of colonias, sectors and cuadrantes, and any indicator by area."""

import argparse
from datetime import date, timedelta
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.options import VerbError, add_common, print_json, wants_json
from desktop.cli.planner import WRITER, desk

if TYPE_CHECKING:
    from desktop.services.areas.figures import FigureImport

_MOST_TOLD = 20


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    group = verbs.add_parser("areas", help="areas of the city and their figures")
    steps = group.add_subparsers(required=True, metavar="STEP")
    _add_import(steps.add_parser("import", help="figures of areas from a CSV file"))
    outlines = steps.add_parser(
        "outlines", help="outlines of areas from a map file: INEGI's framework, a cadastre, OSM"
    )
    outlines.add_argument("file", type=Path, metavar="FILE")
    outlines.add_argument("--kind", default="neighbourhood", help="neighbourhood, sector, quadrant or municipality")
    outlines.add_argument("--by", metavar="LOGIN", help="the account that imports; its password in ATALAYA_PASSWORD")
    add_common(outlines)
    outlines.set_defaults(run=run_outlines)
    show = steps.add_parser("show", help="an indicator by area, as a table, CSV or JSON")
    show.add_argument("--indicator", default="incidents")
    show.add_argument("--kind", default="neighbourhood")
    show.add_argument("--days", type=int, metavar="N", help="so many days back; without it, all time")
    show.add_argument("--per-1000", action="store_true", help="divided by a thousand people")
    show.add_argument("--out", type=Path, metavar="F.csv")
    add_common(show)
    show.set_defaults(run=run_show)


def _add_import(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("file", type=Path, metavar="FILE.csv")
    verb.add_argument(
        "--key", default="CVEGEO", help="CVEGEO, code or name, or the heading of the column that holds it"
    )
    verb.add_argument("--columns", metavar="A,B", help="headings to take; without it every column of numbers")
    verb.add_argument("--source", default="", help="whose figures they are; by default the file's name")
    verb.add_argument("--date", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the day they are true of; today")
    verb.add_argument("--kind", action="append", default=[], help="only areas of this kind; may be given again")
    verb.add_argument("--preview", action="store_true", help="only tell what would be kept")
    verb.add_argument("--by", metavar="LOGIN", help="the account that imports; its password in ATALAYA_PASSWORD")
    add_common(verb)
    verb.set_defaults(run=run_import)


def run_import(args: argparse.Namespace) -> int:
    from desktop.services.areas.figures import Figures, Request
    from desktop.services.clock import utc_now

    day = args.date or utc_now().date()
    columns = tuple(part.strip() for part in (args.columns or "").split(",") if part.strip())
    request = Request(args.file, args.key, columns, args.source or args.file.name, day, tuple(args.kind))
    with desk(args) as place:
        figures = Figures(place.store, WRITER)
        found = figures.prepare(request)
        if not args.preview:
            figures.keep(found, place.author(args.by))
    _tell(args, found, kept=not args.preview)
    return 0


def _tell(args: argparse.Namespace, found: "FigureImport", *, kept: bool) -> None:
    if wants_json(args):
        print_json(_document(found, kept=kept))
        return
    for column in found.columns:
        counts = _("{count} numbers, {missing} without, {wrong} unreadable")
        told = counts.format(count=column.count, missing=column.missing, wrong=column.wrong)
        print(f"{column.heading} -> {column.name}: {told}")
    print(_("{matched} areas matched by {key}").format(matched=found.matched, key=found.key))
    for words, keys in (
        (_("rows that fit no area"), found.unmatched),
        (_("rows of one area"), found.repeated),
        (_("areas without a row"), found.without),
    ):
        if keys:
            more = f" … +{len(keys) - _MOST_TOLD}" if len(keys) > _MOST_TOLD else ""
            print(f"{words} ({len(keys)}): {', '.join(keys[:_MOST_TOLD])}{more}")
    print(_("kept") if kept else _("nothing was kept: this was a preview"))


def _document(found: "FigureImport", *, kept: bool) -> dict[str, Any]:
    columns = [
        {"heading": one.heading, "name": one.name, "count": one.count, "missing": one.missing, "wrong": one.wrong}
        for one in found.columns
    ]
    return {
        "kept": kept,
        "key": found.key,
        "matched": found.matched,
        "columns": columns,
        "unmatched": found.unmatched,
        "repeated": found.repeated,
        "without": found.without,
        "encoding": found.encoding,
        "sha256": found.sha256,
    }


def run_outlines(args: argparse.Namespace) -> int:
    from desktop.services.areas.outlines import Outlines

    with desk(args) as place:
        done = Outlines(place.store, WRITER).import_file(place.survey, args.file, args.kind, place.author(args.by))
    if wants_json(args):
        print_json({"added": done.added, "replaced": done.replaced})
    else:
        print(_("{added} areas added, {replaced} replaced").format(added=done.added, replaced=done.replaced))
    return 0


def run_show(args: argparse.Namespace) -> int:
    from desktop.services.areas.indicators import Per, UnknownIndicatorError
    from desktop.services.areas.shading import Question, Shadings, as_csv
    from maps.whole_file import write_whole

    span = timedelta(days=args.days) if args.days is not None else None
    question = Question(args.indicator, args.kind, span, Per.THOUSAND if args.per_1000 else Per.AREA)
    with desk(args) as place:
        try:
            shading = Shadings(place.store).ask(question)
        except UnknownIndicatorError as error:
            raise VerbError(str(error)) from error
    if args.out is not None:
        write_whole(args.out.absolute(), as_csv(shading).encode("utf-8-sig"))
    elif wants_json(args):
        rows = [
            {
                "code": row.area.code,
                "name": row.area.name,
                "value": row.value,
                "measured": row.measured,
                "population": row.population,
                "caution": row.caution,
            }
            for row in shading.rows
        ]
        print_json({"indicator": args.indicator, "unit": shading.indicator.unit, "edges": shading.edges, "areas": rows})
    else:
        print(as_csv(shading), end="")
    return 0
