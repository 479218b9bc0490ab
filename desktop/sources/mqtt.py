"""Listening to the field over MQTT: QoS 1, acknowledged by hand after the commit, for ever.

One thread owns the connection. It survives whatever a broker or a message does: a fault ends the connection, is said in
`link`, and the next one begins after a growing, jittered pause. The session stays at the broker while we are away.
"""

import logging
import random
import select
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from paho.mqtt import client as paho
from paho.mqtt.enums import MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from desktop.sources.broker import Broker
from desktop.sources.mailbox import Mailbox, Message
from desktop.sources.payloads.uplink import LARGEST_PAYLOAD_BYTES
from desktop.sources.read_ahead import ReadAheadClient, ReadAheadSocket

KEEPALIVE_S = 7
"""A silent broker is noticed after at most two of these: 14 s."""
SESSION_KEPT_S = 7 * 24 * 3600
MOST_UNACKNOWLEDGED = 2_000
LONGEST_POLL_MS = 1000
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
UNREADABLE_TOPIC = "unreadable-topic"
PUBACK = b"\x40\x02"

log = logging.getLogger(__name__)


class LinkError(OSError):
    """The broker refused us or went away; the message says which."""


@dataclass(frozen=True, slots=True)
class Link:
    """How the connection stands, and since when; `forgotten` counts sessions the broker had lost."""

    up: bool
    address: str
    since: datetime
    kind: str = ""
    fault: str = ""
    connections: int = 0
    forgotten: int = 0


