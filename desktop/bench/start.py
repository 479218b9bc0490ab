"""`atalaya bench start`: how long until the first painted map, and the memory of the console with its workers.

The console is started twice in a process of its own, without a display, on an existing store; the second start counts,
as every start but the first of a machine is warm. Without a store that has a base map, the demonstration city is built
in a folder of its own. No node is started: what it takes is the same with any number of consoles.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from desktop.bench.figures import Figure, Figures
from desktop.config import Settings
from desktop.storage import base_maps
from desktop.storage.store import Store

_BUILD_S = 300.0
_START_S = 60.0


class StartNotMeasuredError(RuntimeError):
    """The console did not come up; the message holds its last words."""


def run(args: argparse.Namespace, chosen: Settings) -> Figures:
    del args
    if _has_base_map(chosen):
        return measure(chosen)
    with tempfile.TemporaryDirectory(prefix="atalaya-start-") as folder:
        own = chosen.model_copy(update={"data": Path(folder), "store": None, "broker": None})
        _in_child("desktop.services.exercise.build", _hand_over(own), _BUILD_S)
        return measure(own)


def measure(chosen: Settings) -> Figures:
    """Raises StartNotMeasuredError."""
    file = _hand_over(chosen)
    try:
        _in_child("desktop.bench.start_child", file, _START_S)
        said = _in_child("desktop.bench.start_child", file, _START_S)
    finally:
        file.unlink(missing_ok=True)
    figures: dict[str, Figure] = json.loads(said.splitlines()[-1])
    return Figures(figures)


def _has_base_map(chosen: Settings) -> bool:
    if chosen.store is None and not Path(chosen.store_location).exists():
        return False
    store = Store.open(chosen.store_location)
    try:
        with store.read() as connection:
            return bool(base_maps.every(connection))
    finally:
        store.close()


def _hand_over(chosen: Settings) -> Path:
    """Settings may hold a password: a file of the owner's, not an argument that all may read."""
    handle, name = tempfile.mkstemp(prefix="bench-start-", suffix=".json")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(chosen.model_dump_json())
    return Path(name)


def _in_child(module: str, file: Path, limit_s: float) -> str:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run(
        [sys.executable, "-m", module, str(file)],
        capture_output=True,
        text=True,
        timeout=limit_s,
        check=False,
        env=environment,
    )
    if ended.returncode:
        last = (ended.stderr.strip().splitlines() or ["it ended without a word"])[-1]
        raise StartNotMeasuredError(f"{module} failed: {last}")
    return ended.stdout
