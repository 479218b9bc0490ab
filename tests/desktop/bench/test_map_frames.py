"""The bench of the canvas says what it could not measure."""

from pathlib import Path

import pytest

from desktop.bench.map_frames import FramesNotMeasuredError, measure
from maps.place import Place


def test_that_a_city_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(FramesNotMeasuredError, match="drew no picture"):
        measure(tmp_path / "gone.gpkg", Place(47.141, 9.521), 5_000)
