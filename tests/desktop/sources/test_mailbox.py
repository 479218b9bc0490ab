import threading
import time
from datetime import UTC, datetime

from desktop.sources.mailbox import LARGEST_BATCH, OVERHEAD_BYTES, Mailbox, Message


def message(number: int, qos: int = 1, connection: int = 1, size_bytes: int = 0) -> Message:
    return Message("t", bytes(size_bytes), datetime.now(UTC), time.monotonic(), qos, number, connection)


def mids(messages: list[Message]) -> list[int]:
    return [one.mid for one in messages]


def test_that_messages_are_taken_in_the_order_they_came() -> None:
    mailbox = Mailbox()
    for number in range(LARGEST_BATCH + 10):
        mailbox.put(message(number))
    assert mids(mailbox.take(0.0)) == list(range(LARGEST_BATCH))
    assert len(mailbox.take(0.0)) == 10
    assert mailbox.waiting_bytes == 0


def test_that_an_empty_mailbox_gives_nothing_after_its_time() -> None:
    assert Mailbox().take(0.01) == []


def test_that_a_waiting_taker_is_woken() -> None:
    mailbox = Mailbox()
    threading.Timer(0.05, mailbox.put, [message(1)]).start()
    began_s = time.monotonic()
    assert mids(mailbox.take(5.0)) == [1]
    assert time.monotonic() - began_s < 2.0


def test_that_a_full_mailbox_makes_the_receiver_wait_until_there_is_room() -> None:
    mailbox = Mailbox(room_bytes=10 * OVERHEAD_BYTES)
    for number in range(11):
        mailbox.put(message(number))
    receiver = threading.Thread(target=mailbox.put, args=[message(11)])
    receiver.start()
    assert receiver.is_alive()
    assert len(mailbox.take(0.0)) >= 11
    receiver.join(timeout=0.5)
    assert not receiver.is_alive()


def test_that_without_room_a_message_nobody_keeps_for_us_is_dropped_and_counted() -> None:
    mailbox = Mailbox(room_bytes=0)
    mailbox.put(message(0, qos=0))
    mailbox.put(message(1, qos=0))
    mailbox.put(message(2, qos=1))
    assert mailbox.dropped == 1
    assert mids(mailbox.take(0.0)) == [0, 2]


def test_that_what_the_broker_brings_again_is_forgotten_and_the_rest_stays() -> None:
    mailbox = Mailbox()
    for number, qos, connection in ((1, 1, 1), (2, 0, 1), (3, 1, 2)):
        mailbox.put(message(number, qos, connection, size_bytes=100))
    mailbox.forget_before(2)
    assert mids(mailbox.take(0.0)) == [2, 3]
    assert mailbox.waiting_bytes == 0
