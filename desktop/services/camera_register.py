"""The register of cameras: each an asset on the map and a configuration for the workers, changed together."""

from pathlib import Path
from types import MappingProxyType

from desktop.domain.asset import Asset, AssetKind
from desktop.domain.events import AssetEvent, CameraEvent
from desktop.domain.operator import Operator
from desktop.services.footprints import configured
from desktop.services.permit import permit
from desktop.storage import assets, cameras, journal
from desktop.storage.store import Store
from maps.place import Place
from video.calibration import LOCAL, GroundView
from video.camera import Camera
from video.camera_file import read_camera


class UnknownCameraError(LookupError):
    """There is no camera of that id."""


class CameraRegister:
    """Use cases of the register. Thread: any but Qt's."""

    def __init__(self, store: Store, writer: str = "console") -> None:
        self._store, self._writer = store, writer

    def import_file(self, path: Path, by: Operator) -> Camera:
        """A CAM.toml becomes a camera of the store; raises CameraFileError, CalibrationError, NotPermittedError."""
        camera = read_camera(path)
        self.put(camera, by)
        return camera

    def put(self, camera: Camera, by: Operator) -> None:
        """New, or in the place of the one of that id; raises NotPermittedError."""
        permit(self._store, self._writer, by, "camera.configure")
        place = place_of(camera)
        with self._store.write() as connection:
            known = assets.get(connection, camera.id)
            attributes = MappingProxyType(dict(known.attributes) if known else {"source": Path(camera.url).name})
            code = known.code if known else camera.id
            asset = Asset(camera.id, AssetKind.CAMERA, code, camera.name, place, attributes=attributes)
            assets.put(connection, [asset])
            cameras.put(connection, camera)
            journal.append(connection, configured(camera, f"by {by.login}"), self._writer)
            changed = AssetEvent("changed", AssetKind.CAMERA, 1, camera.id, by.login, (asset,))
            journal.append(connection, changed, self._writer)

    def remove(self, camera_id: str, by: Operator) -> None:
        """The asset stays for its history, without a configuration; raises UnknownCameraError, NotPermittedError."""
        permit(self._store, self._writer, by, "camera.configure")
        with self._store.write() as connection:
            if not cameras.remove(connection, camera_id):
                message = f"there is no camera {camera_id}"
                raise UnknownCameraError(message)
            journal.append(connection, CameraEvent("removed", camera_id, f"by {by.login}"), self._writer)

    def every(self) -> list[Camera]:
        with self._store.read() as connection:
            return cameras.every(connection)


def place_of(camera: Camera) -> Place | None:
    """Where it hangs; for a calibrated one that does not say, the middle of its control points' ground."""
    if camera.mount is not None:
        return camera.mount.place
    if camera.calibration is None or camera.calibration.crs == LOCAL:
        return None
    points = camera.calibration.points
    middle = sum(point.px for point in points) / len(points), sum(point.py for point in points) / len(points)
    return GroundView(camera.calibration).place(middle)
