import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from desktop.sources import broker, lease

needs_mosquitto = pytest.mark.skipif(broker.mosquitto() is None, reason="needs mosquitto")


@needs_mosquitto
def test_that_a_broker_is_started_once_and_found_again(folder: Path) -> None:
    with ThreadPoolExecutor(4) as consoles:
        found = set(consoles.map(broker.find, [folder] * 4))
    (ours,) = found
    assert (ours.host, ours.kind) == ("127.0.0.1", "mosquitto")
    assert ours.answers


@needs_mosquitto
def test_that_a_killed_broker_is_started_again_on_its_port(folder: Path) -> None:
    before = broker.find(folder)
    os.kill(before.pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while broker.running(folder) and time.monotonic() < deadline:
        time.sleep(0.01)
    after = broker.find(folder)
    assert after.pid != before.pid
    assert after.port == before.port


def test_that_without_mosquitto_the_broker_in_a_wheel_serves(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "mosquitto", lambda: None)
    ours = broker.find(folder)
    assert ours.kind == "iotcore"
    assert ours.answers


def test_that_a_stopped_broker_answers_no_more(folder: Path) -> None:
    ours = broker.find(folder)
    broker.stop(folder)
    assert broker.running(folder) is None
    assert not ours.answers


def test_that_a_program_that_cannot_listen_is_said_with_its_log(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "mosquitto", lambda: "/bin/false")
    with pytest.raises(broker.BrokerError, match=r"did not start.*broker\.log"):
        broker.find(folder)
    assert not lease.is_held(folder / "broker.lock")


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [
        ("10.0.0.7", "10.0.0.7", 1883),
        ("mqtt://cerro:1884", "cerro", 1884),
        ("[::1]:1885", "::1", 1885),
        ("[::1]", "::1", 1883),
    ],
)
def test_that_a_configured_address_comes_first(folder: Path, address: str, host: str, port: int) -> None:
    assert broker.find(folder, address) == broker.Broker(host, port)


@pytest.mark.parametrize("address", ["", ":1883", "host:", "host:0", "host:70000", "host:abc"])
def test_that_what_is_no_address_is_refused(folder: Path, address: str) -> None:
    with pytest.raises(broker.BrokerError, match="not a broker's address"):
        broker.parse(address)
