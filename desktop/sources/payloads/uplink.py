"""What any payload becomes: one uplink of one device, with its key, source time, values and fix.

Whatever cannot be read raises UnreadableError and nothing else: a payload is written by strangers.
"""

import math
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import TypeVar, cast

import msgspec

from maps.place import NotOnEarthError, Place

Decoded = TypeVar("Decoded")

LARGEST_PAYLOAD_BYTES = 262_144
"""Of a broker that is not ours; ours refuses more by itself."""
MOST_VALUES = 100
DEEPEST_LEVEL = 4
LONGEST_NAME = 100
_NUMERIC = (int, float)
"""A bool is an int."""


class UnreadableError(ValueError):
    """A message that cannot be understood; `reason` is a code for counting, `detail` says where."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a moving device is; None where it does not say."""

    place: Place
    heading_deg: float | None = None
    speed_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Uplink:
    """`device` is the device's own name, a devEui in lower case where it has one; `at` None when it has no clock.

    `key` is equal for two deliveries of one message and for nothing else. `simulated` traffic belongs in an exercise.
    """

    key: str
    device: str
    at: datetime | None
    values: tuple[tuple[str, float], ...] = ()
    fix: Fix | None = None
    simulated: bool = False


def parse(decode: Callable[[bytes], Decoded], payload: bytes) -> Decoded:
    """Decode JSON with msgspec; every way it can fail becomes UnreadableError."""
    try:
        return decode(payload)
    except msgspec.ValidationError as error:
        raise UnreadableError("wrong_shape", str(error)[:200]) from error
    except msgspec.DecodeError as error:
        raise UnreadableError("not_json", str(error)[:200]) from error
    except UnicodeDecodeError as error:  # msgspec lets these through beside its own
        raise UnreadableError("not_utf8", f"byte {error.start}") from error
    except RecursionError as error:
        raise UnreadableError("too_deep", "nested beyond any sensor's need") from error


def numbers(tree: Mapping[str, object]) -> tuple[tuple[str, float], ...]:
    """Every numeric leaf under its dotted name; booleans are 0 and 1, texts and lists are left."""
    found: list[tuple[str, float]] = []
    _gather(tree, "", DEEPEST_LEVEL, found)
    if len(found) > MOST_VALUES:
        raise UnreadableError("too_many_values", f"{len(found)} in one message")
    return tuple(found)


def _gather(tree: Mapping[str, object], prefix: str, levels: int, found: list[tuple[str, float]]) -> None:
    for key, value in tree.items():
        if isinstance(value, _NUMERIC):
            name = _quantity(prefix + key)
            found.append((name, _finite(name, value)))
        elif isinstance(value, dict):
            if levels == 1:
                raise UnreadableError("too_deep", f"{prefix}{key}"[:LONGEST_NAME])
            _gather(cast("dict[str, object]", value), f"{prefix}{key}.", levels - 1, found)


def _finite(name: str, value: float) -> float:
    try:
        number = float(value)
    except OverflowError as error:
        raise UnreadableError("not_finite", name[:LONGEST_NAME]) from error
    if not math.isfinite(number):
        raise UnreadableError("not_finite", name[:LONGEST_NAME])
    return number


def clean(name: str) -> str:
    """The name itself; refuses what could deceive a reader or break a store (control and bidi signs, NUL)."""
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UnreadableError("bad_name", ascii(name[:LONGEST_NAME]))
    return name


_quantity = lru_cache(maxsize=4096)(clean)
"""Names of quantities are few and come again and again."""


def place_at(lat_deg: float, lon_deg: float) -> Place | None:
    """None for 0, 0, which is what receivers without a fix say."""
    try:
        place = Place(lat_deg, lon_deg)
    except NotOnEarthError as error:
        raise UnreadableError("not_on_earth", f"{lat_deg}, {lon_deg}") from error
    return None if lat_deg == 0.0 == lon_deg else place


def utc(moment: datetime | None) -> datetime | None:
    """In UTC; refuses what its zone moves beyond the calendar."""
    if moment is None or moment.tzinfo is UTC:
        return moment
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise UnreadableError("wrong_shape", f"no such moment: {moment}") from error


def hashed_key(topic: str, payload: bytes, at: datetime | None) -> str:
    """Of topic and payload, which holds the source time; where there is none, unique: nothing is dropped."""
    if at is None:
        return f"u:{uuid.uuid4().hex}"
    digest = blake2b(topic.encode(), digest_size=16)
    digest.update(b"\0" + payload)
    return f"h:{digest.hexdigest()}"
