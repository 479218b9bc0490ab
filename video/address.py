"""Where a camera's pictures come from, and how to speak of that place without its secrets.

FFmpeg's errors carry the whole address, password included: no text of FFmpeg's is ever shown or logged unredacted.
Only the schemes listed here are opened on the network; anything else must be a file that exists.
"""

import re
from collections.abc import Iterable
from pathlib import Path

LIVE_SCHEMES = ("rtsp", "rtsps", "http", "https", "srt")
_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_ANY_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s'\"<>]+", re.IGNORECASE)
_NETWORK_PROTOCOLS = "rtsp,rtsps,rtp,udp,tcp,tls,http,https,srt,crypto"


class AddressError(ValueError):
    """The address is neither a file that exists nor of a scheme that may be opened."""


def is_live(url: str) -> bool:
    """Whether the address names a stream on the network rather than a file."""
    match = _SCHEME.match(url)
    return match is not None and match[1].lower() in LIVE_SCHEMES


def shown(url: str) -> str:
    """Give the address without user, password and query.

    A password may hold any sign, so everything up to the last `@` goes, even where that also loses a host.
    """
    match = _SCHEME.match(url)
    if match is None:
        return url
    rest = url[match.end() :].rpartition("@")[2]
    return f"{match[1].lower()}://{re.split('[?#;]', rest, maxsplit=1)[0]}"


def redacted(text: str, urls: Iterable[str] = ()) -> str:
    """Strip secrets from a text that may quote one of `urls` or any other address."""
    for url in urls:
        text = text.replace(url, shown(url))
        for secret in _secrets(url):
            text = text.replace(secret, "***")
    return _ANY_ADDRESS.sub(lambda found: shown(found[0]), text)


def openable(url: str) -> tuple[str, dict[str, str]]:
    """Name and options for FFmpeg; raises AddressError."""
    if is_live(url):
        return url, _live_options(url)
    path = Path(url.removeprefix("file://"))
    if not path.is_file():
        message = f"{shown(url)}: there is no such file. Name a file that exists or an rtsp or http address"
        raise AddressError(message)
    return f"file:{path}", {"protocol_whitelist": "file"}  # a playlist must not reach the network


def _live_options(url: str) -> dict[str, str]:
    options = {"protocol_whitelist": _NETWORK_PROTOCOLS}
    if url.lower().startswith("rtsp"):
        options |= {"rtsp_transport": "tcp", "fflags": "nobuffer", "flags": "low_delay"}
    return options


def _secrets(url: str) -> list[str]:
    """Give the user part of an address and its password, longest first; very short ones would hide innocent text."""
    match = _SCHEME.match(url)
    user_part = url[match.end() :].rpartition("@")[0] if match else ""
    password = user_part.partition(":")[2]
    return [secret for secret in (user_part, password) if len(secret) > 3]
