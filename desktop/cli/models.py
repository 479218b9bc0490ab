"""`atalaya models`: list, import, export and verify detector models. Each is shown with the hash that names it."""

import argparse
import sys
from pathlib import Path
from typing import Any

from desktop.cli.options import VerbError, add_common, print_json, settings, wants_json


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    group = verbs.add_parser("models", help="detector models, with hashes").add_subparsers(required=True, metavar="DO")
    listing = group.add_parser("list", help="models found, in the order in which they are searched")
    listing.set_defaults(run=_list)
    importing = group.add_parser("import", help="turn a .pt of ultralytics into a model this program runs")
    importing.add_argument("file", type=Path)
    importing.add_argument("--imgsz", type=int, default=640, help="longer side of the pictures it was trained with")
    importing.add_argument("--sha256", help="refuse the file unless its SHA-256 is this one")
    importing.set_defaults(run=_import)
    exporting = group.add_parser("export", help="copy a model's OpenVINO files, as other programs read them")
    exporting.add_argument("model", help="name or path")
    exporting.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    exporting.set_defaults(run=_export)
    verifying = group.add_parser("verify", help="compare each model with the hashes written at its import")
    verifying.add_argument("model", nargs="*", help="name or path; all by default")
    verifying.set_defaults(run=_verify)
    for verb in (listing, importing, exporting, verifying):
        add_common(verb)


def folders_of(args: argparse.Namespace) -> Any:
    """Where this run finds and keeps models."""
    from video.model import ModelFolders

    chosen = settings(args)
    return ModelFolders.of(chosen.data, chosen.models, chosen.shared)


def _list(args: argparse.Namespace) -> int:
    from video.model import every_model

    rows = [_row(path) for path in every_model(folders_of(args))]
    if wants_json(args):
        print_json(rows)
        return 0
    for row in rows:
        print(f"{row['name']:<24} {row['kind']:<9} {str(row['sha256'])[:12]:<12} {row['path']}")
    if not rows:
        print("no models. Import one: atalaya models import FILE.pt", file=sys.stderr)
    return 0


def _row(path: Path) -> dict[str, Any]:
    """What is known without opening a pickle."""
    from video.model import read_model
    from video.model_record import ModelError, sha256_of

    if path.suffix == ".pt":
        return {"name": path.stem, "kind": "pt", "sha256": sha256_of(path), "classes": None, "path": str(path)}
    try:
        model = read_model(path)
    except ModelError as error:
        return {"name": path.name, "kind": "damaged", "sha256": "", "path": str(path), "error": str(error)}
    kind = "imported" if model.verified else "onnx" if model.is_onnx else "openvino"
    named: dict[str, Any] = {"name": model.name, "kind": kind, "sha256": model.sha256}
    return named | {"imgsz": model.imgsz, "classes": list(model.class_names), "path": str(path)}


def _import(args: argparse.Namespace) -> int:
    from video.model import read_model
    from video.model_import import import_model

    folder = import_model(args.file, folders_of(args).kept, imgsz=args.imgsz, expected_sha256=args.sha256, say=say)
    model = read_model(folder)
    if wants_json(args):
        print_json(_row(folder))
    else:
        print(f"{model.name} {model.sha256} {len(model.class_names)} classes {folder}")
    return 0


def _export(args: argparse.Namespace) -> int:
    import shutil

    from video.model import read_model, ready_model

    model = read_model(ready_model(args.model, folders_of(args), say))
    args.out.mkdir(parents=True, exist_ok=True)
    files = [model.path] if model.is_onnx else [path for path in model.path.parent.iterdir() if path.is_file()]
    for file in files:
        shutil.copyfile(file, args.out / file.name)
    print(f"{model.name} {model.sha256} {args.out}")
    return 0


def _verify(args: argparse.Namespace) -> int:
    from video.model import every_model, find_model

    folders = folders_of(args)
    named = [find_model(name, folders) or Path(name) for name in args.model]
    rows = [_row(path) for path in named or every_model(folders) if path.suffix != ".pt"]
    for row in rows:
        print(f"{'WHOLE' if row['kind'] == 'imported' else row['kind']:<9} {row['name']} {row['sha256']} {row['path']}")
    damaged = [row for row in rows if row["kind"] == "damaged"]
    if damaged:
        raise VerbError(str(damaged[0]["error"]))
    return 0


def say(words: str) -> None:
    print(words, file=sys.stderr)
