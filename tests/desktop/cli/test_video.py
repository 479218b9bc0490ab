import json
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.cli import main
from video.model_import import import_model, kept_import

Shared = Callable[[str], Path]
JUNCTION = "video/Testvideo_Cars-Truck_FR20_2020-01-01_00-00-00.mp4"
POINTS = "video/Testvideo_FR20_refpts.csv"


@pytest.fixture(scope="session")
def data_with_model(shared: Shared, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that has the real yolo11n."""
    source, folder = shared("models/yolo11n.pt"), tmp_path_factory.getbasetemp() / "data"
    if kept_import(source, folder / "models") is None:
        import_model(source, folder / "models")
    return folder


@pytest.fixture
def analyse(data_with_model: Path, tmp_path: Path) -> Callable[..., tuple[int, list[dict]]]:
    def run(video: Path, *options: str) -> tuple[int, list[dict]]:
        out = tmp_path / "out.jsonl"
        status = main(["video", "analyse", str(video), "--data", str(data_with_model), "--out", str(out), *options])
        return status, [json.loads(line) for line in out.read_text().splitlines()] if out.exists() else []

    return run


def test_that_vehicles_of_a_calibrated_junction_have_places_and_are_counted(
    shared: Shared, analyse: Callable, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cam = tmp_path / "CAM.toml"
    assert main(["video", "calibrate", str(shared(POINTS)), "--crs", "EPSG:32633", "--out", str(cam)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert len(said["residuals_m"]) == 5
    assert said["rms_m"] < 0.05
    assert 0 < said["loo_m"] < 1
    with cam.open("a") as file:
        file.write('[[lines]]\nname = "exit"\npoints = [[400, 600], [400, 0]]\n')
        file.write('[[rules]]\nkind = "crossing"\nname = "leaves"\nline = "exit"\nclasses = ["car", "truck"]\n')
    status, lines = analyse(shared(JUNCTION), "--camera", str(cam))
    assert status == 0
    frames = [line for line in lines if "frame" in line]
    assert [line["frame"] for line in frames] == list(range(60))
    assert frames[20]["t_s"] == pytest.approx(1.0)
    seen = [sighting for line in frames for sighting in line["sightings"]]
    assert {"car", "truck"} <= {sighting["class"] for sighting in seen}
    placed = [sighting for sighting in seen if "lat" in sighting]
    assert len(placed) > 60
    assert all(51.0 < sighting["lat"] < 51.2 and 13.8 < sighting["lon"] < 14.0 for sighting in placed)
    assert all(set(sighting) <= {"track", "class", "score", "box", "lat", "lon"} for sighting in seen)
    events = [line for line in lines if "event" in line]
    counts = [line["counts"] for line in lines if "counts" in line]
    assert lines[-1] == {"counts": counts[0]}
    crossed = sum(number for directions in counts[0]["exit"].values() for number in directions.values())
    assert crossed == len(events) > 0
    assert {event["event"] for event in events} == {"line.cross"}
    assert {event["rule"] for event in events} == {"leaves"}


def test_that_presence_in_a_zone_is_told_as_events_beside_the_frames(
    shared: Shared, analyse: Callable, tmp_path: Path
) -> None:
    cam = tmp_path / "CAM.toml"
    cam.write_text(
        '[[zones]]\nname = "path"\npolygon = [[150, 150], [700, 150], [700, 450], [150, 450]]\n'
        '[[rules]]\nkind = "intrusion"\nname = "closed path"\nzone = "path"\n'
    )
    clip = tmp_path / "short.avi"
    clip.write_bytes(shared("video/vtest.avi").read_bytes()[:700_000])
    status, lines = analyse(clip, "--camera", str(cam))
    assert status == 0
    assert "zone.enter" in {line.get("event") for line in lines}
    raised = [line for line in lines if line.get("event") == "intrusion"]
    assert [(line["rule"], line["zone"]) for line in raised] == [("closed path", "path")]
    assert 3.0 <= raised[0]["t_s"] < 4.0


def test_that_a_lower_rate_keeps_the_numbers_of_the_file(shared: Shared, analyse: Callable) -> None:
    status, lines = analyse(shared(JUNCTION), "--fps", "5")
    assert status == 0
    assert [line["frame"] for line in lines] == list(range(0, 60, 4))


def test_that_a_video_that_ends_in_a_frame_gives_all_that_came_before(
    shared: Shared, analyse: Callable, tmp_path: Path
) -> None:
    clip = tmp_path / "cut.avi"
    clip.write_bytes(shared("video/vtest.avi").read_bytes()[:423_457])
    status, lines = analyse(clip)
    assert status == 0
    assert len(lines) > 5


def test_that_damage_within_a_video_is_said_and_passed_over(
    shared: Shared, analyse: Callable, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = bytearray(shared("video/vtest.avi").read_bytes()[:300_000])
    content[100_000:140_000] = bytes(index * 37 % 251 for index in range(40_000))
    clip = tmp_path / "garbled.avi"
    clip.write_bytes(content)
    status, lines = analyse(clip)
    assert status == 0
    assert len(lines) > 10
    assert "left out" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "words"), [(None, "no such file"), (b"", "not video"), (b"hello" * 999, "not video")]
)
def test_that_what_is_no_video_is_told_in_one_line(
    analyse: Callable, tmp_path: Path, content: bytes | None, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    clip = tmp_path / "no.avi"
    if content is not None:
        clip.write_bytes(content)
    status, _ = analyse(clip)
    said = capsys.readouterr().err.strip()
    assert status == 1
    assert words in said
    assert len(said.splitlines()) == 1


def test_that_a_damaged_model_is_told(
    shared: Shared, data_with_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(data_with_model, tmp_path / "data")
    weights = next((tmp_path / "data").rglob("*.bin"))
    content = bytearray(weights.read_bytes())
    content[12_345] ^= 4
    weights.write_bytes(content)
    assert main(["video", "analyse", str(shared(JUNCTION)), "--data", str(tmp_path / "data")]) == 1
    assert "damaged" in capsys.readouterr().err


def test_that_too_few_points_are_refused_and_nothing_is_written(
    shared: Shared, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    points = tmp_path / "points.csv"
    points.write_text("\n".join(shared(POINTS).read_text().splitlines()[:4]))
    assert main(["video", "calibrate", str(points), "--crs", "EPSG:32633", "--out", str(tmp_path / "CAM.toml")]) == 1
    assert "at least 4" in capsys.readouterr().err
    assert not (tmp_path / "CAM.toml").exists()


def test_that_calibrating_keeps_the_rest_of_the_camera(shared: Shared, tmp_path: Path) -> None:
    cam = tmp_path / "CAM.toml"
    cam.write_text('id = "c7"\nurl = "rtsp://camera.example/7"\n')
    assert main(["video", "calibrate", str(shared(POINTS)), "--crs", "EPSG:32633", "--out", str(cam)]) == 0
    written = tomllib.loads(cam.read_text())
    assert (written["id"], written["url"], len(written["calibration"]["points"])) == (
        "c7",
        "rtsp://camera.example/7",
        5,
    )


def test_that_models_are_listed_with_their_hashes(data_with_model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "list", "--json", "--data", str(data_with_model)]) == 0
    listed = json.loads(capsys.readouterr().out)
    first = next(row for row in listed if row["kind"] == "imported")
    assert first["name"] == "yolo11n"
    assert len(first["sha256"]) == 64
    assert main(["models", "verify", "--data", str(data_with_model), "yolo11n"]) == 0
    assert capsys.readouterr().out.startswith("WHOLE")


@pytest.mark.slow
def test_that_a_minute_of_pedestrians_needs_few_track_numbers(shared: Shared, analyse: Callable) -> None:
    """About 20 people walk there; 32 numbers of more than ten frames are the most allowed."""
    _, lines = analyse(shared("video/vtest.avi"))
    numbers = [sighting["track"] for line in lines for sighting in line.get("sightings", ())]
    assert sum(numbers.count(number) > 10 for number in set(numbers)) <= 32
