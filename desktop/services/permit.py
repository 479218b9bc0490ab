"""The door of every act of a person: the role must allow the use case, and a refusal is written in the journal."""

from desktop.domain.events import OperatorEvent
from desktop.domain.operator import USE_CASES, Operator
from desktop.storage import journal
from desktop.storage.store import Store


def permit(store: Store, writer: str, operator: Operator, use_case: str) -> None:
    """Raise NotPermittedError, after a `denied` row, unless the operator's role allows the use case."""
    if not operator.may_do(use_case):
        denied = OperatorEvent("denied", operator.id, operator.login, note=use_case)
        with store.write() as connection:
            journal.append(connection, denied, writer)
    operator.require(USE_CASES[use_case])
