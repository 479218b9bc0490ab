"""What runs a model's graph on frames: OpenVINO, or onnxruntime for an ONNX file where there is no OpenVINO."""

import importlib.util
from typing import Protocol

import numpy as np
import numpy.typing as npt

from video.letterbox import Image
from video.model_record import Model


class Engine(Protocol):
    """Takes 8-bit pixels, blue first: order and scale of colours are the engine's."""

    fixed: tuple[int, int] | None
    """Height and width of a model that takes no other."""

    def has_graph(self, shape: tuple[int, int]) -> bool:
        """Whether an input of this height and width needs no compilation."""
        ...

    def compile_graph(self, shape: tuple[int, int]) -> None:
        """Some 0.3 s and 40 MB; raises ModelError."""
        ...

    def run(self, laid: Image) -> npt.NDArray[np.float32]:
        """One letterboxed frame -> the head's raw rows, without the batch axis; raises ModelError."""
        ...


def open_engine(model: Model, threads: int) -> Engine:
    """`threads` 0 takes every core; raises ModelError when the graph cannot be loaded."""
    if model.is_onnx and importlib.util.find_spec("openvino") is None:
        from video.engine_onnx import OnnxEngine  # noqa: PLC0415 - only one of the two is ever loaded

        return OnnxEngine(model, threads)
    from video.engine_openvino import OpenVinoEngine  # noqa: PLC0415 - 0.4 s and 160 MB, for the process that detects

    return OpenVinoEngine(model, threads)
