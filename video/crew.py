"""The workers of all cameras, from their parent's side: who hosts which camera, and what is told to whom.

A crew has as many workers as its cameras need; a camera that kills its worker again and again is found by halving that
worker's cameras, until it sits alone and only it is degraded.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from video.camera import Camera
from video.crew_member import CrewMember
from video.frame_slot import remove_orphans
from video.messages import Attend, Beat, Begin, CameraState, CameraStep, FromWorker, ModelState, UseModel, WorkerOptions
from video.slot_folder import prepare_slots, remove_slots
from video.slot_layout import slot_path

log = logging.getLogger(__name__)

CAMERAS_A_WORKER = 16
OnMessage = Callable[[FromWorker], None]


@dataclass(frozen=True, slots=True)
class CrewOptions:
    """`detector_budget_cores` is shared by all workers; `cameras_a_worker` weighs memory against neighbours lost."""

    detector_budget_cores: float = 1.0
    cameras_a_worker: int = CAMERAS_A_WORKER
    imgsz: int | None = None


class CameraCrew:
    """Messages come on the members' threads, one member after another never at once for one camera.

    `model` is a path that `Detector.open` takes, or None: then cameras show video and motion only.
    """

    def __init__(
        self,
        cameras: Iterable[Camera],
        on_message: OnMessage,
        runtime_dir: Path,
        model: Path | None = None,
        options: CrewOptions | None = None,
    ) -> None:
        self.cameras = tuple(cameras)
        self._on_message = on_message
        self._runtime = runtime_dir
        self._model = model
        self._options = options or CrewOptions()
        self._lock = threading.Lock()
        self._members: list[CrewMember] = []
        self._attended: frozenset[str] = frozenset()
        self._beats: dict[frozenset[str], Beat] = {}
        self._slots = runtime_dir
        self._stopped = False

    def start(self) -> None:
        """Start the workers; raises OSError when the runtime folder cannot be used."""
        self._slots = prepare_slots(self._runtime, max(CAMERAS_A_WORKER, len(self.cameras)))
        remove_orphans(self._slots)
        with self._lock:
            self._host(self.cameras)

    def change(self, cameras: Iterable[Camera]) -> None:
        """Host these from now on; workers whose cameras stay as they are go on undisturbed."""
        wanted = tuple(cameras)
        with self._lock:
            known = set(wanted)
            staying = [member for member in self._members if known.issuperset(member.begin.cameras)]
            leaving = [member for member in self._members if member not in staying]
            self._members = staying
        for member in leaving:
            member.stop()
        hosted = {camera.id for member in staying for camera in member.begin.cameras}
        gone = {camera.id for camera in self.cameras} - {camera.id for camera in wanted}
        for camera_id in gone:
            slot_path(self._slots, camera_id).unlink(missing_ok=True)
        with self._lock:
            self.cameras = wanted
            self._beats = {names: beat for names, beat in self._beats.items() if names <= hosted}
            self._host(tuple(camera for camera in wanted if camera.id not in hosted))

    def stop(self) -> None:
        """End every worker and remove its slots."""
        with self._lock:
            self._stopped = True
            members = tuple(self._members)
        for member in members:
            member.stop()
        for camera in self.cameras:
            slot_path(self._slots, camera.id).unlink(missing_ok=True)
        remove_slots(self._runtime)

    def use_model(self, model: Path) -> None:
        """Analyse with this model from now on."""
        with self._lock:
            self._model = model
            for member in self._members:
                member.begin = replace(member.begin, model=str(model))
                member.tell(UseModel(str(model)))

    def attend(self, camera_ids: Iterable[str]) -> None:
        """Name the cameras with open alarms: they get their full rate, as the watched ones do."""
        attended = frozenset(camera_ids)
        with self._lock:
            if attended == self._attended:
                return
            self._attended = attended
            for member in self._members:
                member.tell(Attend(attended))

    @property
    def pids(self) -> tuple[int, ...]:
        """Processes of the workers that run now."""
        return tuple(pid for member in self._members if (pid := member.pid) is not None)

    @property
    def analysed_fps(self) -> dict[str, float]:
        """Analysed frames per second of every camera, as last heard."""
        with self._lock:
            return {name: rate for beat in self._beats.values() for name, rate in beat.analysed_fps.items()}

    def _host(self, cameras: tuple[Camera, ...]) -> None:
        size = max(1, self._options.cameras_a_worker)
        for first in range(0, len(cameras), size):
            self._add(cameras[first : first + size])

    def _add(self, cameras: tuple[Camera, ...]) -> None:
        share = self._options.detector_budget_cores * len(cameras) / max(1, len(self.cameras))
        options = WorkerOptions(share, self._options.imgsz, log.getEffectiveLevel())
        begin = Begin(cameras, str(self._slots), str(self._model) if self._model else None, options)
        names = frozenset(camera.id for camera in cameras)
        member = CrewMember(begin, lambda message: self._hear(names, message), self._bury)
        self._members.append(member)
        member.start()

    def _hear(self, names: frozenset[str], message: FromWorker) -> None:
        if isinstance(message, Beat):
            with self._lock:
                self._beats[names] = message
        elif isinstance(message, ModelState):
            self._welcome(names)
        self._on_message(message)

    def _welcome(self, names: frozenset[str]) -> None:
        """A worker that has just come to life must know the cameras with alarms."""
        with self._lock:
            attended = self._attended
            member = next((one for one in self._members if _names(one) == names), None)
        if attended and member is not None:
            member.tell(Attend(attended))

    def _bury(self, member: CrewMember, degraded: bool) -> None:  # noqa: FBT001 - a callback's shape
        step = CameraStep.DEGRADED if degraded else CameraStep.RESTARTED
        cameras = member.begin.cameras
        with self._lock:
            self._beats.pop(_names(member), None)
        if degraded and len(cameras) > 1:
            step = CameraStep.RESTARTED
            self._halve(member)
        now = datetime.now(UTC)
        for camera in cameras:
            self._on_message(CameraState(camera.id, step, now))

    def _halve(self, member: CrewMember) -> None:
        cameras = member.begin.cameras
        middle = len(cameras) // 2
        log.warning("a worker of %s cameras dies again and again: its cameras are parted", len(cameras))
        with self._lock:
            if self._stopped:
                return
            member.retire()
            self._members.remove(member)
            self._add(cameras[:middle])
            self._add(cameras[middle:])


def _names(member: CrewMember) -> frozenset[str]:
    return frozenset(camera.id for camera in member.begin.cameras)
