"""`atalaya layers`: what an address holds as map layers, and a picture of layers, without a display."""

import argparse
import re
import sys
import threading
from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.layer_words import fault_words, news_words, question_words
from desktop.cli.map import checked_out, place_of, size_of, width_of
from desktop.cli.options import VerbError, add_common, print_json, settings, wants_json
from desktop.config import Settings

if TYPE_CHECKING:
    from maps.layer_facts import Inspection, LayerNews
    from maps.stack import Stack
    from maps.stack_picture import StackPicture
    from maps.worker_client import MapWorker

_PATIENCE_S = 3600.0


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    group = verbs.add_parser("layers", help="map layers over the base map").add_subparsers(
        required=True, metavar="VERB"
    )
    inspect = group.add_parser("inspect", help="what a file, service or database holds as layers")
    add_common(inspect)
    inspect.add_argument("address", metavar="ADDRESS", help="a file, an http(s) address, postgresql://host/database")
    inspect.add_argument("--crs", default="", metavar="EPSG:N", help="of a file that does not say it")
    inspect.set_defaults(run=run_inspect)
    render = group.add_parser("render", help="a picture of layers that a file lists (JSON)")
    add_common(render)
    render._negative_number_matcher = re.compile(r"-\d")  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    render.add_argument("spec", type=Path, metavar="SPEC.json", help="a list of layers, first below")
    render.add_argument("--center", type=place_of, required=True, metavar="LAT,LON")
    render.add_argument("--width-m", type=width_of, required=True, metavar="M", help="metres of ground across")
    render.add_argument("--size", type=size_of, default=(1600, 1000), metavar="WxH", help="pixels; 1600x1000")
    render.add_argument("--style", choices=("night", "day"), default="night")
    render.add_argument("--out", type=Path, required=True, metavar="F.png")
    render.set_defaults(run=run_render)


def worker_of(chosen: Settings) -> "MapWorker":
    """With the cache of the data folder, and the store out of its reach."""
    from desktop.services.map_places import layer_places
    from maps.worker_client import MapWorker

    return MapWorker(draws=False, places=layer_places(chosen))


def run_inspect(args: argparse.Namespace) -> int:
    from maps.source import Source, SourceKind

    address = args.address if "://" in args.address else str(Path(args.address).absolute())
    with worker_of(settings(args)) as worker:
        found = _inspected(worker, address)
        if args.crs:
            kind = SourceKind.CSV if found.format == "CSV" else found.sublayers[0].source.kind
            found = _inspected(worker, Source(kind, address, crs=args.crs))
    if wants_json(args):
        import msgspec

        print_json(msgspec.to_builtins(found))
        return 0
    print(found.format)
    for layer in found.sublayers:
        facts = [layer.geometry, layer.crs, "" if layer.count is None else str(layer.count)]
        print(f"  {layer.title}: {', '.join(fact for fact in facts if fact)}")
        if layer.columns:
            print(f"    {', '.join(f'{column.name} ({column.type})' for column in layer.columns)}")
        for question in layer.questions:
            print(f"    ? {question_words(question)}")
    return 0


def _inspected(worker: "MapWorker", what: object) -> "Inspection":
    from maps.worker_queue import WorkerFault

    came = threading.Event()
    outcome: list[Inspection | WorkerFault] = []

    def on_done(answer: "Inspection | WorkerFault") -> None:
        outcome.append(answer)
        came.set()

    worker.tables.inspect(what, on_done)  # type: ignore[arg-type]  # a source or an address
    if not came.wait(_PATIENCE_S):
        raise VerbError(_("The address gave no answer. Try again"))
    answer = outcome[0]
    if isinstance(answer, WorkerFault):
        raise VerbError(fault_words(answer.code, answer.detail))
    return answer


def run_render(args: argparse.Namespace) -> int:
    from maps.stack_still import StackNotDrawnError, Still, take_still
    from maps.viewport import Viewport

    out = checked_out(args.out, (".png",))
    stack = read_stack(args.spec)
    viewport = Viewport.around(args.center, args.width_m, *args.size)
    try:
        with worker_of(settings(args)) as worker:
            picture = take_still(worker.layers, Still(stack, viewport, args.style), _PATIENCE_S)
    except StackNotDrawnError as error:
        raise VerbError(f"the layers were not drawn: {error}. Try again") from error
    _write(picture, args.style, out)
    _tell(stack, picture.news)
    if wants_json(args):
        print_json({"file": str(out), "layers": [_row(news) for news in picture.news]})
    return 0


def read_stack(path: Path) -> "Stack":
    """The layers of a file, checked. Raises VerbError."""
    import msgspec

    from maps.stack import StackLayer

    try:
        return msgspec.json.decode(path.read_bytes(), type=tuple[StackLayer, ...])
    except OSError as error:
        raise VerbError(f"{path}: {error.strerror}. Name a file with a list of layers") from error
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise VerbError(f"{path}: {error}. Correct the file") from error


def _write(picture: "StackPicture", style: str, out: Path) -> None:
    """On the ground of the base map, as it is seen on the screen."""
    import numpy as np
    from PIL import Image

    from maps.cartography.colours import COLOURS

    land = COLOURS[style].land
    ground = np.array([int(land[at : at + 2], 16) for at in (1, 3, 5)], dtype=np.float32)
    over = picture.pixels[..., 2::-1].astype(np.float32)
    rest = 1.0 - picture.pixels[..., 3:].astype(np.float32) / 255.0
    Image.fromarray((over + ground * rest).clip(0, 255).round().astype(np.uint8)).save(out)


def _tell(stack: "Stack", news: "Sequence[LayerNews]") -> None:
    names = {layer.id: layer.name for layer in stack}
    for one in news:
        words = news_words(one)
        if words:
            print(f"atalaya: {names[one.id]}: {words}", file=sys.stderr)


def _row(news: "LayerNews") -> dict[str, object]:
    return {"id": news.id, "state": str(news.state), "code": news.code, "detail": news.detail, "shown": news.shown}
