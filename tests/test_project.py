"""What must stay true of the project as a whole: its names, its pages, the traps of its libraries."""

import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("maps", "video", "drones", "desktop", "plugins")


def test_that_no_other_installed_distribution_owns_one_of_our_names() -> None:
    owners = importlib.metadata.packages_distributions()
    for package in PACKAGES:
        assert set(owners.get(package, ["atalaya-c5"])) == {"atalaya-c5"}


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "README.md", "CONTRIBUTING.md"])
def test_that_every_path_a_page_names_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"`((?:maps|video|drones|desktop|plugins|tests|installer|docs)/[\w./-]*)`", text)
    assert named, f"{page} names no path"
    missing = [path for path in named if not (ROOT / path).exists()]
    assert not missing


EMIT_20000 = """
import sys
from PySide6.QtCore import QObject, Signal

class Bell(QObject):
    rung = Signal(bool)

bell = Bell()
bell.rung.connect(lambda _: None)
before = [sys.getrefcount(None), sys.getrefcount(True)]
for _ in range(20_000):
    bell.rung.emit(True)
    bell.setObjectName("x")
after = [sys.getrefcount(None), sys.getrefcount(True)]
assert all(abs(a - b) < 500 for a, b in zip(after, before)), (before, after)
"""


def test_that_twenty_thousand_signals_leave_the_reference_counts_alone() -> None:
    done = subprocess.run([sys.executable, "-c", EMIT_20000], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_that_no_commit_of_ours_carries_the_shared_data() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert not [
        path for path in tracked if Path(path).suffix in {".pt", ".pbf", ".avi", ".mp4", ".pmtiles", ".parquet"}
    ]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-qgis.lock"])
def test_that_a_lock_names_hashes_and_no_index(name: str) -> None:
    lock = (ROOT / "installer" / name).read_text(encoding="utf-8")
    assert "--hash=sha256:" in lock
    assert "://" not in lock
