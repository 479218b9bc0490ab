"""`atalaya spaces`: the register of public spaces, from a map file, and what is due."""

import argparse
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.options import VerbError, add_common, print_json, wants_json
from desktop.cli.planner import WRITER, desk, source_of

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.domain.asset import Asset
    from desktop.domain.space import Space


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    group = verbs.add_parser("spaces", help="the register of public spaces")
    steps = group.add_subparsers(required=True, metavar="STEP")
    take = steps.add_parser("import", help="parks, trees, courts, markets ... of a map file become the register's")
    take.add_argument("file", type=Path, nargs="?", metavar="FILE", help="by default that of the newest base map")
    take.add_argument("--kind", action="append", default=[], help="only this kind; may be given again")
    take.add_argument("--by", metavar="LOGIN", help="the account that imports; its password in ATALAYA_PASSWORD")
    add_common(take)
    take.set_defaults(run=run_import)
    listing = steps.add_parser("list", help="every space with its condition")
    listing.add_argument("--overdue", action="store_true", help="only those whose inspection is due, the longest first")
    add_common(listing)
    listing.set_defaults(run=run_list)
    inspect = steps.add_parser("inspect", help="enter an inspection")
    inspect.add_argument("code", metavar="CODE")
    inspect.add_argument("--condition", type=int, required=True, metavar="1-5", help="1 must close, 5 as new")
    inspect.add_argument("--note", default="")
    inspect.add_argument("--photo", default="", metavar="ID", help="a photo of the store, or what it is called")
    inspect.add_argument("--by", metavar="LOGIN", help="who inspected; the password in ATALAYA_PASSWORD")
    add_common(inspect)
    inspect.set_defaults(run=run_inspect)


def run_import(args: argparse.Namespace) -> int:
    from desktop.services.spaces.register import Spaces

    with desk(args) as place:
        source, by = source_of(place, args.file), place.author(args.by)
        done = Spaces(place.store, WRITER).import_file(place.survey, source, by, tuple(args.kind))
    if wants_json(args):
        print_json({"added": dict(done.added), "known": done.known})
    else:
        for kind, count in sorted(done.added.items()):
            print(f"{kind}: {count}")
        print(_("{n} known before").format(n=done.known))
    return 0


def run_list(args: argparse.Namespace) -> int:
    from desktop.services.clock import utc_now
    from desktop.services.spaces.register import Spaces

    with desk(args) as place:
        spaces, now = Spaces(place.store), utc_now()
        rows = spaces.overdue() if args.overdue else spaces.every()
    if wants_json(args):
        print_json([_document(asset, space, now) for asset, space in rows])
        return 0
    for asset, space in rows:
        seen = f"{space.inspected_at:%Y-%m-%d}" if space.inspected_at else "-"
        due = _("overdue") if space.is_overdue(now) else ""
        print(f"{asset.code}  {asset.kind:<11} {space.condition or '-'}  {seen}  {asset.name}  {due}".rstrip())
    return 0


def _document(asset: "Asset", space: "Space", now: "datetime") -> dict[str, Any]:
    return {
        "code": asset.code,
        "kind": asset.kind,
        "name": asset.name,
        "condition": space.condition,
        "inspected_at": space.inspected_at.isoformat() if space.inspected_at else None,
        "overdue": space.is_overdue(now),
        "inventory": dict(space.inventory),
        "opening_hours": space.opening_hours,
        "responsible": space.responsible,
    }


def run_inspect(args: argparse.Namespace) -> int:
    from desktop.domain.space import SPACE_KINDS
    from desktop.services.spaces.register import Spaces
    from desktop.storage import assets

    with desk(args) as place:
        with place.store.read() as connection:
            found = [asset for asset in assets.by_code(connection, args.code) if asset.kind in SPACE_KINDS]
        if not found:
            raise VerbError(
                _("there is no public space {code}. List them with: atalaya spaces list").format(code=args.code)
            )
        by = place.author(args.by)
        after = Spaces(place.store, WRITER).inspect(
            found[0].id, args.condition, by, note=args.note, photo_id=args.photo
        )
    if wants_json(args):
        print_json({"code": args.code, "condition": after.condition, "by": after.inspected_by})
    else:
        print(f"{args.code}: {after.condition}")
    return 0
