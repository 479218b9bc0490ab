"""Each contract between floors is broken once on purpose, in a copy, to see it caught."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BREACHES = {
    "Floors: down only": ("maps/zone_breach.py", "import desktop.config"),
    "Rooms of desktop: down only": ("desktop/domain/breach.py", "import desktop.services.clock"),
    "Qt lives in view folders": ("desktop/services/breach.py", "import PySide6.QtCore"),
    "Only views and desktop.app import a view": ("desktop/services/breach.py", "import maps.view.canvas"),
    "GDAL and Mapnik are imported by the map worker alone": ("maps/breach.py", "import pyogrio"),
    "One SQLite library opens the store": ("desktop/storage/breach.py", "import sqlite3"),
    "A plugin enters by desktop.api": ("plugins/breach.py", "import desktop.services.clock"),
}


@pytest.mark.parametrize("contract", BREACHES)
def test_that_a_breach_of_the_contract_is_caught(contract: str, tmp_path: Path) -> None:
    for package in ("maps", "video", "drones", "desktop", "plugins"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "qgis"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    file, line = BREACHES[contract]
    (tmp_path / file).write_text(f'"""A breach."""\n\n{line}\n')
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False,
        env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert f"{contract} BROKEN" in " ".join(done.stdout.split()), done.stdout[-1500:] + done.stderr[-500:]
