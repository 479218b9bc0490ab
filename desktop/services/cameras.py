"""The cameras of a node: hosts those of the store in workers, gives them a model when there is one, hears them out.

A camera that is added, changed or taken away in the store is so in the workers within seconds; workers whose cameras
stay the same are not disturbed. Pictures and motion need no model.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.services.alarms import Alarms
from desktop.services.surveillance import Surveillance
from desktop.storage import cameras as camera_rows
from desktop.storage.fault import StoreError
from desktop.storage.store import Store
from video.camera import Camera
from video.crew import CameraCrew, CrewOptions
from video.messages import CameraState, CameraStep, FromWorker
from video.model import DEFAULT_MODEL, ModelFolders, ready_model
from video.model_record import ModelError

LOOK_S = 2.0
MODEL_RETRY_S = 60.0
STOP_S = 30.0

log = logging.getLogger(__name__)

FindModel = Callable[[], Path]


@dataclass(frozen=True, slots=True)
class CameraPlaces:
    """Where frame slots lie and how a model is found; `find_model` may take ten seconds and raises ModelError."""

    runtime: Path
    find_model: FindModel


def places_of(data: Path, runtime: Path, models: Path | None, shared: Path | None) -> CameraPlaces:
    """Folders in the order of `video.model`; a `.pt` that is found first is imported, once."""
    folders = ModelFolders.of(data, models, shared)
    return CameraPlaces(runtime, lambda: ready_model(DEFAULT_MODEL, folders, lambda line: log.info("%s", line)))


class Cameras:
    """A part of the node: `start` and `stop`; `count` is for its pulse."""

    def __init__(self, store: Store, alarms: Alarms, places: CameraPlaces, options: CrewOptions | None = None) -> None:
        self._store, self._places = store, places
        self._surveillance = Surveillance(store, alarms, self._attend)
        self._crew = CameraCrew((), self._hear, places.runtime, None, options)
        self._online: dict[str, bool] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._follow_store, name="cameras", daemon=True)
        self._model_thread = threading.Thread(target=self._follow_model, name="camera model", daemon=True)

    @property
    def crew(self) -> CameraCrew:
        return self._crew

    def start(self) -> None:
        """Raises OSError when the runtime folder cannot be used."""
        self._surveillance.start()
        self._crew.start()
        self._thread.start()
        self._model_thread.start()

    def stop(self) -> None:
        """End the workers, then write what they said last."""
        self._stopping.set()
        self._thread.join(STOP_S)
        self._crew.stop()
        self._surveillance.stop()

    def count(self) -> tuple[int, int]:
        """How many cameras there are and how many give pictures."""
        cameras = self._crew.cameras
        return len(cameras), sum(self._online.get(camera.id, False) for camera in cameras)

    def forget_old(self) -> int:
        """Sightings older than a day; a round of the node."""
        return self._surveillance.forget_old()

    def _hear(self, message: FromWorker) -> None:
        if isinstance(message, CameraState):
            self._online[message.camera_id] = message.step is CameraStep.ONLINE
        self._surveillance.hear(message)

    def _attend(self, camera_ids: frozenset[str]) -> None:
        self._crew.attend(camera_ids)

    def _follow_store(self) -> None:
        while not self._stopping.is_set():
            wanted = self._wanted()
            if wanted is not None and wanted != self._crew.cameras:
                log.info("%d cameras", len(wanted))
                self._crew.change(wanted)
            self._stopping.wait(LOOK_S)

    def _wanted(self) -> tuple[Camera, ...] | None:
        """None when the store cannot be read: the cameras go on as they are."""
        try:
            with self._store.read() as connection:
                return tuple(camera_rows.every(connection))
        except StoreError:
            return None

    def _follow_model(self) -> None:
        """Look for a model until there is one; said once, not every minute."""
        said = ""
        while not self._stopping.is_set():
            try:
                self._crew.use_model(self._places.find_model())
            except ModelError as error:
                if str(error) != said:
                    log.warning("cameras without analysis: %s", error)
                said = str(error)
            else:
                return
            self._stopping.wait(MODEL_RETRY_S)
