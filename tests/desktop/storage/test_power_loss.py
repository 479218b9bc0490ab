"""Power that goes at any moment takes nothing that was acknowledged and leaves a sound file."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("power_loss.py")


@pytest.fixture
def outcome(store_file: Callable[[Path], Path], tmp_path: Path) -> Callable[[str], dict[str, int]]:
    """What the crash points of one run came to, by PRAGMA synchronous (`own`: the engine's)."""
    pytest.importorskip("apsw")
    template = store_file(tmp_path / "template.sqlite")

    def run(synchronous: str) -> dict[str, int]:
        command = [sys.executable, str(PROGRAM), str(template), str(tmp_path / synchronous), synchronous]
        return json.loads(subprocess.run(command, check=True, timeout=90, capture_output=True, text=True).stdout)

    return run


def test_that_power_loss_takes_no_acknowledged_commit(outcome: Callable[[str], dict[str, int]]) -> None:
    found = outcome("own")
    assert found["points"] > 300
    assert (found["lost"], found["corrupt"]) == (0, 0)


def test_that_the_same_disks_would_show_a_store_that_does_not_wait_for_them(
    outcome: Callable[[str], dict[str, int]],
) -> None:
    found = outcome("0")
    assert found["lost"] + found["corrupt"] > 0
