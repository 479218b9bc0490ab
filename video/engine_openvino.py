"""Runs a model's graph with OpenVINO, one compiled graph for each shape of frame.

One frame at a time: a batch costs the CPU no less per frame (measured: 31.1, 31.4, 31.9 ms at batches of 1, 2, 4).
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import openvino as ov
import openvino.preprocess  # pyright: ignore[reportUnusedImport] - makes `ov.preprocess` there

from video.letterbox import Image
from video.model_record import Model, ModelError, reason_of

MAX_GRAPHS = 12
"""Compiled and kept, one for each shape of input, some 40 MB each: the cameras of a city have few shapes of frame."""


class OpenVinoEngine:
    """Precision is the CPU's own default: bf16 where it has it, else f32."""

    def __init__(self, model: Model, threads: int) -> None:
        self._path = model.path
        self._core = ov.Core()
        self._options: dict[str, Any] = {"PERFORMANCE_HINT": "LATENCY"}
        if threads:
            self._options["INFERENCE_NUM_THREADS"] = threads
        self._requests: dict[tuple[int, ...], Any] = {}
        self.fixed = self._fixed_of(self._read())

    def run(self, laid: Image) -> npt.NDArray[np.float32]:
        request = self._requests.get(laid.shape) or self._compiled(laid.shape)
        try:
            request.infer({0: laid[None]}, share_inputs=True)
        except RuntimeError as error:
            raise ModelError(f"{self._path}: the detector failed ({reason_of(error)})") from error
        return request.get_output_tensor(0).data[0]

    def has_graph(self, shape: tuple[int, int]) -> bool:
        return (*shape, 3) in self._requests

    def compile_graph(self, shape: tuple[int, int]) -> None:
        self._compiled((*shape, 3))

    def _read(self) -> Any:
        try:
            return self._core.read_model(str(self._path))
        except RuntimeError as error:
            raise ModelError(f"{self._path}: not a readable model ({reason_of(error)}). Import it again") from error

    def _fixed_of(self, graph: Any) -> tuple[int, int] | None:
        shape = graph.input().get_partial_shape()
        if len(shape) != 4 or len(graph.outputs) != 1:
            raise ModelError(f"{self._path}: not a detector: it wants {shape}. Import a YOLO detection model")
        if shape[2].is_dynamic or shape[3].is_dynamic:
            return None
        return int(shape[2].get_length()), int(shape[3].get_length())

    def _compiled(self, shape: tuple[int, ...]) -> Any:
        try:
            graph = self._read()
            graph.reshape([1, 3, shape[0], shape[1]])
            compiled = self._core.compile_model(self._with_pixels(graph), "CPU", self._options)
        except RuntimeError as error:
            raise ModelError(f"{self._path}: cannot be compiled ({reason_of(error)}). Import it again") from error
        if len(self._requests) >= MAX_GRAPHS:
            self._requests.pop(next(iter(self._requests)))
        return self._requests.setdefault(shape, compiled.create_infer_request())

    def _with_pixels(self, graph: Any) -> Any:
        """Let the graph take 8-bit blue-first pixels: it turns and scales them by itself."""
        steps = ov.preprocess.PrePostProcessor(graph)
        blue_first = ov.preprocess.ColorFormat.BGR
        steps.input().tensor().set_element_type(ov.Type.u8).set_layout(ov.Layout("NHWC")).set_color_format(blue_first)
        to_model = steps.input().preprocess()
        to_model.convert_element_type(ov.Type.f32).convert_color(ov.preprocess.ColorFormat.RGB).scale(255.0)
        steps.input().model().set_layout(ov.Layout("NCHW"))
        return steps.build()
