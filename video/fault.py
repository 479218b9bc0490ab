"""Why a camera gives no picture, as a code. Apart from `stream`, so that who only shows it needs no decoder."""

from enum import StrEnum


class Fault(StrEnum):
    """Why there is no picture."""

    BAD_ADDRESS = "bad_address"
    REFUSED = "refused"
    """The camera asks for another user or password."""
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    SILENT = "silent"
    UNREADABLE = "unreadable"
    NO_VIDEO = "no_video"
    ENDED = "ended"
    MEMORY = "memory"
    NO_ROOM = "no_room"
    """The runtime folder cannot hold the camera's slot."""
