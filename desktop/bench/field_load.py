"""A field of devices for benches and soak tests: a process that publishes ChirpStack uplinks at a steady rate.

It speaks MQTT 3.1.1 on a bare socket, QoS 1, so that it costs the machine little beside what is measured. Every message
has a number of its own in its `deduplicationId`; at the end it prints how many the broker acknowledged.
"""

import argparse
import json
import select
import signal
import socket
import struct
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime

TICK_S = 0.004
MOST_UNACKNOWLEDGED = 20_000
ACKNOWLEDGED_WITHIN_S = 30.0
BODY = (
    b'{"deduplicationId":"%b-%010d","time":"%b","deviceInfo":{"applicationName":"agua","deviceName":"med-0042",'
    b'"devEui":"%016x","tags":{"dma":"D07"}},"fCnt":10,"fPort":2,"data":"qg==",'
    b'"object":{"volume_m3":%07.3f,"leak":false},'
    b'"rxInfo":[{"gatewayId":"0016c001f153a14c","rssi":-97,"snr":5.5}]}'
)
TOPIC = b"application/bench/device/%016x/event/up"
STAMP_LENGTH = len("2026-05-01T12:00:00.123456Z")


@dataclass(frozen=True, slots=True)
class Load:
    """`run` begins every key: 8 letters that tell this load from others. `devices` speak in turn."""

    run: str
    rate_per_s: float
    seconds: float
    devices: int = 2000


class Field:
    """One connection to the broker; sends as its clock says and counts what is acknowledged."""

    def __init__(self, host: str, port: int, load: Load) -> None:
        self._load = load
        self._line = socket.create_connection((host, port), timeout=5.0)
        self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._line.sendall(_connect(f"field-{load.run}"))
        if self._line.recv(4)[:1] != b"\x20":
            raise OSError(f"the broker at {host}:{port} refused the connection")
        self._begin, self._end = _around(load.run.encode())
        self._unread = 0
        self._told_to_end = False
        self.sent = self.acknowledged = 0

    def end(self) -> None:
        """Before its time, from a signal; what was sent is still waited for."""
        self._told_to_end = True

    def publish(self) -> None:
        began_s = time.monotonic()
        while not self._told_to_end and (passed_s := time.monotonic() - began_s) < self._load.seconds:
            due = int(min(passed_s, self._load.seconds) * self._load.rate_per_s)
            room = MOST_UNACKNOWLEDGED - (self.sent - self.acknowledged)
            if (count := min(due - self.sent, room)) > 0:
                self._line.sendall(self._packets(count))
            self._hear(TICK_S)
        self._wait_for_the_rest()

    def _packets(self, count: int) -> bytes:
        stamp = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z").encode()
        packets: list[bytes] = []
        for number in range(self.sent, self.sent + count):
            eui = number % self._load.devices
            mid = struct.pack(">H", number % 65_535 + 1)
            packets.append(self._begin % eui + mid + self._end % (number, stamp, eui, number % 900 + 100))
        self.sent += count
        return b"".join(packets)

    def _hear(self, timeout_s: float) -> None:
        if select.select([self._line], [], [], timeout_s)[0]:
            heard = self._line.recv(65_536)
            if not heard:
                raise OSError("the broker closed the connection")
            self._unread += len(heard)
            self.acknowledged = self._unread // 4  # a PUBACK of MQTT 3.1.1 has 4 bytes, and nothing else comes

    def _wait_for_the_rest(self) -> None:
        deadline_s = time.monotonic() + ACKNOWLEDGED_WITHIN_S
        while self.acknowledged < self.sent and time.monotonic() < deadline_s:
            self._hear(0.1)


def _connect(client_id: str) -> bytes:
    """MQTT 3.1.1, clean session, no keepalive."""
    name = client_id.encode()
    body = b"\x00\x04MQTT\x04\x02\x00\x00" + struct.pack(">H", len(name)) + name
    return b"\x10" + bytes([len(body)]) + body


def _around(run: bytes) -> tuple[bytes, bytes]:
    """What stands before and after the message id of a PUBLISH; every packet has the same length."""
    topic = TOPIC % 0
    body = BODY.replace(b"%b", run, 1)
    length = 2 + len(topic) + 2 + len(body % (0, b"x" * STAMP_LENGTH, 0, 100.0))
    header = b"\x32" + bytes([length % 128 + 128, length // 128])
    return header + struct.pack(">H", len(topic)) + TOPIC, body


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="field_load")
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("run")
    parser.add_argument("--rate", type=float, default=10_000.0)
    parser.add_argument("--seconds", type=float, default=30.0)
    args = parser.parse_args(arguments)
    field = Field(args.host, args.port, Load(args.run, args.rate, args.seconds))
    signal.signal(signal.SIGTERM, lambda *_: field.end())
    began_s = time.monotonic()
    field.publish()
    figures = {
        "sent": field.sent,
        "acknowledged": field.acknowledged,
        "seconds": time.monotonic() - began_s,
        "cpu_s": time.process_time(),
    }
    sys.stdout.write(json.dumps(figures) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
