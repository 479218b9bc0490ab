"""The source against real brokers, and against one that hates us."""

import errno
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from desktop.sources import broker, mqtt
from desktop.sources.broker import Broker
from desktop.sources.mailbox import Mailbox, Message
from desktop.sources.mqtt import MqttSource
from desktop.sources.read_ahead import ReadAheadClient, ReadAheadSocket

CONNACK = b"\x20\x02\x00\x00"
SUBACK = b"\x90\x03\x00\x01\x01"


def wait_for(wanted: Callable[[], bool], within_s: float = 10.0) -> bool:
    deadline_s = time.monotonic() + within_s
    while not wanted() and time.monotonic() < deadline_s:
        time.sleep(0.01)
    return wanted()


@contextmanager
def source_of(find: Callable[[], Broker], mailbox: Mailbox, session_at: str = "") -> Iterator[MqttSource]:
    source = MqttSource(find, "test-node", ("application/#",), mailbox, session_at)
    source.start()
    try:
        yield source
    finally:
        source.stop()


def publish(to: Broker, payloads: list[bytes], qos: int = 1) -> None:
    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.connect(to.host, to.port)
    client.loop_start()
    sent = [client.publish("application/1/device/2/event/up", payload, qos) for payload in payloads]
    for one in sent:
        one.wait_for_publish(5.0)
    client.disconnect()
    client.loop_stop()


def taken(mailbox: Mailbox, count: int, within_s: float = 10.0) -> list[Message]:
    messages: list[Message] = []
    deadline_s = time.monotonic() + within_s
    while len(messages) < count and time.monotonic() < deadline_s:
        messages += mailbox.take(0.05)
    return messages


def test_that_messages_arrive_and_the_link_says_it_is_up(ours: Broker) -> None:
    mailbox = Mailbox()
    with source_of(lambda: ours, mailbox) as source:
        assert wait_for(lambda: source.link.up)
        assert source.link.address == ours.address
        publish(ours, [b"one", b"two"])
        assert [message.payload for message in taken(mailbox, 2)] == [b"one", b"two"]


def test_that_only_what_was_acknowledged_is_not_brought_again(ours: Broker) -> None:
    mailbox, later = Mailbox(), Mailbox()
    with source_of(lambda: ours, mailbox) as source:
        assert wait_for(lambda: source.link.up)
        publish(ours, [b"stored", b"not stored"])
        messages = taken(mailbox, 2)
        source.acknowledge(messages[:1])
    with source_of(lambda: ours, later):
        assert [message.payload for message in taken(later, 1)] == [b"not stored"]
        assert taken(later, 1, within_s=0.3) == []


def test_that_what_came_while_we_were_away_is_kept_for_us(ours: Broker) -> None:
    with source_of(lambda: ours, Mailbox()) as source:
        assert wait_for(lambda: source.link.up)
    publish(ours, [b"%d" % number for number in range(2_500)])  # more than mosquitto's default queue of 1,000
    mailbox = Mailbox()
    with source_of(lambda: ours, mailbox, session_at=ours.address) as source:
        messages = taken(mailbox, 2_000)  # so many may be unacknowledged
        source.acknowledge(messages)
        messages += taken(mailbox, 500)
        source.acknowledge(messages[2_000:])
        assert [message.payload for message in messages] == [b"%d" % number for number in range(2_500)]
        assert source.link.forgotten == 0


def test_that_a_killed_broker_is_replaced_and_its_loss_is_told(
    folder: Path, ours: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mqtt, "FIRST_PAUSE_S", 0.1)
    mailbox = Mailbox()
    with source_of(lambda: broker.find(folder), mailbox) as source:
        assert wait_for(lambda: source.link.up)
        os.kill(ours.pid, signal.SIGKILL)
        assert wait_for(lambda: not source.link.up)
        assert source.link.fault
        assert wait_for(lambda: source.link.up)
        assert source.link.connections >= 2
        publish(ours, [b"after"])  # on the same port
        assert [message.payload for message in taken(mailbox, 1)] == [b"after"]


def test_that_a_broker_that_lost_our_session_is_found_out(ours: Broker) -> None:
    with source_of(lambda: ours, Mailbox(), session_at=ours.address) as source:
        assert wait_for(lambda: source.link.up)
        assert source.link.forgotten == 1


