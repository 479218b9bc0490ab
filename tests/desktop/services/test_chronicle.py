from dataclasses import replace
from datetime import UTC, datetime

from desktop.services.chronicle import Chronicle
from desktop.sources.mailbox import Mailbox
from desktop.sources.mqtt import Link
from desktop.storage import journal
from desktop.storage.store import Store

DOWN = Link(up=False, address="c:1883", since=datetime(2026, 5, 1, tzinfo=UTC))
LOST = Link(up=False, address="c:1883", since=DOWN.since, fault="refused")
UP = Link(up=True, address="c:1883", since=DOWN.since, connections=1)


def test_that_a_link_is_told_once_when_lost_and_once_when_back(store: Store) -> None:
    turns: list[bool] = []
    links = [DOWN, UP, UP, LOST, LOST, UP, UP]
    chronicle = Chronicle(store, lambda: links.pop(0), Mailbox(), turns.append)
    for _ in range(7):
        chronicle.look()
    assert _told(store) == [("link_lost", "refused"), ("link_back", "c:1883")]
    assert turns == [True, False, True]


def test_that_a_broker_which_was_never_there_is_told(store: Store) -> None:
    links = [DOWN, LOST, LOST, UP]
    chronicle = Chronicle(store, lambda: links.pop(0), Mailbox(), lambda _: None)
    for _ in range(4):
        chronicle.look()
    assert [step for step, _ in _told(store)] == ["link_lost", "link_back"]


def test_that_a_link_lost_and_back_between_two_looks_is_told(store: Store) -> None:
    links = [UP, replace(UP, connections=2)]
    chronicle = Chronicle(store, lambda: links.pop(0), Mailbox(), lambda _: None)
    chronicle.look()
    chronicle.look()
    assert [step for step, _ in _told(store)] == ["link_lost", "link_back"]


def test_that_gaps_are_told_with_their_size(store: Store) -> None:
    mailbox = Mailbox()
    forgetful = Link(up=True, address="c:1883", since=DOWN.since, connections=2, forgotten=1)
    chronicle = Chronicle(store, lambda: forgetful, mailbox, lambda _: None)
    mailbox.dropped = 3
    chronicle.look()
    chronicle.look()
    assert [note for _, note in _told(store)] == [
        "the broker c:1883 had lost our session: what it kept for us is gone",
        "3 messages of QoS 0 found no room",
    ]


def _told(store: Store) -> list[tuple[str, str]]:
    with store.read() as connection:
        return [(row.event.step, row.event.note) for row in journal.after(connection, 0, 100)]  # type: ignore[union-attr]
