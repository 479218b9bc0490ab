"""The installation as a signer: its key, made on first use and journalled, and exchanged by who may configure."""

from pathlib import Path

from desktop.domain.events import CityEvent
from desktop.domain.operator import Operator
from desktop.services.evidence.key import EvidenceKey, KeyRoom, PublicKey
from desktop.services.permit import permit
from desktop.storage import journal
from desktop.storage.store import Store

SUBJECT = "evidence key"


class Installation:
    """Thread: any. `writer` names the process in the journal."""

    def __init__(self, store: Store, data: Path, writer: str = "console") -> None:
        self._store, self._writer = store, writer
        self._room = KeyRoom(data)

    def key(self) -> EvidenceKey:
        """The key in use. The first one is a row of the journal, with its public half. Raises EvidenceKeyError."""
        key, is_new = self._room.current_or_new()
        if is_new:
            self._write_down(f"{key.id} made, public {key.public.raw.hex()}")
        return key

    def renew(self, by: Operator) -> EvidenceKey:
        """Another key from now on. What was signed stays valid under the old public key, which is kept.

        Raises NotPermittedError, EvidenceKeyError.
        """
        permit(self._store, self._writer, by, "evidence.renew")
        key, before = self._room.renew()
        instead = f" in the place of {before.id}" if before else ""
        self._write_down(f"{key.id} made{instead} by {by.login}, public {key.public.raw.hex()}")
        return key

    def known(self) -> tuple[PublicKey, ...]:
        return self._room.known()

    def _write_down(self, note: str) -> None:
        with self._store.write() as connection:
            journal.append(connection, CityEvent("configured", SUBJECT, note), self._writer)
