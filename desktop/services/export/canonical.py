"""The bytes of a dossier that are hashed: JSON with sorted keys, no spaces, UTF-8, times in UTC, no NaN.

Anyone can make them again from the `data` of a manifest: Python's json with `sort_keys`, separators `,` and `:`,
`ensure_ascii=False`.
"""

import hashlib
import json
from types import MappingProxyType
from typing import Any

import msgspec

from desktop.services.export.dossier import Dossier


def plain(dossier: Dossier) -> dict[str, Any]:
    """The dossier as JSON values; a leaf for the manifest, never passed on as such."""
    return msgspec.to_builtins(dossier, enc_hook=opened_mapping)


def canonical(data: Any) -> bytes:  # any JSON value
    """Raises ValueError for a number that is not finite."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def data_sha256(dossier: Dossier) -> str:
    return hashlib.sha256(canonical(plain(dossier))).hexdigest()


def opened_mapping(value: Any) -> Any:
    """For msgspec: the dict within a read-only view of one."""
    if isinstance(value, MappingProxyType):
        return dict(value)
    message = f"{type(value).__name__} is no part of a dossier"
    raise NotImplementedError(message)
