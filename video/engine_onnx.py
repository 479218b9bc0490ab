"""Runs a model's graph with onnxruntime on the CPU: for ONNX files where there is no OpenVINO, and a fifth slower."""

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime as ort

from video.letterbox import Image
from video.model_record import Model, ModelError, reason_of

_state: Any = importlib.import_module("onnxruntime.capi.onnxruntime_pybind11_state")  # its errors share no class
_REFUSALS = (
    _state.Fail,
    _state.InvalidArgument,
    _state.InvalidGraph,
    _state.InvalidProtobuf,
    _state.NoSuchFile,
    _state.NotImplemented,
    _state.RuntimeException,
    RuntimeError,
)


class OnnxEngine:
    """onnxruntime on the CPU: about a fifth slower than OpenVINO at equal precision."""

    def __init__(self, model: Model, threads: int) -> None:
        self._session = open_session(model.path, threads)
        node = self._session.get_inputs()[0]
        self._input = str(node.name)
        height, width = node.shape[2], node.shape[3]
        self.fixed = (height, width) if isinstance(height, int) and isinstance(width, int) else None

    def has_graph(self, shape: tuple[int, int]) -> bool:  # noqa: ARG002 - one graph takes every shape
        return True

    def compile_graph(self, shape: tuple[int, int]) -> None:
        """Nothing to do: one graph takes every shape."""

    def run(self, laid: Image) -> npt.NDArray[np.float32]:
        planes = np.ascontiguousarray(laid[None, :, :, ::-1].transpose(0, 3, 1, 2), np.float32) / np.float32(255)
        return np.asarray(self._session.run(None, {self._input: planes})[0][0], np.float32)


def open_session(path: Path, threads: int = 1) -> Any:
    """An onnxruntime session; raises ModelError."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    try:
        return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except _REFUSALS as error:
        raise ModelError(f"{path}: not a readable ONNX model ({reason_of(error)}). Import it again") from error
