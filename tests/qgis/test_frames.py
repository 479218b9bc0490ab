"""QGIS as the peer of the map bench: its own renderer draws the frames, in a process that has nothing of ours."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, City, start

SCRIPT = ROOT / "desktop/bench/qgis_frames.py"


@pytest.fixture
def drawn(template: City, tmp_path: Path) -> list[str]:
    """The words of the script: the file, and the view."""
    file = tmp_path / "frames.gpkg"
    other = start("frames", template.data / template.facts["bases"][0], file)
    view = other.hear()
    other.end()
    return [str(file), *map(str, view)]


def test_that_qgis_draws_the_frames_of_the_bench(drawn: list[str]) -> None:
    done = subprocess.run([sys.executable, SCRIPT, *drawn], capture_output=True, text=True, timeout=100, check=True)
    figures = json.loads(done.stdout)
    assert figures["version"].startswith("3.")
    assert len(figures["frames_ms"]) == 15
    assert all(taken > 0.0 for taken in figures["frames_ms"])


def test_that_a_file_that_qgis_cannot_read_is_said(drawn: list[str], tmp_path: Path) -> None:
    gone = [str(tmp_path / "gone.gpkg"), *drawn[1:]]
    done = subprocess.run([sys.executable, SCRIPT, *gone], capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 1
    assert "QGIS cannot read point" in done.stderr
