"""How a row of the journal is hashed: each row's hash covers the one before, so no row can change unseen.

The text that is hashed depends on nothing but this file (no JSON library, no database): netstrings of the fields, in
UTF-8, numbers as Python writes them. It must stay so for as long as a journal may have to be checked.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

GENESIS_SHA256 = "0" * 64
"""What the first row follows."""


class ChainFields(NamedTuple):
    """What the hash of a row covers, in this order; `at_us` since 1970 in UTC."""

    seq: int
    at_us: int
    writer: str
    kind: str
    subject: str
    lat_deg: float | None
    lon_deg: float | None
    payload_sha256: str
    previous_sha256: str


def row_sha256(fields: Sequence[object]) -> str:
    """Of ChainFields, or of what a damaged row holds in their place."""
    written = ["" if field is None else str(field) for field in fields]
    return text_sha256("".join([f"{len(field)}:{field}," for field in written]))


def text_sha256(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
