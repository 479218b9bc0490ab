"""How an operator sees things: kept by operator and subject. Not in the journal: it changes nothing of the city."""

from collections.abc import Iterable, Mapping
from typing import Any

from desktop.domain.operator import Operator
from desktop.services.clock import Now, utc_now
from desktop.storage import personal as rows
from desktop.storage.store import Store


class Personal:
    """Thread: any but Qt's."""

    def __init__(self, store: Store, now: Now = utc_now) -> None:
        self._store, self._now = store, now

    def every(self, operator: Operator) -> dict[str, Any]:
        """By subject."""
        with self._store.read() as connection:
            return rows.of_operator(connection, operator.id)

    def keep(self, operator: Operator, values: Mapping[str, Any]) -> None:
        """Each in the place of the one of its subject; None forgets it."""
        with self._store.write() as connection:
            rows.put(connection, operator.id, {k: v for k, v in values.items() if v is not None}, self._now())
            rows.forget(connection, operator.id, [subject for subject, value in values.items() if value is None])

    def forget(self, operator: Operator, subjects: Iterable[str]) -> None:
        with self._store.write() as connection:
            rows.forget(connection, operator.id, subjects)
