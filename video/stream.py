"""One pass over a camera's stream: decoded frames by one codec thread, with timeouts and without secrets in errors.

A garbled packet or frame is skipped. The end of a live stream is an error (a dead server looks like an end), the end
of a file is not. Nothing here sleeps: pacing a file to its own rate is the feed's (`video.feed`).
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import av
import av.container
import av.error
import av.video
import numpy as np
from numpy.typing import NDArray

from video import address
from video.fault import Fault

OPEN_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 2.0
"""FFmpeg may take this twice before a stall ends."""
LARGEST_PIXELS = 8192 * 4352
GARBLED_PACKETS_LIMIT = 500
"""So many in a row without one frame: the stream is not video."""
DEFAULT_RATE_FPS = 25.0

Pixels = NDArray[np.uint8]


class StreamError(Exception):
    """The stream cannot be opened or read on; `fault` says why, the text never holds a secret."""

    def __init__(self, fault: Fault, url: str) -> None:
        super().__init__(f"{address.shown(url)}: {fault}")
        self.fault = fault


@dataclass(frozen=True, slots=True, eq=False)
class StreamFrame:
    """A decoded frame, not yet converted; `t_s` seconds from the beginning of the pass, never going back."""

    t_s: float
    picture: av.video.VideoFrame

    def bgr(self) -> Pixels:
        """Convert to (height, width, 3) BGR.

        By one thread: the scaler's own slice threads were seen to wait for one another for ever on a busy machine.
        """
        return np.asarray(self.picture.to_ndarray(format="bgr24", threads=1), dtype=np.uint8)


_FAULTS: tuple[tuple[type[BaseException], Fault], ...] = (
    (address.AddressError, Fault.BAD_ADDRESS),
    (av.error.HTTPUnauthorizedError, Fault.REFUSED),
    (av.error.HTTPForbiddenError, Fault.REFUSED),
    (TimeoutError, Fault.TIMEOUT),
    (av.error.ExitError, Fault.TIMEOUT),  # the interrupt of PyAV's own timeouts
    (MemoryError, Fault.MEMORY),
    (av.error.InvalidDataError, Fault.UNREADABLE),
    (av.error.ArgumentError, Fault.BAD_ADDRESS),  # a password with / or # must be percent-encoded
    (EOFError, Fault.ENDED),
    (OSError, Fault.UNREACHABLE),
)


def fault_of(error: BaseException) -> Fault:
    return next((fault for kind, fault in _FAULTS if isinstance(error, kind)), Fault.UNREADABLE)


class Stream:
    """An open stream. Use as a context manager, from one thread; raises StreamError alone."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.garbled = 0
        self._container = self._open()
        if not self._container.streams.video:
            self.close()
            raise StreamError(Fault.NO_VIDEO, url)
        self._video = self._container.streams.video[0]
        self._video.codec_context.thread_count = 1  # more threads hold back a frame each
        rate = self._video.average_rate
        self.rate_fps = float(rate) if rate else DEFAULT_RATE_FPS

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._container.close()

    def frames(self) -> Iterator[StreamFrame]:
        """Give whole frames in order until the file ends; a live stream ends only by StreamError."""
        last_t_s = -1.0 / self.rate_fps
        for picture in self._pictures():
            last_t_s = self._time_of(picture, last_t_s)
            yield StreamFrame(last_t_s, picture)
        if address.is_live(self._url):
            raise StreamError(Fault.ENDED, self._url)

    def _time_of(self, picture: av.video.VideoFrame, last_t_s: float) -> float:
        """PTS where there is one and it moves on; else one frame after the last."""
        if picture.pts is None or not last_t_s < picture.time < last_t_s + 3600:
            return last_t_s + 1.0 / self.rate_fps
        return picture.time

    def _pictures(self) -> Iterator[av.video.VideoFrame]:
        in_a_row = 0
        for packet in self._packets():
            pictures = self._decode(packet)
            in_a_row = 0 if pictures else in_a_row + 1
            if in_a_row > GARBLED_PACKETS_LIMIT:
                raise StreamError(Fault.UNREADABLE, self._url)
            yield from pictures

    def _packets(self) -> Iterator["av.Packet[av.VideoStream]"]:
        try:
            yield from self._container.demux(self._video)
        except (av.error.FFmpegError, OSError, MemoryError) as error:
            raise StreamError(fault_of(error), self._url) from None  # the cause's text holds the password

    def _decode(self, packet: "av.Packet[av.VideoStream]") -> list[av.video.VideoFrame]:
        try:
            pictures = list(packet.decode())
        except MemoryError:
            raise StreamError(Fault.MEMORY, self._url) from None
        except (av.error.FFmpegError, ValueError):
            self.garbled += 1
            return []
        whole = [picture for picture in pictures if not picture.is_corrupt]
        self.garbled += len(pictures) - len(whole)
        if any(picture.width * picture.height > LARGEST_PIXELS for picture in whole):
            raise StreamError(Fault.UNREADABLE, self._url)
        return whole

    def _open(self) -> av.container.InputContainer:
        began_s = time.monotonic()
        try:
            name, options = address.openable(self._url)
            return av.open(name, options=options, timeout=(OPEN_TIMEOUT_S, READ_TIMEOUT_S))
        except (av.error.FFmpegError, OSError, ValueError, MemoryError) as error:
            timed_out = time.monotonic() - began_s > 0.9 * OPEN_TIMEOUT_S  # FFmpeg calls that invalid data
            raise StreamError(Fault.TIMEOUT if timed_out else fault_of(error), self._url) from None
