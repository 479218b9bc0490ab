"""Asks the child that solves, tells how far it is, and ends it when nobody wants the answer any more."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from desktop.domain.site_plan import Aim, Question
from desktop.services.siting.options import Options
from desktop.services.siting.wants import Standing, covering, nearing
from maps.arrays_file import Arrays, take_arrays, write_arrays

Floats = NDArray[np.float64]
Indexes = NDArray[np.intp]
GRACE_S = 30.0
"""Beyond the planner's patience, for reading and writing."""


class StoppedError(RuntimeError):
    """The planner stopped the calculation; nothing has changed."""


class NotSolvedError(RuntimeError):
    """The solver gave no answer; the message says what it said last."""


class Stop:
    """Pressed by any thread; looked at by the one that calculates."""

    def __init__(self) -> None:
        self._pressed = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def press(self) -> None:
        self._pressed.set()
        with self._lock:
            if self._child is not None:
                self._child.kill()

    def look(self) -> None:
        """Raises StoppedError."""
        if self._pressed.is_set():
            raise StoppedError

    def holds(self, child: "subprocess.Popen[bytes] | None") -> None:
        """The child to be ended when it is pressed."""
        with self._lock:
            self._child = child
        if child is not None and self._pressed.is_set():
            child.kill()


@dataclass(frozen=True, slots=True)
class Solved:
    """`chosen` are indexes of the options; `gap` 0 where it is proved that no other choice gains more."""

    chosen: tuple[int, ...]
    gap: float
    is_proved: bool


def problem_of(question: Question, places: Floats, options: Options, state: Standing) -> Arrays:
    """`places` (n, 2) are the candidates."""
    if question.aim is Aim.COVER:
        wants = covering(options, np.where(state.served, 0.0, state.worth))
    else:
        wants = nearing(places, state, question.served_m)
    each = np.full(len(options), question.each_cost)
    budget = question.budget if question.budget is not None else float(each.sum()) or 1.0
    return {
        "gain": wants.gain,
        "after": wants.after,
        "link_want": wants.link_want,
        "link_site": wants.link_site,
        "cost": each,
        "price": question.weights.cost * wants.usual_gain * np.ones(len(options)),
        "place": options.candidate,
        "count": np.array(question.count if question.count is not None else len(options)),
        "budget": np.array(budget),
        "patience_s": np.array(question.patience_s),
        "is_coarse": np.array(wants.is_coarse),
    }


def solve(problem: Arrays, stop: Stop, on_gap: Callable[[float | None], None]) -> Solved:
    """Raises StoppedError, NotSolvedError. `on_gap` hears of each better choice, how far from proved it is."""
    if not len(problem["gain"]):
        return Solved((), 0.0, is_proved=True)
    with tempfile.TemporaryDirectory(prefix="atalaya-siting-") as folder:
        asked, answered = Path(folder) / "problem.npz", Path(folder) / "answer.npz"
        write_arrays(asked, problem)
        last = _run(asked, answered, stop, on_gap, float(problem["patience_s"]) + GRACE_S)
        if not answered.is_file():
            raise NotSolvedError(f"the solver ended without an answer: {last or 'no word'}. Try a smaller part")
        found = take_arrays(answered)
    return Solved(tuple(found["chosen"].tolist()), float(found["gap"]), bool(found["proved"]))


def _run(asked: Path, answered: Path, stop: Stop, on_gap: Callable[[float | None], None], longest_s: float) -> str:
    command = [sys.executable, "-m", "desktop.services.siting.solve", str(asked), str(answered), str(os.getpid())]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    stop.holds(child)
    late = threading.Timer(longest_s, child.kill)
    late.start()
    try:
        last = _listen(child.stderr, on_gap)
        child.wait()
    finally:
        late.cancel()
        stop.holds(None)
        child.kill()
        child.wait()
        if child.stderr is not None:
            child.stderr.close()
    stop.look()
    return last


def _listen(words: IO[bytes] | None, on_gap: Callable[[float | None], None]) -> str:
    """Until the child ends; its last line that is no news of a choice."""
    last = ""
    for line in words or ():
        try:
            on_gap(json.loads(line)["gap"])
        except (ValueError, KeyError, TypeError):
            last = line.decode("utf-8", "replace").strip()[:200] or last
    return last
