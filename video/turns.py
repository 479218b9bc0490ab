"""The analysis thread of a worker: one detector for all its cameras, each camera in its turn within the budget.

The detector and what it needs are imported on the thread, when there is a model: that takes two seconds, in which the
cameras show already.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from video import confinement
from video.analyst import CameraAnalyst
from video.budget import DetectorBudget
from video.feed import CameraFeed
from video.messages import FromWorker, ModelState, WorkerOptions
from video.model_record import ModelError

if TYPE_CHECKING:
    from video.detector import Detector

log = logging.getLogger(__name__)

IDLE_S = 0.1
RETRY_S = 60.0
"""A detector that failed is tried again so much later; the pictures go on."""


class Turns:
    """`run` on its own thread; the other methods from the main thread."""

    def __init__(
        self,
        feeds: tuple[CameraFeed, ...],
        options: WorkerOptions,
        wake: threading.Event,
        tell: Callable[[FromWorker], None],
    ) -> None:
        self._feeds = feeds
        self._analysts = tuple(CameraAnalyst(feed) for feed in feeds)
        self._options = options
        self._wake = wake
        self._tell = tell
        self._wanted: Path | None = None
        self._load_s = 0.0
        self._detector: Detector | None = None
        self._has_model: bool | None = False
        self._busy_since_s: float | None = None
        self._budget = DetectorBudget(options.detector_budget_cores, time.monotonic())
        self.cpu_s = 0.0

    def use(self, model: Path) -> None:
        """Load this model as soon as the thread can."""
        self._has_model = None
        self._wanted, self._load_s = model, 0.0
        self._wake.set()

    def attend(self, camera_ids: Iterable[str]) -> None:
        """Give these their full rate."""
        attended = frozenset(camera_ids)
        for analyst in self._analysts:
            analyst.attended = analyst.camera.id in attended

    def confine(self) -> None:
        """Before any stream is opened: with no model to load first, its addresses are limited from the start."""
        if self._wanted is None:
            confinement.limit_growth(len(self._feeds))

    def busy_s(self) -> float:
        """How long the step under way has taken."""
        since_s = self._busy_since_s
        return 0.0 if since_s is None else time.monotonic() - since_s

    def rates(self) -> dict[str, float]:
        return {analyst.camera.id: round(analyst.analysed_fps(), 2) for analyst in self._analysts}

    def say(self) -> None:
        """Tell the readers of every slot how its camera is."""
        for analyst in self._analysts:
            analyst.say(self._has_model)

    def run(self) -> None:
        """Analyse for ever."""
        while True:
            if self._wanted is not None and time.monotonic() >= self._load_s:
                self._load(self._wanted)
            self._wake.wait(IDLE_S)
            self._wake.clear()
            while self._analyse_next():
                pass

    def _analyse_next(self) -> bool:
        now_s = time.monotonic()
        waiting = [one for analyst in self._analysts if (one := analyst.waiting(now_s)) is not None]
        chosen = self._budget.next_one(waiting, now_s)
        if chosen is None:
            return False
        analyst = next(one for one in self._analysts if one.camera.id == chosen.camera_id)
        self._step(analyst, pressing=chosen.pressing)
        return True

    def _step(self, analyst: CameraAnalyst, *, pressing: bool) -> None:
        before_s = self._own_cpu_s()
        self._busy_since_s = time.monotonic()
        try:
            for message in analyst.analyse(self._detector):
                self._tell(message)
            self._grow()
        except ModelError as error:
            self._lose_model(error)
        self._busy_since_s = None
        cost_s = max(0.0, self._own_cpu_s() - before_s)
        self.cpu_s += cost_s
        self._budget.spend(cost_s, pressing=pressing)

    def _grow(self) -> None:
        """Let the detector learn one more size of picture; the margin for the streams is kept afterwards."""
        if self._detector is not None and self._detector.wants_growth:
            self._detector.grow()
            confinement.limit_growth(len(self._feeds))

    def _own_cpu_s(self) -> float:
        """Processor time of all threads that do not decode: the detector has threads of its own."""
        return time.process_time() - sum(feed.cpu_s() for feed in self._feeds)

    def _load(self, model: Path) -> None:
        from video.detector import Detector  # noqa: PLC0415 - loads the inference engine

        confinement.limit_addresses(confinement.START_LIMIT_BYTES)
        threads = max(1, round(self._options.detector_budget_cores))
        try:
            detector = Detector.open(model, self._options.imgsz, threads, growing=False)
        except ModelError as error:
            self._lose_model(error)
            return
        self._wanted = None
        self._detector = detector
        for analyst in self._analysts:
            analyst.equip(detector.class_names)
        self._has_model = True
        self._tell(ModelState(model.name))
        limit_bytes = confinement.limit_growth(len(self._feeds))
        log.info("model %s loaded; address space limited to %d MiB", model.name, limit_bytes // confinement.MIB)

    def _lose_model(self, error: ModelError) -> None:
        """Go on without analysis, say why, and try again later."""
        log.warning("no analysis: %s", error)
        model = self._wanted or (self._detector.model.path if self._detector is not None else None)
        self._detector, self._has_model = None, False
        self._wanted, self._load_s = model, time.monotonic() + RETRY_S
        for analyst in self._analysts:
            analyst.equip(None)
        self._tell(ModelState("", str(error)))
