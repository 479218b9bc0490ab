"""The plugin for QGIS wears what the console wears: its shapes and colours are drawn again here and compared."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORN = ROOT / "plugins/qgis/atalaya_qgis/resources"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dress")
    subprocess.run([sys.executable, ROOT / "installer/qgis_dress.py", folder], cwd=ROOT, check=True, timeout=100)
    return folder


def test_that_every_mark_of_the_plugin_is_the_consoles(drawn: Path) -> None:
    worn = {file.name: file.read_text(encoding="utf-8") for file in (WORN / "marks").glob("*.svg")}
    assert worn == {file.name: file.read_text(encoding="utf-8") for file in (drawn / "marks").glob("*.svg")}
    assert {f"{theme}_p1_{look}.svg" for theme in ("night", "day") for look in ("filled", "outline", "slashed")} <= set(
        worn
    )


def test_that_colours_widths_and_lettering_are_the_consoles(drawn: Path) -> None:
    assert (WORN / "dress.json").read_text(encoding="utf-8") == (drawn / "dress.json").read_text(encoding="utf-8")
