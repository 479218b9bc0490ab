"""A picture of a stack that is waited for until all that its layers need is prepared: for verbs, pages and benches."""

import threading
import time
from dataclasses import dataclass

from maps.layer_facts import LayerState
from maps.layer_preparing import Preparation
from maps.layer_worker import LayerWorker
from maps.stack import Stack
from maps.stack_picture import StackPicture
from maps.viewport import Viewport
from maps.worker_queue import WorkerFault


@dataclass(frozen=True, slots=True)
class Still:
    """What is to be drawn: `style` is night or day, `scale` device pixels per pixel."""

    stack: Stack
    viewport: Viewport
    style: str
    scale: float = 1.0


class StackNotDrawnError(RuntimeError):
    """There is no picture; the message says why."""


def take_still(worker: LayerWorker, still: Still, patience_s: float = 600.0) -> StackPicture:
    """Never on the thread of a window. Raises StackNotDrawnError."""
    until_s = time.monotonic() + patience_s
    changed = threading.Event()

    def heed(change: Preparation) -> None:
        if change.is_over:
            changed.set()

    unwatch = worker.watch(heed)
    try:
        while True:
            changed.clear()
            picture = _drawn(worker, still, until_s)
            if all(news.state is not LayerState.PREPARING for news in picture.news):
                return picture
            if not changed.wait(max(0.0, until_s - time.monotonic())):
                raise StackNotDrawnError("its layers were not prepared in time")
    finally:
        unwatch()


def _drawn(worker: LayerWorker, still: Still, until_s: float) -> StackPicture:
    came = threading.Event()
    outcome: list[StackPicture | WorkerFault] = []

    def on_picture(one: StackPicture | WorkerFault) -> None:
        outcome.append(one)
        if isinstance(one, WorkerFault) or one.is_final:
            came.set()

    ticket = worker.draw(still.stack, still.viewport, still.style, still.scale, on_picture, whole=True)
    if not came.wait(max(0.0, until_s - time.monotonic())):
        worker.cancel(ticket)
        raise StackNotDrawnError("it took too long")
    last = outcome[-1]
    if isinstance(last, WorkerFault):
        raise StackNotDrawnError(str(last))
    return last
