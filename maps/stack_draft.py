"""One request for a picture of a stack: its pictures as they come, and which layer to leave out when its child dies."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from maps.layer_facts import LayerNews
from maps.layer_messages import LayerBegun, StackDone, StackJob, StackPart
from maps.stack_picture import StackPicture
from maps.viewport import Viewport
from maps.worker_answers import fault_of, taken
from maps.worker_messages import Job, Reply
from maps.worker_queue import WorkerFault

OnPicture = Callable[[StackPicture | WorkerFault], None]
News = tuple[LayerNews, ...]


class StackDraft:
    """`completed` adds to the child's news what the parent knows; `bar` hears of a layer that killed its child."""

    def __init__(
        self,
        job: StackJob,
        viewport: Viewport,
        on_picture: OnPicture,
        completed: Callable[[News], News],
        bar: Callable[[str, WorkerFault], None],
    ) -> None:
        self.job = job
        self._viewport = viewport
        self._on_picture = on_picture
        self._completed = completed
        self._bar = bar
        self._suspect = ""
        self._blind_tries = 0

    def on_reply(self, reply: Reply) -> None:
        if isinstance(reply, LayerBegun):
            self._suspect = reply.layer_id
        elif isinstance(reply, StackPart | StackDone):
            self._on_picture(self._picture(reply))
        else:
            self._on_picture(fault_of(reply))

    def _picture(self, reply: StackPart | StackDone) -> StackPicture | WorkerFault:
        pixels = taken(Path(f"{self.job.picture}.{reply.number}"), reply.width_px, reply.height_px)
        if isinstance(pixels, WorkerFault):
            return pixels
        news, is_final = self._completed(reply.news), isinstance(reply, StackDone)
        return StackPicture(self._viewport, self.job.ratio, reply.width_px, reply.height_px, pixels, news, is_final)

    def again(self, fault: WorkerFault) -> Job | None:
        """The same stack without the layer that was being read; or see below when none was."""
        self.discard()
        if fault.code not in ("crashed", "timeout"):
            return None
        suspect, self._suspect = self._suspect, ""
        if not suspect:
            return self._after_blind_crash()
        self._bar(suspect, fault)
        self.job = msgspec.structs.replace(self.job, barred={**self.job.barred, suspect: fault.code})
        return self.job

    def _after_blind_crash(self) -> Job | None:
        """Once as it was, then without the labels, which are of all layers together."""
        self._blind_tries += 1
        if self._blind_tries == 2:
            layers = tuple(msgspec.structs.replace(layer, labels=None) for layer in self.job.layers)
            self.job = msgspec.structs.replace(self.job, layers=layers)
        return self.job if self._blind_tries <= 2 else None

    def discard(self) -> None:
        prefix = Path(self.job.picture)
        for picture in prefix.parent.glob(f"{prefix.name}.*"):
            picture.unlink(missing_ok=True)
