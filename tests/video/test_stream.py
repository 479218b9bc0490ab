"""Streams: whole frames in order, every failure a fault with no secret in it."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.address import redacted, shown
from video.fault import Fault
from video.stream import Stream, StreamError

Shared = Callable[[str], Path]
SECRET = "s3cr3t/with#odd@signs"


def fault_of(url: str) -> Fault:
    with pytest.raises(StreamError) as caught, Stream(url) as stream:
        for _ in stream.frames():
            pass
    assert "s3cr3t" not in str(caught.value)
    assert caught.value.__cause__ is None
    return caught.value.fault


@contextmanager
def peer(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server on the loopback that treats each caller as told."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                caller, _ = listener.accept()
            except OSError:
                return
            with caller:
                answer(caller)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"rtsp://user:{SECRET}@127.0.0.1:{listener.getsockname()[1]}/stream"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(15)


def test_that_a_file_gives_all_its_frames_in_order(shared: Shared) -> None:
    with Stream(str(shared("video/Testvideo_Cars-Truck_FR20_2020-01-01_00-00-00.mp4"))) as stream:
        times_s = [frame.t_s for frame in stream.frames()]
        assert stream.rate_fps == 20.0
    assert len(times_s) == 60
    assert times_s == sorted(set(times_s))
    assert times_s[-1] - times_s[0] == pytest.approx(59 / 20, abs=0.06)


def test_that_a_frame_converts_to_bgr(shared: Shared) -> None:
    with Stream(str(shared("video/vtest.avi"))) as stream:
        frame = next(stream.frames())
    assert frame.bgr().shape == (576, 768, 3)


def test_that_a_garbled_file_is_read_on(shared: Shared, tmp_path: Path) -> None:
    whole = shared("video/vtest.avi").read_bytes()
    garbled = bytearray(whole[:2_000_000])
    for start in range(400_000, 1_900_000, 60_000):
        garbled[start : start + 2_000] = bytes(2_000)
    path = tmp_path / "garbled.avi"
    path.write_bytes(garbled)
    with Stream(str(path)) as stream:
        assert sum(1 for _ in stream.frames()) > 50


def test_that_a_file_cut_in_mid_frame_ends(shared: Shared, tmp_path: Path) -> None:
    path = tmp_path / "cut.avi"
    path.write_bytes(shared("video/vtest.avi").read_bytes()[:500_123])
    with Stream(str(path)) as stream:
        assert sum(1 for _ in stream.frames()) > 10


@pytest.mark.parametrize("content", [b"", b"\x00" * 5000, b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n"])
def test_that_a_file_without_video_is_unreadable(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    assert fault_of(str(path)) in {Fault.UNREADABLE, Fault.ENDED, Fault.NO_VIDEO, Fault.UNREACHABLE}


@pytest.mark.parametrize("url", ["/no/such/clip.mp4", "concat:/etc/passwd|/etc/group", "gopher://127.0.0.1/x", ""])
def test_that_only_files_and_camera_addresses_are_opened(url: str) -> None:
    assert fault_of(url) is Fault.BAD_ADDRESS


def test_that_a_camera_that_is_not_there_is_unreachable(free_port: int) -> None:
    assert fault_of(f"rtsp://user:s3cr3t@127.0.0.1:{free_port}/x") is Fault.UNREACHABLE


def test_that_a_password_that_breaks_the_address_is_said_so(free_port: int) -> None:
    assert fault_of(f"rtsp://user:{SECRET}@127.0.0.1:{free_port}/x") is Fault.BAD_ADDRESS


def test_that_a_wrong_password_is_said_so() -> None:
    def refuse(caller: socket.socket) -> None:
        head = b'RTSP/1.0 401 Unauthorized\r\nCSeq: %d\r\nWWW-Authenticate: Basic realm="x"\r\n\r\n'
        for number in range(1, 4):
            if caller.recv(4096):
                caller.sendall(head % number)

    with peer(refuse) as url:
        assert fault_of(url.replace(SECRET, "s3cr3t")) is Fault.REFUSED


def test_that_a_silent_camera_ends_by_its_timeout() -> None:
    with peer(_hold) as url:
        began_s = time.monotonic()
        assert fault_of(url.replace(SECRET, "s3cr3t")) is Fault.TIMEOUT
        assert time.monotonic() - began_s < 11


def _hold(caller: socket.socket) -> None:
    """Say nothing until the caller hangs up."""
    while caller.recv(4096):
        pass


URLS = st.builds(
    "{}://{}:{}@camera.example:554/stream?token={}".format,
    st.sampled_from(["rtsp", "RTSP", "http", "srt"]),
    st.text("abcdefgh.%-", max_size=8),
    st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=8).map(lambda text: "canary-" + text),
    st.just("canary-query"),
)


@given(URLS)
def test_that_no_form_of_an_address_shows_its_password(url: str) -> None:
    assert "canary" not in shown(url)
    assert "canary" not in redacted(f"[tcp @ 0x1] could not open '{url}': error", [url])


def _transport_stream(path: Path, size_px: tuple[int, int], frames: int = 12) -> bytes:
    with av.open(str(path), "w", format="mpegts") as container:
        stream = container.add_stream("mpeg2video", rate=Fraction(25))
        stream.width, stream.height, stream.pix_fmt = *size_px, "yuv420p"
        picture = np.full((size_px[1], size_px[0], 3), 90, np.uint8)
        for _ in range(frames):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode())
    return path.read_bytes()


def test_that_a_change_of_resolution_in_mid_stream_is_followed(tmp_path: Path) -> None:
    small = _transport_stream(tmp_path / "a.ts", (640, 360))
    large = _transport_stream(tmp_path / "b.ts", (1280, 720))
    path = tmp_path / "both.ts"
    path.write_bytes(small + large)
    with Stream(str(path)) as stream:
        frames = [(frame.t_s, frame.bgr().shape[:2]) for frame in stream.frames()]
    shapes = [shape for _, shape in frames]
    assert shapes[0] == (360, 640)
    assert shapes[-1] == (720, 1280)
    times_s = [t_s for t_s, _ in frames]
    assert times_s == sorted(set(times_s))
