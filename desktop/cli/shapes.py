"""Map files that a verb is given: opened by the map worker's child alone, as features in WGS 84."""

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.options import VerbError

if TYPE_CHECKING:
    from desktop.config import Settings


def read_shapes(file: Path, chosen: "Settings") -> list[dict[str, Any]]:
    """A map file's features, read by the map worker's child. Raises VerbError."""
    from maps.worker_client import MapWorker, ShapesError

    try:
        with MapWorker(chosen.runtime, draws=False) as worker:
            return worker.shapes(file)
    except ShapesError as error:
        raise VerbError(_shape_words(error.code, file, error.detail)) from error


def _shape_words(code: str, file: Path, detail: str) -> str:
    from desktop.cli.city import import_words

    known = {
        "too_large": _("{file} holds too many features or corners. Cut it or simplify it first"),
        "empty": _("{file} holds no features. Choose another file"),
        "not_a_map": _("{file} is no map. Give a GeoJSON, GPX, GeoPackage or Shapefile"),
    }
    return known[code].format(file=file) if code in known else import_words(code, file, detail)
