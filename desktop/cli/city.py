"""`atalaya city import`: a map file becomes a base map of the store."""

import argparse
import sys
from dataclasses import asdict
from gettext import gettext as _
from pathlib import Path

from desktop.cli.options import VerbError, add_common, print_json, settings


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    city = verbs.add_parser("city", help="the places of the store")
    steps = city.add_subparsers(required=True, metavar="STEP")
    verb = steps.add_parser("import", help="OSM PBF, GeoPackage, Shapefile or GeoJSON to the base map; prints JSON")
    verb.add_argument("file", type=Path, metavar="FILE")
    verb.add_argument("--name", help="the name of the place; by default that of the file")
    add_common(verb)
    verb.set_defaults(run=run_import)
    logo = steps.add_parser("logo", help="the picture on printed pages: PNG, JPEG, TIFF or WebP")
    logo.add_argument("file", type=Path, nargs="?", metavar="FILE")
    logo.add_argument("--remove", action="store_true", help="print without one")
    logo.add_argument("--by", metavar="LOGIN", help="the account that sets it; its password in ATALAYA_PASSWORD")
    add_common(logo)
    logo.set_defaults(run=run_logo)


def run_import(args: argparse.Namespace) -> int:
    from desktop.services.cities import Cities
    from desktop.storage.store import Store
    from maps.worker_client import CityImportError, MapWorker

    chosen = settings(args)
    store = Store.open(chosen.store_location)
    try:
        with MapWorker(draws=False) as worker:
            city = Cities(store, chosen.data).import_file(worker, args.file, args.name, _show_progress)
    except CityImportError as error:
        raise VerbError(import_words(error.code, args.file, error.detail)) from error
    finally:
        store.close()
    print_json({"layers": city.layers, "roads": asdict(city.roads) if city.roads else None})
    return 0


def run_logo(args: argparse.Namespace) -> int:
    from desktop.cli.author import WRITER, author_of
    from desktop.cli.map import opened
    from desktop.domain.operator import NotPermittedError
    from desktop.services.export.logo import Logos
    from maps.worker_client import LogoError, MapWorker

    if bool(args.file) == args.remove:
        raise VerbError(_("name the picture's file, or --remove"))
    chosen = settings(args)
    store = opened(chosen)
    try:
        logos, by = Logos(store, chosen.data, WRITER), author_of(store, args.by)
        if args.remove:
            logos.remove(by)
            return 0
        with MapWorker(draws=False) as worker:
            print(logos.keep(worker, args.file, by))
    except NotPermittedError as error:
        raise VerbError(f"{error}: the journal has it. Ask an administrator, and name their account by --by") from error
    except LogoError as error:
        raise VerbError(logo_words(error.code, args.file, error.detail)) from error
    finally:
        store.close()
    return 0


def logo_words(code: str, file: Path, detail: str) -> str:
    """One line: what happened and what to do."""
    known = {
        "missing": _("{file} cannot be read: {detail}. Name the picture's file"),
        "not_a_photo": _("{file} is no picture. Give a PNG, JPEG, TIFF or WebP file"),
        "too_large": _("{file} is too large for a logo: {detail}. Make it smaller first"),
        "no_space": _("The disk is full: {detail}. Free some space and try again"),
    }
    return known.get(code, _("{file} is damaged: {detail}. Save it again")).format(file=file, detail=detail or code)


def _show_progress(done_ratio: float) -> None:
    if sys.stderr.isatty():
        end = "\n" if done_ratio >= 1.0 else ""
        print(f"\r{done_ratio:5.0%}", end=end, file=sys.stderr, flush=True)


def import_words(code: str, file: Path, detail: str) -> str:
    """One line: what happened and what to do."""
    known = {
        "missing": _("{file} cannot be read: {detail}. Name an existing map file"),
        "not_a_map": _("{file} is no map. Give an OSM PBF, a GeoPackage, a Shapefile or a GeoJSON file"),
        "no_layers": _("{file} holds no map layers. Export it again with at least one layer that has geometry"),
        "no_crs": _("{file} does not say its coordinate system. Add it: a .prj beside a Shapefile, or reproject"),
        "damaged": _("{file} is damaged or incomplete: {detail}. Fetch it again"),
        "empty": _("{file} holds no areas and no lines: it is no base map. Add it with: atalaya layers add {file}"),
        "memory": _("{file} needs more memory than an import may take. Cut it to the municipality first"),
        "no_space": _("The disk is full: {detail}. Free some space and try again"),
        "not_written": _("The base map could not be written: {detail}. Check the data folder"),
    }
    return known.get(code, _("{file} was not imported: {detail}. Try again")).format(file=file, detail=detail or code)
