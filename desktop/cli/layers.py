"""`atalaya layers`: what an address holds as map layers, and a picture of layers, without a display."""

import argparse
import sys
import threading
from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.layer_words import fault_words, news_words, question_words
from desktop.cli.map import checked_out, size_of, width_of
from desktop.cli.options import VerbError, add_common, place, print_json, settings, takes_places, wants_json
from desktop.config import Settings

if TYPE_CHECKING:
    from desktop.domain.operator import Operator
    from desktop.services.layer_adding import LayerAsksError
    from maps.layer_facts import Inspection, LayerNews
    from maps.source import CsvColumns
    from maps.stack import Stack
    from maps.stack_picture import StackPicture
    from maps.worker_client import MapWorker

_PATIENCE_S = 3600.0


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    group = verbs.add_parser("layers", help="map layers over the base map").add_subparsers(
        required=True, metavar="VERB"
    )
    _add_verbs_of_the_tree(group)
    inspect = group.add_parser("inspect", help="what a file, service or database holds as layers")
    add_common(inspect)
    inspect.add_argument("address", metavar="ADDRESS", help="a file, an http(s) address, postgresql://host/database")
    inspect.add_argument("--crs", default="", metavar="EPSG:N", help="of a file that does not say it")
    inspect.set_defaults(run=run_inspect)
    render = group.add_parser("render", help="a picture of layers that a file lists (JSON)")
    add_common(render)
    takes_places(render)
    render.add_argument("spec", type=Path, metavar="SPEC.json", help="a list of layers, first below")
    render.add_argument("--center", type=place, required=True, metavar="LAT,LON")
    render.add_argument("--width-m", type=width_of, required=True, metavar="M", help="metres of ground across")
    render.add_argument("--size", type=size_of, default=(1600, 1000), metavar="WxH", help="pixels; 1600x1000")
    render.add_argument("--style", choices=("night", "day"), default="night")
    render.add_argument("--out", type=Path, required=True, metavar="F.png")
    render.set_defaults(run=run_render)


def _add_verbs_of_the_tree(group: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    put = group.add_parser("add", help="a layer of the city: a file, a service or a table")
    add_common(put)
    put.add_argument("address", metavar="ADDRESS", help="a file, an http(s) address, postgresql://host/database")
    put.add_argument("--name", default="", help="by default the layer's own")
    put.add_argument("--layer", default="", metavar="NAME", help="only this one of the address")
    put.add_argument("--group", default="", help="a group of the tree, made where there is none")
    put.add_argument("--crs", default="", metavar="EPSG:N", help="of a file that does not say it")
    put.add_argument("--columns", default="", metavar="X,Y", help="of a table: east and north, or one of WKT")
    put.add_argument("--style", type=Path, metavar="F.qml", help="a look that QGIS has saved")
    put.set_defaults(run=run_add)
    listing = group.add_parser("list", help="the city's layers, what lies on top first")
    add_common(listing)
    listing.set_defaults(run=run_list)
    gone = group.add_parser("remove", help="a layer or a group, by its id or its name")
    add_common(gone)
    gone.add_argument("layer", metavar="LAYER")
    gone.set_defaults(run=run_remove)


def worker_of(chosen: Settings) -> "MapWorker":
    """With the cache of the data folder, and the store out of its reach."""
    from desktop.services.layer_places import layer_places
    from maps.worker_client import MapWorker

    return MapWorker(draws=False, places=layer_places(chosen))


def _machine() -> "Operator":
    """Whoever may write the store's file is its administrator; the journal names the account of the machine."""
    import getpass

    from desktop.domain.operator import Operator, Role

    return Operator("machine", getpass.getuser(), getpass.getuser(), Role.ADMIN)


def run_add(args: argparse.Namespace) -> int:
    import pyproj  # noqa: F401 # pyright: ignore[reportUnusedImport]  SpatiaLite loaded first makes the wheel crash

    from desktop.services.layer_adding import LayerAsksError, LayerFaultyError, UnknownLayerError, Wish, add_layers
    from desktop.services.layers import Layers
    from desktop.storage.store import Store
    from maps.qml.ramps import NoQgisEquivalentError

    chosen = settings(args)
    wish = Wish(args.address, args.name, args.layer, args.group, args.crs, _columns(args.columns), args.style)
    with worker_of(chosen) as worker:
        store = Store.open(chosen.store_location)
        try:
            added = add_layers(Layers(store, "cli"), worker, wish, _machine())
        except LayerFaultyError as error:
            raise VerbError(f"{args.address}: {fault_words(error.code, error.detail)}") from error
        except LayerAsksError as error:
            raise VerbError(_asked(error)) from error
        except (UnknownLayerError, NoQgisEquivalentError) as error:
            raise VerbError(f"{error}. Look with: atalaya layers inspect {args.address}") from error
        finally:
            store.close()
    if wants_json(args):
        print_json([{"id": entry.id, "name": entry.name} for entry in added])
    else:
        for entry in added:
            print(f"{entry.id}  {entry.name}")
    return 0


def _columns(said: str) -> "CsvColumns | None":
    from maps.source import CsvColumns

    if not said:
        return None
    east, comma, north = said.partition(",")
    return CsvColumns(east, north) if comma else CsvColumns(wkt=said)


def _asked(error: "LayerAsksError") -> str:
    """What to add to the command."""
    options = {"crs": "--crs EPSG:N", "coordinates": "--columns X,Y"}
    likely = ", ".join(offer.code for offer in error.offers[:4])
    said = f"{error.title}: {question_words(error.question)}"
    option = options.get(error.question.value, "")
    if option:
        said += f": {option}" + (f" ({likely})" if likely and error.question.value == "crs" else "")
    return said


def run_list(args: argparse.Namespace) -> int:
    from desktop.cli.map import opened
    from desktop.domain.layer_tree import LayerTree
    from desktop.services.layers import Layers, seen_by

    store = opened(settings(args))
    try:
        tree = LayerTree(seen_by(Layers(store).every(), None))
    finally:
        store.close()
    stored = [(entry, depth) for entry, depth in tree.walk() if entry.is_stored]
    if wants_json(args):
        print_json(
            [
                {
                    "id": entry.id,
                    "name": entry.name,
                    "kind": entry.kind.value,
                    "parent": entry.parent_id,
                    "address": entry.source.address if entry.source is not None else "",
                    "layer": entry.source.sublayer if entry.source is not None else "",
                    "visible": entry.visible,
                    "opacity": entry.opacity,
                }
                for entry, _depth in stored
            ]
        )
        return 0
    for entry, depth in stored:
        where = f"  {entry.source.address}" if entry.source is not None else ""
        print(f"{'  ' * depth}{entry.name or entry.id}{where}")
    return 0


def run_remove(args: argparse.Namespace) -> int:
    from desktop.cli.map import opened
    from desktop.domain.layer_tree import LayerActError
    from desktop.services.layer_adding import UnknownLayerError, remove_layer
    from desktop.services.layers import Layers

    store = opened(settings(args))
    try:
        gone = remove_layer(Layers(store, "cli"), args.layer, _machine())
    except UnknownLayerError as error:
        raise VerbError(f"{error}. Look with: atalaya layers list --json") from error
    except LayerActError as error:
        raise VerbError(f"{args.layer}: {error}") from error
    finally:
        store.close()
    print(gone.name)
    return 0


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
