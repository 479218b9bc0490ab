"""A clip that is made, not shared: a bright square walks over a grey picture."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from video.model_import import import_model, kept_import

CLIP_FPS, CLIP_FRAMES, CLIP_WIDTH_PX, CLIP_HEIGHT_PX = 10, 15, 160, 120


def write_clip(path: Path, frames: int = CLIP_FRAMES, size_px: tuple[int, int] = (160, 120)) -> Path:
    width_px, height_px = size_px
    with av.open(str(path), "w", format="avi") as container:
        stream = container.add_stream("mpeg4", rate=Fraction(CLIP_FPS))
        stream.width, stream.height, stream.pix_fmt = width_px, height_px, "yuv420p"
        for number in range(frames):
            picture = np.full((height_px, width_px, 3), 60, np.uint8)
            picture[40:80, 8 * number % width_px : 8 * number % width_px + 30] = 230
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode())
    return path


@pytest.fixture(scope="session")
def imported_model(shared: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real yolo11n, imported once for all tests; not to be changed."""
    source, kept = shared("models/yolo11n.pt"), tmp_path_factory.getbasetemp() / "data" / "models"
    return kept_import(source, kept) or import_model(source, kept)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """1.5 s at 10 frames a second."""
    return write_clip(tmp_path / "clip.avi")
