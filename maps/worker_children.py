"""The children of the map worker and how they are asked: one by role, started when first needed, one job at a time."""

import itertools
import threading
from collections.abc import Callable
from pathlib import Path

from maps.picture_file import open_folder, remove_folder, runtime_folder
from maps.worker_messages import Job, Progress, Reply
from maps.worker_process import WorkerProcess
from maps.worker_queue import Task, WorkerFault

LARGEST_PICTURE_PX = 80_000_000
"""An A3 page at 300 dpi is 17 million, two 8K screens 66 million."""
MEMORY_MB = {"draw": 2048, "files": 3072, "layers": 4096, "tables": 4096, "prepare": 8192}
"""What a child of each role may hold, by the kernel's limit on its address space."""
_LOOK_S = 0.5


class Children:
    """`runtime` is the folder for pictures in passing. `on_crash` hears of every child that died. Any thread."""

    def __init__(self, runtime: Path | None, on_crash: Callable[[WorkerFault], None]) -> None:
        self._folder = open_folder(runtime or runtime_folder())
        self._on_crash = on_crash
        self.processes: dict[str, WorkerProcess] = {}
        self._starting = threading.Lock()
        self._tickets = itertools.count(1)

    def ticket(self) -> int:
        return next(self._tickets)

    def picture(self, ticket: int) -> Path:
        """Where the child of a job puts its picture."""
        return self.file(ticket, "bgra")

    def file(self, ticket: int, ending: str) -> Path:
        """As `picture`, of another kind."""
        return self._folder / f"{ticket}.{ending}"

    def process(self, role: str) -> WorkerProcess:
        """The child of a role, started when it is first asked for."""
        with self._starting:
            if role not in self.processes:
                self.processes[role] = self.fresh(role, MEMORY_MB[role])
            return self.processes[role]

    def fresh(self, role: str, memory_mb: int) -> WorkerProcess:
        """A child of the asker's own, who closes it."""
        return WorkerProcess(role, self._folder / f"{role}.log", memory_mb, self._on_crash)

    def cancel(self, ticket: int) -> None:
        for process in tuple(self.processes.values()):
            process.cancel(ticket)

    def close(self) -> None:
        """Ends the children; nobody is called back any more."""
        for process in self.processes.values():
            process.close()
        remove_folder(self._folder)

    def wait_for(
        self, process: WorkerProcess, job: Job, silence_s: float, on_progress: Callable[[float], None] | None = None
    ) -> Reply | WorkerFault:
        """Asks and waits; never on the thread that a callback came on."""
        outcome: list[Reply | WorkerFault] = []
        finished = threading.Event()

        def on_reply(reply: Reply) -> None:
            if isinstance(reply, Progress):
                if on_progress is not None:
                    on_progress(reply.done_ratio)
                return
            on_end(reply)

        def on_end(end: Reply | WorkerFault) -> None:
            outcome.append(end)
            finished.set()

        process.queue.put(Task(self.ticket(), job, on_reply, on_end, _nothing, silence_s))
        while not finished.wait(_LOOK_S):
            if process.queue.is_closed:
                return WorkerFault("lost", "closed")
        return outcome[0]


def _nothing() -> None:
    """Nothing to discard: an import's file appears whole or not at all, the others are their asker's."""
