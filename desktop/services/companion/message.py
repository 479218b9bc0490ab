"""What goes over the channel: one JSON object a line, in UTF-8, with a bounded length.

After a connection the console challenges; the other side answers with `hello`, which proves that it has read the door's
file; `welcome` proves the same of the console. Whatever is not such a line closes the connection without an answer, so
that a page in a browser, whose first line is a request of HTTP, gets nowhere and learns nothing.
"""

from typing import Annotated

import msgspec

VERSION = 1
LONGEST_LINE_BYTES = 4096
Nonce = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
Proof = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
FileName = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-z][0-9a-z-]{0,63}\.(gpkg|qml)$")]


class BadMessageError(ValueError):
    """A line that is none of the messages."""


class _Message(msgspec.Struct, forbid_unknown_fields=True):
    """Its tag is the field `type`."""


class Challenge(_Message, tag="challenge"):
    nonce: Nonce
    version: int = VERSION


class Hello(_Message, tag="hello"):
    nonce: Nonce
    proof: Proof
    program: Annotated[str, msgspec.Meta(max_length=80)] = ""


class Welcome(_Message, tag="welcome"):
    """`inbox` is the folder where a layer to be handed over is written."""

    proof: Proof
    city: str
    inbox: str
    following: bool


class View(_Message, tag="view"):
    """Show this. From QGIS: once; to QGIS: whenever the console's map moves, while QGIS follows."""

    south: float
    west: float
    north: float
    east: float


class Follow(_Message, tag="follow"):
    """QGIS asks that its map follow the console's, or no longer."""

    on: bool


class Following(_Message, tag="following"):
    on: bool


class Layer(_Message, tag="layer"):
    """Two files in the inbox: a GeoPackage with one layer, and its style."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    gpkg: FileName
    qml: FileName


class LayerTaken(_Message, tag="layer_taken"):
    name: str


class Refused(_Message, tag="refused"):
    """`why` is a code: not_signed_in, bad_view, and those of `inbox`."""

    why: str


FromGuest = Hello | View | Follow | Layer
FromConsole = Challenge | Welcome | View | Following | LayerTaken | Refused
_decoder: msgspec.json.Decoder[FromGuest] = msgspec.json.Decoder(FromGuest)


def decode(line: bytes) -> FromGuest:
    """Raises BadMessageError."""
    if len(line) > LONGEST_LINE_BYTES:
        raise BadMessageError("the line is too long")
    try:
        return _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadMessageError(str(error)) from error


def encode(message: FromConsole) -> bytes:
    return msgspec.json.encode(message) + b"\n"
