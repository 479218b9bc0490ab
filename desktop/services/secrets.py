"""User and password of services, by name: in the desktop's keyring, or, where there is none, in a file of its owner.

Never in the store, in a source or in a log. What was read is kept in memory, so that the map worker's messages are made
without waiting: `read` goes to the keyring, which may ask its user, and is called off the Qt thread.
"""

import json
import logging
import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

SERVICE = "atalaya"
FILE = "secrets.json"
Secret = tuple[str, str]
"""User, password."""

log = logging.getLogger(__name__)


class SecretBook:
    """Any thread. Calling it gives what is in memory: it is the `secrets` of maps.layer_places.LayerPlaces."""

    def __init__(self, data: Path) -> None:
        self._file = data / FILE
        self._known: dict[str, Secret | None] = {}
        self._lock = threading.Lock()

    def __call__(self, name: str) -> Secret | None:
        return self._known.get(name)

    def unread(self, names: Iterable[str]) -> list[str]:
        """Those that have not been looked up yet."""
        return [name for name in dict.fromkeys(names) if name and name not in self._known]

    def read(self, names: Iterable[str]) -> bool:
        """Look them up; says whether any is known now. Raises OSError."""
        with self._lock:
            found = {name: self._from_keyring(name) or self._from_file().get(name) for name in names}
            self._known |= found
        return any(found.values())

    def keep(self, name: str, user: str, password: str) -> None:
        """Raises OSError."""
        with self._lock:
            self._known[name] = (user, password)
            if not _keyring_keeps(name, user, password):
                self._write_file(self._from_file() | {name: (user, password)})

    def forget(self, name: str) -> None:
        with self._lock:
            self._known[name] = None
            _keyring_keeps(name, "", "")
            kept = self._from_file()
            if kept.pop(name, None) is not None:
                self._write_file(kept)

    def _from_keyring(self, name: str) -> Secret | None:
        keyring = _keyring()
        if keyring is None:
            return None
        try:
            return _secret(keyring.get_password(SERVICE, name))
        except _errors(keyring) as error:
            log.warning("the keyring does not give the entry %s: %s", name, type(error).__name__)
            return None

    def _from_file(self) -> dict[str, Secret]:
        try:
            kept = json.loads(self._file.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        pairs = kept.items() if isinstance(kept, dict) else ()
        return {str(name): secret for name, value in pairs if (secret := _pair(value)) is not None}

    def _write_file(self, kept: dict[str, Secret]) -> None:
        """Whole or not at all, and readable by its owner alone from its first byte."""
        draft = self._file.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(kept, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._file)


def _keyring() -> Any:
    """The library, where a desktop's keyring answers; its import takes longer than a frame."""
    import keyring  # noqa: PLC0415 - as said
    from keyring.backends import fail  # noqa: PLC0415 - as above

    return None if isinstance(keyring.get_keyring(), fail.Keyring) else keyring


def _errors(keyring: Any) -> tuple[type[Exception], ...]:
    return (keyring.errors.KeyringError, OSError)


def _keyring_keeps(name: str, user: str, password: str) -> bool:
    """An empty user takes the entry away."""
    keyring = _keyring()
    if keyring is None:
        return False
    try:
        if user:
            keyring.set_password(SERVICE, name, json.dumps([user, password]))
        else:
            keyring.delete_password(SERVICE, name)
    except _errors(keyring) as error:
        log.warning("the keyring does not keep the entry %s: %s", name, type(error).__name__)
        return False
    return True


def _secret(written: str | None) -> Secret | None:
    try:
        return _pair(json.loads(written)) if written else None
    except ValueError:
        return None


def _pair(value: Any) -> Secret | None:
    is_pair = isinstance(value, list | tuple) and len(value) == 2 and all(isinstance(part, str) for part in value)
    return (value[0], value[1]) if is_pair else None


def entry_name(address: str) -> str:
    """Of the keyring, for a service's address: its host, so that one sign-in serves all layers of a service."""
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}" if rest else address
