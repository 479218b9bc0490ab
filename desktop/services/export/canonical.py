"""The bytes of dossiers that are hashed.

Anyone can make them again from the `data` of a manifest: Python's json with `sort_keys`, separators `,` and `:`,
`ensure_ascii=False`; times in UTC as ISO 8601 has them.
"""

import hashlib
from types import MappingProxyType
from typing import Any

import msgspec

from desktop.services.evidence.canonical import canonical
from desktop.services.export.dossier import Dossier


def plain(dossier: Dossier) -> dict[str, Any]:
    """The dossier as JSON values; a leaf for the manifest, never passed on as such."""
    return msgspec.to_builtins(dossier, enc_hook=opened_mapping)


def sha256_of(data: Any) -> str:  # any JSON value
    """Raises ValueError for a number that is not finite."""
    return hashlib.sha256(canonical(data)).hexdigest()


def opened_mapping(value: Any) -> Any:
    """For msgspec: the dict within a read-only view of one."""
    if isinstance(value, MappingProxyType):
        return dict(value)
    message = f"{type(value).__name__} is no part of a dossier"
    raise NotImplementedError(message)
