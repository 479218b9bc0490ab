"""Messages over the two pipes between a crew and its worker: msgspec values, each after its length.

Neither side believes a length above `LARGEST_BYTES`: a peer that sends one is not speaking this language.
"""

import select
import struct
from typing import BinaryIO, TypeVar

from msgspec import DecodeError
from msgspec.msgpack import Decoder, Encoder

LARGEST_BYTES = 4 * 1024 * 1024
_LENGTH = struct.Struct("<I")
_encoder = Encoder()
T = TypeVar("T")


class PipeBrokenError(Exception):
    """The other side has gone, or speaks nonsense."""


class PipeTimeoutError(Exception):
    """Nothing came within the time."""


def send(pipe: BinaryIO, message: object) -> None:
    """Raises PipeBrokenError."""
    encoded = _encoder.encode(message)
    try:
        pipe.write(_LENGTH.pack(len(encoded)) + encoded)
        pipe.flush()
    except (OSError, ValueError) as error:
        raise PipeBrokenError("the other side has gone") from error


def receive(pipe: BinaryIO, decoder: Decoder[T], timeout_s: float | None = None) -> T:
    """Wait for one whole message; raises PipeTimeoutError, PipeBrokenError. The pipe must be unbuffered."""
    (length,) = _LENGTH.unpack(_read(pipe, _LENGTH.size, timeout_s))
    if length > LARGEST_BYTES:
        raise PipeBrokenError(f"a message of {length} bytes")
    try:
        return decoder.decode(_read(pipe, length, timeout_s))
    except (DecodeError, UnicodeDecodeError) as error:
        raise PipeBrokenError(f"not a message: {error}") from error


def _read(pipe: BinaryIO, size: int, timeout_s: float | None) -> bytes:
    read = bytearray()
    while len(read) < size:
        if timeout_s is not None and not _is_readable(pipe, timeout_s):
            raise PipeTimeoutError(f"nothing in {timeout_s} s")
        try:
            piece = pipe.read(size - len(read))
        except (OSError, ValueError) as error:
            raise PipeBrokenError("the other side has gone") from error
        if not piece:
            raise PipeBrokenError("the other side has gone")
        read += piece
    return bytes(read)


def _is_readable(pipe: BinaryIO, timeout_s: float) -> bool:
    poll = select.poll()  # select() refuses descriptors above 1023
    poll.register(pipe, select.POLLIN)
    return bool(poll.poll(timeout_s * 1000))
