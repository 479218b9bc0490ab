"""The MQTT broker: one that is configured by its address, else our own on the loopback.

Ours is mosquitto where it is installed, else iotcore. It is a detached process that outlives node and console; its
lease, port and pid lie in the data folder, and a new node attaches to the one that runs. It keeps its port between
runs, so that gateways find it again.
"""

import os
import pwd
import shutil
import signal
import socket
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.sources import detached, lease

STARTED_WITHIN_S = 10.0
STARTER_DEAD_S = 2.0
"""Whoever starts it says its process id at once, unless killed in between."""
MQTT_PORT = 1883
LOOPBACK = "127.0.0.1"
LARGEST_MESSAGE_BYTES = 262_144

MOSQUITTO_SETTINGS = """\
listener {port} 127.0.0.1
allow_anonymous true
user {user}
set_tcp_nodelay true
persistence true
persistence_location {folder}/
autosave_interval 1
max_queued_messages 0
max_queued_bytes 536870912
max_inflight_messages 2000
persistent_client_expiration 7d
message_size_limit {largest_bytes}
connection_messages false
log_dest stderr
log_type error
log_type warning
"""
"""Its own defaults lose messages: at most 1,000 queued for a node that is away, written to disk every half hour."""

IOTCORE_PROGRAM = """\
import sys
from iotcore.iotcore import IotCoreBroker
port, largest_bytes = map(int, sys.argv[1:])
IotCoreBroker(listen="127.0.0.1", port=port, max_payload_size=largest_bytes, max_inflight_count=2000).run_forever()
"""


class BrokerError(OSError):
    """There is no broker to speak to; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Broker:
    """`kind` is configured, mosquitto or iotcore; `pid` 0 where it is not ours."""

    host: str
    port: int
    kind: str = "configured"
    pid: int = 0

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def answers(self) -> bool:
        try:
            socket.create_connection((self.host, self.port), timeout=1.0).close()
        except OSError:
            return False
        return True


def find(data: Path, configured: str | None = None) -> Broker:
    """The configured one, else ours, started if it does not run; raises BrokerError."""
    if configured:
        return parse(configured)
    began_s = time.monotonic()
    while (waited_s := time.monotonic() - began_s) < STARTED_WITHIN_S:
        ours = running(data)
        if ours is not None and ours.answers and (ours.pid or waited_s > STARTER_DEAD_S):
            return ours
        if (held := lease.Lease.take(_lease_file(data))) is not None:
            with held:
                return _start(data, held)
        time.sleep(0.02)
    raise BrokerError(f"the broker of {data} runs but does not answer. See {_log(data)}, end it and try again")


def parse(address: str) -> Broker:
    """`host` or `host:port`, an IPv6 host in brackets."""
    host, colon, port = address.removeprefix("mqtt://").rpartition(":")
    if not colon or port.endswith("]"):
        host, port = address.removeprefix("mqtt://"), str(MQTT_PORT)
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise BrokerError(f"not a broker's address: {address}. Write host:port")
    return Broker(host.strip("[]"), int(port))


def running(data: Path) -> Broker | None:
    """Our own broker of this data folder, if its process lives."""
    if not lease.is_held(_lease_file(data)):
        return None
    return lease.heard(_file(data), Broker)


def stop(data: Path) -> None:
    """End our own broker and wait for its end; the demonstration does this with its own."""
    ours = running(data)
    if ours is None or not ours.pid:
        return
    os.kill(ours.pid, signal.SIGTERM)
    deadline = time.monotonic() + STARTED_WITHIN_S
    while lease.is_held(_lease_file(data)) and time.monotonic() < deadline:
        time.sleep(0.02)


def _start(data: Path, held: lease.Lease) -> Broker:
    program = mosquitto()
    before = lease.heard(_file(data), Broker)
    broker = Broker(LOOPBACK, _free_port(before.port if before else 0), "mosquitto" if program else "iotcore")
    _folder(data).mkdir(mode=0o700, exist_ok=True)
    lease.say(_file(data), broker)
    command = _mosquitto_command(program, broker, data) if program else _iotcore_command(broker)
    broker = replace(broker, pid=detached.start(command, _log(data), held, folder=_folder(data)))
    lease.say(_file(data), broker)
    deadline = time.monotonic() + STARTED_WITHIN_S
    while not broker.answers:
        if time.monotonic() > deadline or not detached.is_alive(broker.pid):
            raise BrokerError(f"{broker.kind} did not start on port {broker.port}. See {_log(data)}")
        time.sleep(0.01)
    return broker


def mosquitto() -> str | None:
    """Where mosquitto is installed: Debian puts it outside a person's PATH."""
    return shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def _mosquitto_command(program: str, broker: Broker, data: Path) -> list[str]:
    settings = _folder(data) / "mosquitto.conf"
    settings.write_text(
        MOSQUITTO_SETTINGS.format(
            port=broker.port,
            user=pwd.getpwuid(os.geteuid()).pw_name,
            folder=_folder(data).absolute(),
            largest_bytes=LARGEST_MESSAGE_BYTES,
        )
    )
    return [program, "-c", str(settings.absolute())]


def _iotcore_command(broker: Broker) -> list[str]:
    return [sys.executable, "-c", IOTCORE_PROGRAM, str(broker.port), str(LARGEST_MESSAGE_BYTES)]


def _free_port(wanted: int) -> int:
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise BrokerError("no free port on the loopback. End some programs and try again")


def _folder(data: Path) -> Path:
    return data / "broker"


def _file(data: Path) -> Path:
    return data / "broker.json"


def _lease_file(data: Path) -> Path:
    return data / "broker.lock"


def _log(data: Path) -> Path:
    return data / "broker.log"
