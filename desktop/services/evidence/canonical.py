"""JSON with one possible spelling, so that a hash or a signature over it means the same everywhere.

`canonical` is what is hashed: keys sorted, no spaces, UTF-8, no NaN. `canonical_text` is what is written and signed:
the same with one space of indent and a line's end, so that a person can read it.
"""

import json
from typing import Any

DEEPEST = 60


class NotCanonicalError(ValueError):
    """Bytes that are no JSON, or JSON spelt in another way than the one there is."""


def canonical(data: Any) -> bytes:  # any JSON value
    """Raises ValueError for a number that is not finite."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def canonical_text(data: Any) -> bytes:  # any JSON value
    """Raises ValueError for a number that is not finite."""
    return json.dumps(data, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def read_canonical(content: bytes, spelling: Any = canonical_text) -> dict[str, Any]:
    """The object that the bytes hold. Raises NotCanonicalError, also for a key that is given twice."""
    try:
        found = json.loads(content)
        same = isinstance(found, dict) and spelling(found) == content
    except (ValueError, RecursionError) as error:
        raise NotCanonicalError(" ".join(str(error).split())[:120]) from error
    if not same:
        raise NotCanonicalError("not spelt in the one way there is")
    return found
