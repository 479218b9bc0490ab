"""Silence: the sound of alarms stops for a while, for one console. It acknowledges nothing and is written down."""

from datetime import timedelta

from desktop.domain.events import OperatorEvent
from desktop.domain.operator import Operator
from desktop.services.permit import permit
from desktop.storage import journal
from desktop.storage.store import Store

SPAN = timedelta(minutes=2)


def hush(store: Store, writer: str, operator: Operator) -> timedelta:
    """Write down who silenced; gives for how long. Raises NotPermittedError."""
    permit(store, writer, operator, "alarm.silence")
    event = OperatorEvent("silenced", operator.id, operator.login, note=f"{SPAN.total_seconds():.0f} s")
    with store.write() as connection:
        journal.append(connection, event, writer)
    return SPAN
