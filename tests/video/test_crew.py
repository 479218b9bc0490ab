"""Real worker processes: their cameras, their deaths, their neighbours."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from video.camera import Camera
from video.crew import CameraCrew, CrewOptions
from video.fault import Fault
from video.frame_slot import SlotFrame, SlotReader, remove_orphans
from video.messages import Beat, CameraState, CameraStep, FromWorker, ModelState
from video.slot_folder import remove_slots, slots_of


class Listener:
    """Keeps what a crew says."""

    def __init__(self) -> None:
        self.said: list[FromWorker] = []

    def __call__(self, message: FromWorker) -> None:
        self.said.append(message)

    def steps(self, camera_id: str) -> list[CameraStep]:
        said = list(self.said)
        return [one.step for one in said if isinstance(one, CameraState) and one.camera_id == camera_id]

    def faults(self, camera_id: str) -> list[str]:
        said = list(self.said)
        return [one.fault for one in said if isinstance(one, CameraState) and one.camera_id == camera_id and one.fault]


@contextmanager
def crew_of(
    runtime: Path, *cameras: Camera, model: Path | None = None, a_worker: int = 16
) -> Iterator[tuple[CameraCrew, Listener]]:
    listener = Listener()
    crew = CameraCrew(cameras, listener, runtime, model, CrewOptions(cameras_a_worker=a_worker))
    crew.start()
    try:
        yield crew, listener
    finally:
        crew.stop()


def wait_for(condition: Callable[[], object], seconds: float = 20.0) -> None:
    until_s = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until_s, "it did not come"
        time.sleep(0.005)


def next_frame(reader: SlotReader, generation: int = 0) -> SlotFrame:
    """A new frame, of another worker than that of `generation`."""
    found: list[SlotFrame] = []

    def look() -> bool:
        reader.watch()
        frame = reader.newest()
        if frame is not None and frame.generation != generation:
            found.append(frame)
        return bool(found)

    wait_for(look)
    return found[0]


def looped(name: str, clip: Path) -> Camera:
    return Camera(name, name.title(), str(clip), loop=True)


def test_that_two_cameras_show_from_one_worker_without_any_model(tmp_path: Path, clip: Path) -> None:
    with crew_of(tmp_path / "run", looped("one", clip), looped("two", clip)) as (crew, listener):
        readers = [SlotReader(slots_of(tmp_path / "run"), name) for name in ("one", "two")]
        for reader in readers:
            assert next_frame(reader).pixels.shape == (120, 160, 4)
        assert len(crew.pids) == 1
        wait_for(lambda: any(isinstance(message, Beat) for message in listener.said))

        def moves() -> bool:
            status = readers[0].status()
            return status is not None and status.moving and status.has_model is False and status.looped

        wait_for(moves)
        assert ModelState("") in listener.said
    assert listener.steps("one") == [CameraStep.ONLINE]


def test_that_nothing_is_left_when_a_crew_stops(tmp_path: Path, clip: Path) -> None:
    with crew_of(tmp_path / "run", looped("one", clip)) as (crew, _):
        next_frame(SlotReader(slots_of(tmp_path / "run"), "one"))
        pids = crew.pids
        memory = slots_of(tmp_path / "run").resolve()
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert not memory.exists() or not any(memory.iterdir())


def test_that_a_killed_worker_is_back_with_its_cameras(tmp_path: Path, clip: Path) -> None:
    """The figure, two seconds on a machine that does nothing else, is held in the soak, not beside other tests."""
    with crew_of(tmp_path / "run", looped("one", clip), looped("two", clip)) as (crew, listener):
        readers = [SlotReader(slots_of(tmp_path / "run"), name) for name in ("one", "two")]
        took_s: list[float] = []
        for _ in range(3):
            generations = [next_frame(reader).generation for reader in readers]
            killed_s = time.monotonic()
            os.kill(crew.pids[0], signal.SIGKILL)
            for reader, generation in zip(readers, generations, strict=True):
                next_frame(reader, generation)
            took_s.append(time.monotonic() - killed_s)
        assert min(took_s) < (2.0 if os.environ.get("ATALAYA_SOAK") else 10.0), took_s
        assert listener.steps("two").count(CameraStep.RESTARTED) == 3


def test_that_a_neighbour_worker_notices_nothing(tmp_path: Path, clip: Path) -> None:
    with crew_of(tmp_path / "run", looped("one", clip), looped("two", clip), a_worker=1) as (crew, listener):
        one, two = (SlotReader(slots_of(tmp_path / "run"), name) for name in ("one", "two"))
        dies, lives = next_frame(one).generation, next_frame(two).generation
        os.kill(crew.pids[0], signal.SIGKILL)
        next_frame(one, dies)
        assert next_frame(two).generation == lives
        assert CameraStep.RESTARTED not in listener.steps("two")


def test_that_a_camera_that_kills_its_worker_is_parted_and_degraded_alone(tmp_path: Path, clip: Path) -> None:
    with crew_of(tmp_path / "run", looped("good", clip), looped("bad", clip)) as (crew, listener):
        good = SlotReader(slots_of(tmp_path / "run"), "good")

        def kill_bad_one() -> bool:
            """As a stream would that no decoder survives: whoever hosts the bad camera dies."""
            for member in crew._members:
                if any(camera.id == "bad" for camera in member.begin.cameras) and member.pid is not None:
                    os.kill(member.pid, signal.SIGKILL)
            return CameraStep.DEGRADED in listener.steps("bad")

        wait_for(kill_bad_one, 40.0)
        assert next_frame(good).age_s() < 2.0
        assert CameraStep.DEGRADED not in listener.steps("good")


def test_that_a_worker_dies_with_its_parent(tmp_path: Path, clip: Path) -> None:
    program = (
        "import sys, time\nfrom pathlib import Path\n"
        "from video.camera import Camera\nfrom video.crew import CameraCrew\n"
        f"crew = CameraCrew([Camera('one', 'One', {str(clip)!r}, loop=True)], print, Path({str(tmp_path / 'run')!r}))\n"
        "crew.start()\n"
        "while not crew.pids: time.sleep(0.01)\n"
        "sys.stderr.write(f'{crew.pids[0]}\\n'); sys.stderr.flush(); time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert parent.stderr is not None
    worker = psutil.Process(int(parent.stderr.readline()))
    parent.kill()
    parent.wait()
    parent.stderr.close()
    wait_for(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE, 5.0)
    remove_orphans(slots_of(tmp_path / "run"))
    remove_slots(tmp_path / "run")


def test_that_cameras_are_changed_without_disturbing_the_others(tmp_path: Path, clip: Path) -> None:
    with crew_of(tmp_path / "run", looped("stays", clip), looped("goes", clip), a_worker=1) as (crew, _):
        stays = SlotReader(slots_of(tmp_path / "run"), "stays")
        generation = next_frame(stays).generation
        crew.change([looped("stays", clip), looped("comes", clip)])
        next_frame(SlotReader(slots_of(tmp_path / "run"), "comes"))
        assert next_frame(stays).generation == generation
        assert len(crew.pids) == 2
        assert SlotReader(slots_of(tmp_path / "run"), "goes").status() is None


@contextmanager
def hostile_peer(length: int) -> Iterator[str]:
    """Claims a reply of so many bytes and pours until the caller hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                caller, _ = listener.accept()
            except OSError:
                return
            with caller:
                _pour(caller, length)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"rtsp://ana:canary-secret@127.0.0.1:{listener.getsockname()[1]}/x"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _pour(caller: socket.socket, length: int) -> None:
    try:
        caller.recv(4096)
        caller.sendall(b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: %d\r\n\r\n" % length)
        for _ in range(length >> 20):
            caller.sendall(bytes(1 << 20))
    except OSError:
        return


def test_that_a_hostile_stream_takes_neither_the_memory_nor_a_neighbour(
    tmp_path: Path, clip: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        hostile_peer(2_000_000_000) as url,
        crew_of(tmp_path / "run", looped("good", clip), Camera("bad", "Bad", url)) as (crew, listener),
    ):
        good = SlotReader(slots_of(tmp_path / "run"), "good")
        generation = next_frame(good).generation
        worker = psutil.Process(crew.pids[0])
        most_bytes = 0

        def ended() -> bool:
            nonlocal most_bytes
            most_bytes = max(most_bytes, worker.memory_info().rss)
            return bool(listener.faults("bad"))

        wait_for(ended, 15.0)
        assert most_bytes < 512 * 1024 * 1024
        assert next_frame(good).generation == generation
    assert "canary" not in caplog.text
    assert "canary" not in repr([one for one in listener.said if isinstance(one, CameraState)])


def test_that_a_camera_that_is_gone_is_said_to_be_offline(tmp_path: Path, clip: Path, free_port: int) -> None:
    away = Camera("away", "Away", f"rtsp://127.0.0.1:{free_port}/x")
    with crew_of(tmp_path / "run", away, Camera("ends", "Ends", str(clip))) as (_, listener):
        wait_for(lambda: listener.faults("ends"))
        assert listener.faults("ends") == [Fault.ENDED]
        assert listener.faults("away")[0] == Fault.UNREACHABLE
        reader = SlotReader(slots_of(tmp_path / "run"), "ends")
        wait_for(lambda: (status := reader.status()) is not None and status.fault is Fault.ENDED)
