"""The register of cameras: from a CAM.toml to the map and the workers, with its rights and its journal."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.cli import main
from desktop.domain.operator import NotPermittedError, Operator, Role
from desktop.services.camera_register import CameraRegister, UnknownCameraError
from desktop.storage import assets, cameras, journal
from desktop.storage.store import Store
from video.camera_file import CameraFileError

ADMIN = Operator("a", "ada", "Ada", Role.ADMIN)
OPERATOR = Operator("o", "olga", "Olga", Role.OPERATOR)
CAM = """
id = "C-01"
name = "Parque"
url = "rtsp://user:secret@10.0.0.1/stream"
[place]
lat = 22.77
lon = -102.34
"""


@pytest.fixture
def store(data: Path) -> Store:
    return Store.open(data / "atalaya.sqlite")


def test_that_a_camera_file_becomes_an_asset_and_a_configuration(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "cam.toml"
    file.write_text(CAM)
    CameraRegister(store).import_file(file, ADMIN)
    with store.read() as connection:
        asset, camera = assets.get(connection, "C-01"), cameras.get(connection, "C-01")
        kinds = [row.kind for row in journal.after(connection, 0, 10)]
    assert asset is not None
    assert asset.place is not None
    assert camera is not None
    assert camera.name == asset.name == "Parque"
    assert kinds == ["camera.configured", "asset.changed"]
    store.close()


def test_that_a_calibrated_camera_stands_where_its_ground_is(
    shared: Callable[[str], Path], data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "cam.toml"
    points = shared("video/Testvideo_FR20_refpts.csv")
    assert (
        main(["video", "calibrate", str(points), "--crs", "EPSG:32633", "--out", str(file), "--data", str(data)]) == 0
    )
    assert main(["cameras", "add", str(file), "--data", str(data)]) == 0
    store = Store.open(data / "atalaya.sqlite")
    with store.read() as connection:
        (camera,) = cameras.every(connection)
        asset = assets.get(connection, camera.id)
    assert asset is not None
    assert asset.place is not None
    assert asset.place.lat_deg == pytest.approx(51.1, abs=0.1)
    assert asset.place.lon_deg == pytest.approx(13.9, abs=0.1)
    store.close()


def test_that_who_may_not_configure_changes_nothing(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "cam.toml"
    file.write_text(CAM)
    with pytest.raises(NotPermittedError):
        CameraRegister(store).import_file(file, OPERATOR)
    assert CameraRegister(store).every() == []
    store.close()


def test_that_an_unknown_key_is_named(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "cam.toml"
    file.write_text(CAM + "colour = 3\n")
    with pytest.raises(CameraFileError, match="colour"):
        CameraRegister(store).import_file(file, ADMIN)
    with pytest.raises(UnknownCameraError):
        CameraRegister(store).remove("C-99", ADMIN)
    store.close()


def test_that_the_list_never_shows_a_password(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cam.toml"
    file.write_text(CAM)
    CameraRegister(store).import_file(file, ADMIN)
    store.close()
    assert main(["cameras", "list", "--data", store.where.rpartition("/")[0]]) == 0
    out = capsys.readouterr().out
    assert "C-01" in out
    assert "secret" not in out
