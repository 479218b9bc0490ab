"""The file beside a manifest: an Ed25519 signature over its bytes, and by which key.

Anyone can check it without this program: the signature is base64 of the 64 bytes of RFC 8032 over the manifest's bytes
as they lie in its file.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop.services.evidence.canonical import NotCanonicalError, canonical_text, read_canonical
from desktop.services.evidence.key import EvidenceKey, PublicKey

SCHEMA = "atalaya.signature/1"
ALGORITHM = "Ed25519"
ENDING = ".sig"
LARGEST_BYTES = 4096


class DamagedSignatureError(ValueError):
    """The file holds no signature, or one spelt in another way."""


class WrongSignatureError(ValueError):
    """The key did not sign these bytes."""


class UnknownKeyError(ValueError):
    """Signed, but by a key that nobody here vouches for."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"signed by the key {key_id}, which is not known here")
        self.key_id = key_id


@dataclass(frozen=True, slots=True)
class Signature:
    key: PublicKey
    signature: bytes


def signed(content: bytes, key: EvidenceKey) -> bytes:
    """The signature's file."""
    document = {
        "schema": SCHEMA,
        "algorithm": ALGORITHM,
        "key": key.id,
        "public_key": _text(key.public.raw),
        "signature": _text(key.sign(content)),
    }
    return canonical_text(document)


def read_signature(file: bytes) -> Signature:
    """Raises DamagedSignatureError: every byte of the file counts."""
    try:
        found = read_canonical(file)
        read = Signature(PublicKey(_bytes(found, "public_key", 32)), _bytes(found, "signature", 64))
    except (NotCanonicalError, KeyError, TypeError, binascii.Error) as error:
        raise DamagedSignatureError(str(error)) from error
    told = {"schema": SCHEMA, "algorithm": ALGORITHM, "key": read.key.id}
    if set(found) != {*told, "public_key", "signature"} or any(found[name] != told[name] for name in told):
        raise DamagedSignatureError("another schema, or a key that is not the one it names")
    return read


def check(content: bytes, file: bytes, trusted: Mapping[str, PublicKey]) -> PublicKey:
    """Who signed these bytes. Raises DamagedSignatureError, WrongSignatureError, UnknownKeyError."""
    read = read_signature(file)
    if not read.key.vouches(content, read.signature):
        raise WrongSignatureError(read.key.id)
    if trusted.get(read.key.id) != read.key:
        raise UnknownKeyError(read.key.id)
    return read.key


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _bytes(found: Mapping[str, Any], name: str, length: int) -> bytes:
    """Raises KeyError, TypeError, binascii.Error."""
    content = base64.b64decode(found[name], validate=True)
    if len(content) != length or _text(content) != found[name]:
        raise binascii.Error(f"{name} is not {length} bytes in base64")
    return content
