"""The map worker whole: real children that draw, import and open photos, that crash, hang and are killed."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from maps import worker_children, worker_client
from maps.cartography.colours import NIGHT
from maps.picture import BaseImage, Photo
from maps.place import Place
from maps.viewport import Viewport
from maps.worker_client import CityImportError, MapWorker
from maps.worker_queue import WorkerFault

PATIENCE_S = 30.0
VIEW = Viewport.around(Place(22.77, -102.58), 1200.0, 200, 100)


class Answer:
    """What one request got, waited for."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self._came = threading.Event()

    def __call__(self, outcome: object) -> None:
        self.got.append(outcome)
        self._came.set()

    def wait(self) -> Any:
        assert self._came.wait(PATIENCE_S), "no answer"
        return self.got[0]


def town(folder: Path) -> Path:
    line = {"type": "LineString", "coordinates": [[-102.60, 22.77], [-102.56, 22.77]]}
    ring = [[-102.60, 22.76], [-102.56, 22.76], [-102.56, 22.78], [-102.60, 22.78], [-102.60, 22.76]]
    features = [
        {"type": "Feature", "geometry": line, "properties": {"highway": "primary", "name": "Av. Hidalgo"}},
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {"natural": "water"}},
    ]
    path = folder / "town.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    with MapWorker(folder / "run", draws=False) as worker:
        made = worker.import_city(town(folder), folder / "city.gpkg")
    assert made.layers == {"area": 1, "street": 1, "place": 0}
    return folder / "city.gpkg"


@pytest.fixture
def crashes() -> list[WorkerFault]:
    return []


@pytest.fixture
def worker(tmp_path: Path, crashes: list[WorkerFault]) -> Iterator[MapWorker]:
    with MapWorker(tmp_path / "run", crashes.append) as worker:
        yield worker


def drawn(worker: MapWorker, city: Path, view: Viewport = VIEW) -> Any:
    answer = Answer()
    worker.render_base(city, view, "night", 1.0, answer)
    return answer.wait()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.01)


def living_pid(worker: MapWorker) -> int:
    until(lambda: worker.drawing_pid is not None)
    pid = worker.drawing_pid
    assert pid is not None
    return pid


def test_that_a_city_comes_back_as_pixels_of_the_map(worker: MapWorker, city: Path) -> None:
    image = drawn(worker, city)
    assert isinstance(image, BaseImage)
    assert image.viewport == VIEW
    assert image.pixels.shape == (100, 200, 4)
    assert not image.pixels.flags.writeable
    water = [int(NIGHT.water[i : i + 2], 16) for i in (5, 3, 1)]
    assert image.pixels[10, 10].tolist() == [*water, 255]


def test_that_the_parent_loads_neither_gdal_nor_mapnik() -> None:
    code = (
        "import sys, maps.worker_client; print([n for n in sys.modules if n in ('mapnik','pyogrio','rasterio','PIL')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_that_pictures_leave_no_file_and_only_their_owner_may_look(
    worker: MapWorker, city: Path, tmp_path: Path
) -> None:
    images = [drawn(worker, city) for _ in range(3)]
    (folder,) = (tmp_path / "run").iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    assert not list(folder.glob("*.bgra"))
    assert np.array_equal(images[0].pixels, images[2].pixels)


def test_that_in_a_lane_only_the_newest_request_is_drawn(worker: MapWorker, city: Path) -> None:
    pid = living_pid(worker)
    drawn(worker, city)
    os.kill(pid, signal.SIGSTOP)
    first, *others = (Answer() for _ in range(6))
    ticket = worker.render_base(city, VIEW, "night", 1.0, first, lane="view")
    until(lambda: worker._children.processes["draw"].queue._in_hand == ticket)  # the child has it, and does not draw
    for answer in others:
        worker.render_base(city, VIEW, "day", 1.0, answer, lane="view")
    os.kill(pid, signal.SIGCONT)
    assert isinstance(others[-1].wait(), BaseImage)
    assert isinstance(first.wait(), BaseImage)
    assert [len(answer.got) for answer in others] == [0, 0, 0, 0, 1]


def test_that_a_cancelled_request_is_never_answered_and_leaves_nothing(
    worker: MapWorker, city: Path, tmp_path: Path
) -> None:
    pid = living_pid(worker)
    drawn(worker, city)
    os.kill(pid, signal.SIGSTOP)
    in_hand, waiting, after = Answer(), Answer(), Answer()
    tickets = [worker.render_base(city, VIEW, "night", 1.0, answer) for answer in (in_hand, waiting)]
    until(lambda: worker._children.processes["draw"].queue._in_hand == tickets[0])
    for ticket in tickets:
        worker.cancel(ticket)
    os.kill(pid, signal.SIGCONT)
    worker.render_base(city, VIEW, "night", 1.0, after)
    after.wait()
    assert not in_hand.got
    assert not waiting.got
    assert not list((tmp_path / "run").glob("*/*.bgra"))


def test_that_a_killed_child_is_replaced_and_the_picture_still_comes(
    worker: MapWorker, city: Path, crashes: list[WorkerFault]
) -> None:
    before = living_pid(worker)
    os.kill(before, signal.SIGKILL)
    assert isinstance(drawn(worker, city), BaseImage)
    assert worker.drawing_pid != before
    assert [crash.code for crash in crashes] == ["crashed"]