@pytest.mark.parametrize("configured", [True, False])
def test_that_both_versions_of_the_protocol_are_spoken(ours: Broker, configured: bool) -> None:
    """Version 5 to a broker of somebody else, whose limits are not ours; 3.1.1 to our own."""
    to, mailbox = Broker(ours.host, ours.port) if configured else ours, Mailbox()
    with source_of(lambda: to, mailbox) as source:
        assert wait_for(lambda: source.link.up)
        publish(ours, [b"x" * 300_000, b"small"])
        assert [message.payload for message in taken(mailbox, 1)] == [b"small"]


def test_that_a_broker_that_speaks_only_the_old_version_is_understood(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "mosquitto", lambda: None)
    monkeypatch.setattr(mqtt, "FIRST_PAUSE_S", 0.05)
    old = broker.find(folder)
    mailbox = Mailbox()
    with source_of(lambda: Broker(old.host, old.port), mailbox) as source:
        assert wait_for(lambda: source.link.up)
        publish(old, [b"hello"])
        assert [message.payload for message in taken(mailbox, 1)] == [b"hello"]


def test_that_nobody_there_is_said_with_the_reason(free_port: int) -> None:
    with source_of(lambda: Broker("127.0.0.1", free_port), Mailbox()) as source:
        assert wait_for(lambda: os.strerror(errno.ECONNREFUSED) in source.link.fault)
        assert not source.link.up


def test_that_a_refusal_is_said_in_words(folder: Path) -> None:
    with hostile([b"\x20\x02\x00\x05"]) as enemy, source_of(lambda: enemy, Mailbox()) as source:
        assert wait_for(lambda: "Not authorized" in source.link.fault)


@contextmanager
def hostile(answers: list[bytes]) -> Iterator[Broker]:
    """A broker of version 3.1.1 that answers each word of whoever connects with the next of these."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            try:
                line, _ = server.accept()
            except TimeoutError:
                continue
            with line:
                line.settimeout(1.0)
                try:
                    for answer in answers:
                        line.recv(4096)
                        line.sendall(answer)
                    line.recv(4096)
                except OSError:
                    continue

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield Broker("127.0.0.1", server.getsockname()[1], kind="iotcore")
    finally:
        ended.set()
        thread.join()
        server.close()


def packet(topic: bytes, payload: bytes = b"{}", head: bytes = b"\x30") -> bytes:
    body = len(topic).to_bytes(2, "big") + topic + payload
    return head + bytes([len(body)]) + body


HOSTILE = {
    "an unknown packet": b"\xf0\x00",
    "a length of five bytes": b"\x30\xff\xff\xff\xff\x01",
    "a topic longer than its packet": b"\x30\x04\xff\xffab",
    "no topic at all": b"\x30\x00",
    "QoS 3": packet(b"application/x", head=b"\x36"),
    "a PUBACK for nothing": b"\x40\x02\x12\x34",
    "a short PUBACK": b"\x40\x01\x12",
    "a second CONNACK that refuses": b"\x20\x02\x00\x03",
    "a SUBACK of nothing": b"\x90\x02\x00\x07",
    "a PUBREL for nothing": b"\x62\x02\x00\x09",
    "the end in the middle of a packet": b"\x30\x7f\x00\x03a",
    "an empty topic": packet(b""),
}


@pytest.mark.parametrize("bytes_sent", HOSTILE.values(), ids=HOSTILE)
def test_that_the_network_thread_survives(bytes_sent: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mqtt, "FIRST_PAUSE_S", 0.02)
    monkeypatch.setattr(mqtt, "LONGEST_PAUSE_S", 0.02)
    mailbox = Mailbox()
    answers = [CONNACK, SUBACK + bytes_sent + packet(b"application/ok"), b""]
    with hostile(answers) as enemy, source_of(lambda: enemy, mailbox) as source:
        assert wait_for(lambda: source.link.connections >= 2, within_s=5.0)
        assert source.is_alive


def test_that_a_topic_which_is_not_text_reaches_the_quarantine() -> None:
    mailbox = Mailbox()
    with hostile([CONNACK, SUBACK + packet(b"application/\xff\xfe"), b""]) as enemy, source_of(lambda: enemy, mailbox):
        assert taken(mailbox, 1)[0].topic == mqtt.UNREADABLE_TOPIC


def test_that_paho_still_takes_its_socket_from_where_we_give_it(ours: Broker) -> None:
    client = ReadAheadClient("x", MQTTProtocolVersion.MQTTv311, lambda *_: None)
    client.connect(ours.host, ours.port)
    line = client.socket()
    assert isinstance(line, ReadAheadSocket)
    assert line.has_unsent  # the CONNECT waits for our flush
    client.disconnect()
    client.loop_write()
