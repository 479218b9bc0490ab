"""Models that others exported, an ultralytics `*_openvino_model` folder or an .onnx file: their words are inside."""

import ast
import re
from pathlib import Path

from video.model_record import DEFAULT_IMGSZ, DEFAULT_STRIDE, Model, ModelError, sha256_of

TAIL_BYTES = 65_536
"""ultralytics writes the labels at the end of the .xml."""


def read_foreign(path: Path) -> Model:
    """A folder, an .xml or an .onnx -> Model whose `verified` is false; raises ModelError."""
    weights = _weights(path)
    if weights.suffix == ".onnx":
        return _onnx(weights)
    binary = weights.with_suffix(".bin")
    if not binary.is_file():
        raise ModelError(f"{binary}: the weights of this model are missing. Copy them beside the .xml")
    name = weights.parent.name.removesuffix("_openvino_model") or weights.stem
    return Model(name, weights, sha256_of(binary), _labels_of_ir(weights))


def _weights(path: Path) -> Path:
    if path.is_dir():
        found = [*sorted(path.glob("*.xml")), *sorted(path.glob("*.onnx"))]
        if not found:
            raise ModelError(f"{path}: no .xml or .onnx in this folder. Import a model: atalaya models import FILE")
        return found[0]
    if path.suffix not in {".xml", ".onnx"}:
        raise ModelError(f"{path}: not a model this program reads (OpenVINO .xml, .onnx, or .pt through an import)")
    return path


def _labels_of_ir(graph: Path) -> tuple[str, ...]:
    with graph.open("rb") as file:
        file.seek(max(0, graph.stat().st_size - TAIL_BYTES))
        tail = file.read().decode("utf-8", "replace")
    found = re.search(r'<labels value="([^"]*)"', tail)
    if found is None:
        raise ModelError(f"{graph}: says no class names, or is cut short. Import its .pt: atalaya models import FILE")
    return tuple(label.replace("_", " ") for label in found[1].split())


def _onnx(weights: Path) -> Model:
    from video.engine_onnx import open_session  # noqa: PLC0415 - most processes see no ONNX file

    words = open_session(weights).get_modelmeta().custom_metadata_map
    try:
        names = ast.literal_eval(words["names"])
        labels = tuple(str(names[index]) for index in sorted(names))
        stride = int(words.get("stride", DEFAULT_STRIDE))
        sides = ast.literal_eval(words.get("imgsz", f"[{DEFAULT_IMGSZ}]"))
    except (KeyError, ValueError, SyntaxError, TypeError) as error:
        raise ModelError(f"{weights}: says no class names. Export it with ultralytics, or import its .pt") from error
    return Model(weights.stem, weights, sha256_of(weights), labels, max(int(side) for side in sides), stride)
