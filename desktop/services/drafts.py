"""Drafts: what an operator has typed and not yet sent, kept by operator and subject through a crash or a lock."""

from desktop.domain.operator import Operator
from desktop.services.clock import Now, utc_now
from desktop.storage import drafts as rows
from desktop.storage.store import Store

LONGEST_DRAFT = 20_000
"""Characters; a text beyond is cut, and the console says so at the field."""


class Drafts:
    """Use cases of drafts: no journal, since nothing was said to anybody yet. Thread: any but Qt's."""

    def __init__(self, store: Store, now: Now = utc_now) -> None:
        self._store, self._now = store, now

    def save(self, operator: Operator, subject: str, text: str) -> None:
        """Keep the text; an empty one forgets the draft."""
        if not text.strip():
            self.forget(operator, subject)
            return
        with self._store.write() as connection:
            rows.put(connection, rows.Draft(operator.id, subject, text[:LONGEST_DRAFT], self._now()))

    def read(self, operator: Operator, subject: str) -> str:
        with self._store.read() as connection:
            draft = rows.get(connection, operator.id, subject)
        return draft.text if draft else ""

    def every(self, operator: Operator) -> list[rows.Draft]:
        """The newest first: what an operator left unfinished."""
        with self._store.read() as connection:
            return rows.of_operator(connection, operator.id)

    def forget(self, operator: Operator, subject: str) -> None:
        """It was sent, or given up."""
        with self._store.write() as connection:
            rows.discard(connection, operator.id, subject)
