from pathlib import Path

import pytest

from maps.place import Place
from video.camera import (
    CalibrationPoints,
    Camera,
    CameraLine,
    CameraRule,
    CameraZone,
    ControlPoint,
    Mount,
)
from video.camera_file import CameraFileError, read_camera, write_camera

RING = ((1.0, 2.0), (30.0, 4.0), (5.0, 60.0))
FULL = Camera(
    id="cam-1",
    name="Plaza",
    url="rtsp://camera.example/1",
    mount=Mount(Place(22.77, -102.58), 7.5, 120.0, 65.0, 80.0),
    calibration=CalibrationPoints("EPSG:32613", (ControlPoint(1, 2, 3, 4), ControlPoint(5, 6, 7, 8))),
    zones=(CameraZone("yard", RING),),
    lines=(CameraLine("gate", ((0.0, 0.0), (9.0, 9.0))),),
    masks=(RING,),
    rules=(CameraRule("intrusion", "yard at night", zone="yard", priority=2),),
    loop=True,
    analysed_fps=8.0,
)


def test_that_a_camera_comes_back_as_it_was_written(tmp_path: Path) -> None:
    write_camera(tmp_path / "CAM.toml", FULL)
    assert read_camera(tmp_path / "CAM.toml") == FULL


def test_that_an_empty_file_is_a_camera_named_after_it(tmp_path: Path) -> None:
    (tmp_path / "north.toml").write_text("", encoding="utf-8")
    assert read_camera(tmp_path / "north.toml") == Camera("north", "north", "")


def test_that_a_rule_takes_the_classes_and_seconds_of_its_kind(tmp_path: Path) -> None:
    file = tmp_path / "CAM.toml"
    file.write_text('[[zones]]\nname="z"\npolygon=[[0,0],[9,0],[9,9]]\n[[rules]]\nkind="stopped"\nzone="z"\n', "utf-8")
    assert read_camera(file).rules == (
        CameraRule("stopped", "z", zone="z", classes=("car", "truck", "bus", "motorcycle"), seconds=60.0),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("zonas = []", "zonas"),
        ("[[rules]]\nkind = 'dance'", "dance"),
        ("[[rules]]\nkind = 'intrusion'\nzone = 'moon'", "moon"),
        ("[[zones]]\nname = 'z'\npolygon = [[0, 0], [1, 1]]", "length"),
        ("[[lines]]\nname = 'l'\npoints = [[0, 0]]", "length"),
        ("[place]\nlat = 95.0\nlon = 0.0", "Earth"),
        ("id = ", "TOML"),
    ],
)
def test_that_a_file_that_is_no_camera_is_refused_with_the_reason(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "CAM.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CameraFileError, match=words):
        read_camera(file)