class MqttSource:
    """`find` gives the broker, starting it where it is ours; called again before every attempt.

    `session_at` is the address where a session of `client_id` should be waiting, from an earlier life.
    """

    def __init__(
        self,
        find: Callable[[], Broker],
        client_id: str,
        topics: Sequence[str],
        mailbox: Mailbox,
        session_at: str = "",
    ) -> None:
        self._find, self._client_id, self._topics, self._mailbox = find, client_id, topics, mailbox
        self.session_at = session_at
        self._protocol = MQTTProtocolVersion.MQTTv5
        self._stored: deque[Message] = deque()
        self._stopping = threading.Event()
        self._wake, self._woken = socket.socketpair()
        for end in (self._wake, self._woken):
            end.settimeout(0.0)
        self._thread = threading.Thread(target=self._run, name="mqtt", daemon=True)
        self._connection = 0
        self._connected = False
        self.link = Link(up=False, address="", since=datetime.now(UTC))

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Leave; the broker keeps what comes until we are back."""
        self._stopping.set()
        self._nudge()
        self._thread.join(timeout=5.0)
        self._wake.close()
        self._woken.close()

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def acknowledge(self, messages: Iterable[Message]) -> None:
        """Tell the broker that these are on the disk; from any thread."""
        self._stored.extend(message for message in messages if message.qos)
        self._nudge()

    def _nudge(self) -> None:
        try:
            self._wake.send(b"\0")
        except OSError:
            return  # it is awake already, or gone

    def _run(self) -> None:
        pause_s = FIRST_PAUSE_S
        while not self._stopping.is_set():
            began_s = time.monotonic()
            try:
                self._live()
            except Exception as error:  # noqa: BLE001  the link loop: whatever ends a connection, the next begins
                self._lost(error)
            if time.monotonic() - began_s > LONGEST_PAUSE_S:
                pause_s = FIRST_PAUSE_S
            self._stopping.wait(pause_s * random.uniform(0.5, 1.0))  # noqa: S311 (spreads attempts, guards nothing)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    def _live(self) -> None:
        """One connection from its first to its last byte; raises when it ends."""
        broker = self._find()
        self._protocol = _protocol_of(broker, self._protocol)
        self._connection += 1
        self._connected = False
        self._mailbox.forget_before(self._connection)
        client = self._client()
        try:
            self._connect(client, broker)
            self._serve(client)
        except Exception:
            if not self._connected:
                self._protocol = _other(self._protocol)
            raise
        finally:
            self._leave(client)

    def _leave(self, client: ReadAheadClient) -> None:
        line = client.socket()
        if isinstance(line, ReadAheadSocket):
            self._answer(line, woken=False)
        client.disconnect()
        client.loop_write()

    def _client(self) -> ReadAheadClient:
        client = ReadAheadClient(self._client_id, self._protocol, self._on_publish)
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_socket_register_write = _told_by_want_write
        client.connect_timeout = 5.0
        return client

    def _connect(self, client: ReadAheadClient, broker: Broker) -> None:
        self.link = replace(self.link, address=broker.address, kind=broker.kind)
        if self._protocol == MQTTProtocolVersion.MQTTv5:
            client.connect(broker.host, broker.port, KEEPALIVE_S, clean_start=False, properties=_wishes())
        else:
            client.connect(broker.host, broker.port, KEEPALIVE_S)

    def _serve(self, client: ReadAheadClient) -> None:
        poll = select.poll()
        poll.register(self._woken, select.POLLIN)
        while not self._stopping.is_set():
            line = self._line(client)
            self._check(client.loop_write())
            line.flush()
            poll.register(line, select.POLLIN | (select.POLLOUT if line.has_unsent else 0))
            events = dict(poll.poll(LONGEST_POLL_MS))
            self._answer(line, woken=self._woken.fileno() in events)
            if events.get(line.fileno(), 0) & ~select.POLLOUT:
                self._read(client, line)
            self._check(client.loop_misc())

    def _line(self, client: ReadAheadClient) -> ReadAheadSocket:
        line = client.socket()
        if not isinstance(line, ReadAheadSocket):
            raise LinkError(f"{self.link.address} closed the connection")
        return line

    def _read(self, client: ReadAheadClient, line: ReadAheadSocket) -> None:
        line.fill()
        while line.has_news:
            self._check(client.loop_read())

    def _check(self, code: int) -> None:
        if code:
            raise LinkError(f"{self.link.address}: {paho.error_string(MQTTErrorCode(code))}")

    def _answer(self, line: ReadAheadSocket, *, woken: bool) -> None:
        """Acknowledge what is on the disk. A number of an earlier connection means another message to this one."""
        if woken:
            self._woken.recv(4096)
        stored = [self._stored.popleft() for _ in range(len(self._stored))]
        line.send(b"".join(PUBACK + one.mid.to_bytes(2, "big") for one in stored if one.connection == self._connection))

    def _on_connect(
        self, client: paho.Client, _: object, flags: paho.ConnectFlags, code: ReasonCode, __: object
    ) -> None:
        if code.is_failure:
            raise LinkError(f"{self.link.address} refused us: {code}")
        lost_session = self.session_at == self.link.address and not flags.session_present
        self._connected, self.session_at = True, self.link.address
        client.subscribe([(topic, 1) for topic in self._topics])
        self.link = replace(
            self.link,
            up=True,
            since=datetime.now(UTC),
            fault="",
            connections=self._connection,
            forgotten=self.link.forgotten + lost_session,
        )
        log.info("connected to the broker at %s", self.link.address)

    def _on_subscribe(self, _: paho.Client, __: object, ___: int, codes: list[ReasonCode], ____: object) -> None:
        refused = [topic for topic, code in zip(self._topics, codes, strict=False) if code.is_failure]
        if refused:
            raise LinkError(f"{self.link.address} does not let us read {', '.join(refused)}: ask its administrator")

    def _on_publish(self, topic: bytes, payload: bytes, qos: int, mid: int) -> None:
        try:
            name = topic.decode()
        except UnicodeDecodeError:
            name = UNREADABLE_TOPIC
        now, now_s = datetime.now(UTC), time.monotonic()
        self._mailbox.put(Message(name, payload, now, now_s, qos, mid, self._connection))

    def _lost(self, error: Exception) -> None:
        if self._stopping.is_set():
            return
        fault = str(error) or type(error).__name__
        if self.link.up or not self.link.fault:
            self.link = replace(self.link, up=False, since=datetime.now(UTC), fault=fault)
            log.warning("lost the broker: %s", fault, exc_info=not isinstance(error, OSError))
        else:
            self.link = replace(self.link, fault=fault)


def _told_by_want_write(*_: object) -> None:
    """With this callback set, paho leaves writing to our loop, which asks `want_write`."""


def _protocol_of(broker: Broker, now: MQTTProtocolVersion) -> MQTTProtocolVersion:
    """Ours has every limit in its own settings, so it needs no version 5, which costs twice the time a message."""
    return now if broker.kind == "configured" else MQTTProtocolVersion.MQTTv311


def _other(protocol: MQTTProtocolVersion) -> MQTTProtocolVersion:
    five = protocol == MQTTProtocolVersion.MQTTv5
    return MQTTProtocolVersion.MQTTv311 if five else MQTTProtocolVersion.MQTTv5


def _wishes() -> Properties:
    wishes = Properties(PacketTypes.CONNECT)
    wishes.SessionExpiryInterval = SESSION_KEPT_S
    wishes.ReceiveMaximum = MOST_UNACKNOWLEDGED
    wishes.MaximumPacketSize = LARGEST_PAYLOAD_BYTES + 4096
    return wishes