def test_that_a_child_that_keeps_dying_is_given_up_and_says_so(
    tmp_path: Path, city: Path, crashes: list[WorkerFault], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(worker_children.MEMORY_MB, "draw", 20)  # too little for the interpreter: it dies at each start
    with MapWorker(tmp_path / "run", crashes.append) as worker:
        faults = [drawn(worker, city) for _ in range(4)]
    assert [fault.code for fault in faults] == ["crashed", "crashed", "gave_up", "gave_up"]
    assert len(crashes) == 5


def test_that_a_hung_child_is_ended_at_the_deadline(
    worker: MapWorker, city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn(worker, city)
    monkeypatch.setattr(worker_client, "_DRAW_S", 0.2)
    os.kill(living_pid(worker), signal.SIGSTOP)
    assert drawn(worker, city).code == "timeout"
    monkeypatch.undo()
    assert isinstance(drawn(worker, city), BaseImage)


def test_that_too_little_memory_is_a_fault_and_not_a_crash(
    tmp_path: Path, city: Path, crashes: list[WorkerFault], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(worker_children.MEMORY_MB, "draw", 400)
    with MapWorker(tmp_path / "run", crashes.append) as worker:
        assert drawn(worker, city, VIEW.resized(10_000, 7_000)).code == "memory"
        assert isinstance(drawn(worker, city), BaseImage)
    assert not crashes


def test_that_a_city_file_that_is_gone_is_a_fault(worker: MapWorker, city: Path, tmp_path: Path) -> None:
    fault = drawn(worker, tmp_path / "none.gpkg")
    assert fault.code == "undrawable"
    assert "none.gpkg" in str(fault)
    assert isinstance(drawn(worker, city), BaseImage)


def test_that_the_child_dies_with_its_parent(city: Path, tmp_path: Path) -> None:
    code = f"""
import sys, time
from pathlib import Path
from maps.worker_client import MapWorker
worker = MapWorker(Path({str(tmp_path / "run")!r}))
while worker.drawing_pid is None: time.sleep(0.01)
print(worker.drawing_pid, flush=True)
sys.stdin.read()
"""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert Path(f"/proc/{child}").exists()
        parent.kill()
    until(lambda: not Path(f"/proc/{child}/exe").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().split()[2])


def test_that_folders_of_dead_parents_are_cleared_away(tmp_path: Path, city: Path) -> None:
    orphan = tmp_path / "run" / "map-999999999-abc"
    orphan.mkdir(parents=True)
    (orphan / "1.bgra").write_bytes(b"x")
    with MapWorker(tmp_path / "run", draws=False):
        assert not orphan.exists()
    assert not list((tmp_path / "run").iterdir())


def test_that_the_child_is_held_to_its_memory_and_takes_no_interrupt(worker: MapWorker, city: Path) -> None:
    drawn(worker, city)
    pid = living_pid(worker)
    limits = Path(f"/proc/{pid}/limits").read_text().splitlines()
    address_space = next(line for line in limits if line.startswith("Max address space"))
    assert address_space.split()[3] == str(2048 << 20)
    os.kill(pid, signal.SIGINT)
    assert isinstance(drawn(worker, city), BaseImage)
    assert worker.drawing_pid == pid


def test_that_closing_does_not_wait_for_a_picture(tmp_path: Path, city: Path) -> None:
    worker = MapWorker(tmp_path / "run")
    pid = living_pid(worker)
    answer = Answer()
    os.kill(pid, signal.SIGSTOP)
    worker.render_base(city, VIEW, "night", 1.0, answer)
    began = time.monotonic()
    worker.close()
    assert time.monotonic() - began < 5.0
    assert not answer.got
    assert not Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize(("style", "view", "scale"), [("sepia", VIEW, 1.0), ("night", VIEW.resized(9000, 9000), 1.0)])
def test_that_a_senseless_request_is_refused_at_once(
    style: str, view: Viewport, scale: float, worker: MapWorker, city: Path
) -> None:
    with pytest.raises(ValueError, match="map"):
        worker.render_base(city, view, style, scale, Answer())


def test_that_a_photo_comes_back_upright_and_small(worker: MapWorker, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (400, 200), (10, 20, 30)).save(tmp_path / "photo.png", exif=exif)
    answer = Answer()
    worker.preview(tmp_path / "photo.png", 100, answer)
    photo = answer.wait()
    assert isinstance(photo, Photo)
    assert (photo.width_px, photo.height_px) == (50, 100)
    assert (photo.source_width_px, photo.source_height_px) == (200, 400)
    assert photo.pixels[50, 25].tolist() == [30, 20, 10, 255]


def test_that_a_photo_that_is_none_is_a_fault_by_its_code(worker: MapWorker, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"not a photo")
    answer = Answer()
    worker.preview(tmp_path / "photo.jpg", 100, answer)
    assert answer.wait().code == "not_a_photo"


def test_that_an_import_tells_how_far_it_is(worker: MapWorker, tmp_path: Path) -> None:
    told: list[float] = []
    worker.import_city(town(tmp_path), tmp_path / "city.gpkg", told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_that_a_refused_import_says_its_code_and_leaves_nothing(worker: MapWorker, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no map")
    with pytest.raises(CityImportError) as refused:
        worker.import_city(tmp_path / "notes.txt", tmp_path / "city.gpkg")
    assert refused.value.code == "not_a_map"
    assert not (tmp_path / "city.gpkg").exists()


def test_that_an_import_into_a_folder_that_takes_no_file_says_so(worker: MapWorker, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(CityImportError) as refused:
        worker.import_city(town(tmp_path), tmp_path / "data" / "city.gpkg")
    assert refused.value.code == "not_written"
