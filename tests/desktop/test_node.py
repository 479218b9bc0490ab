"""A node as the operating system sees it: a process, its lease, its words, its end."""

import contextlib
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from desktop.bench.node_rig import NodeRig
from desktop.config import Settings
from desktop.node import Node, NodeRunsError, serve
from desktop.services import node_status
from desktop.services.evidence.checkpoint import Checkpoints
from desktop.services.evidence.key import KeyRoom
from desktop.services.node_link import NodeLink, NodeView, Presence
from desktop.services.node_status import NodeStep
from desktop.sources import detached
from desktop.sources.lease import Lease
from desktop.storage import journal, quarantine
from desktop.storage.store import Store


@pytest.fixture(scope="module")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: a new store takes a second."""
    made = tmp_path_factory.mktemp("template") / "store.sqlite"
    Store.open(made).close()
    return made


@pytest.fixture
def rig(data: Path, empty_store: Path) -> Iterator[NodeRig]:
    made = NodeRig(data)
    shutil.copy(empty_store, made.config.store_location)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, empty_store: Path) -> Iterator[NodeRig]:
    """A node that lives through several tests."""
    made = NodeRig(tmp_path_factory.mktemp("running"))
    shutil.copy(empty_store, made.config.store_location)
    made.start()
    yield made
    made.stop()


def words(rig: NodeRig) -> list[str]:
    """What nodes told the journal of themselves."""
    store = Store.open(rig.config.store_location)
    try:
        with store.read() as connection:
            return [row.kind for row in journal.after(connection, 0, 100) if row.kind.startswith("node.")]
    finally:
        store.close()


def test_that_a_node_lives_says_so_and_ends_when_told(rig: NodeRig) -> None:
    assert rig.link.look().presence is Presence.GONE
    status = rig.start()
    assert status.broker == rig.broker.address
    assert (status.broker_kind, status.store_fault) == (rig.broker.kind, "")
    rig.stop_node()
    last = node_status.read(rig.config.data)
    assert last is not None
    assert last.step is NodeStep.STOPPED
    assert words(rig) == ["node.started", "node.stopped"]
    store = Store.open(rig.config.store_location)
    with store.read() as connection:
        head = journal.head(connection)
    (anchored,) = Checkpoints(rig.config.data, store.name).check(KeyRoom(rig.config.data).known())
    store.close()
    assert anchored.head == head, "its last word is signed too"


def test_that_a_second_node_is_refused_and_the_first_goes_on(running: NodeRig) -> None:
    status = running.wait_for(lambda _: True)
    with pytest.raises(NodeRunsError, match=f"a node already serves this store: process {status.pid}, since"):
        serve(running.config, _nobody)
    running.wait_for(lambda now: now.pid == status.pid and now.beat_s > status.beat_s)


def test_that_two_data_folders_that_name_one_store_have_one_node(running: NodeRig, tmp_path: Path) -> None:
    other = Settings(data=tmp_path / "other", store=running.config.store_location)
    with pytest.raises(NodeRunsError, match="already serves this store"):
        serve(other, _nobody)


def _nobody(_: Node) -> None:
    pytest.fail("a second node was made")


def test_that_a_killed_node_is_seen_gone_replaced_and_accounted_for(rig: NodeRig) -> None:
    seen: list[NodeView] = []
    first = rig.start()
    rig.link.keep(seen.append)
    os.kill(first.pid, signal.SIGKILL)
    second = rig.wait_for(lambda status: status.link_up and status.pid != first.pid)
    deadline_s = time.monotonic() + 5
    while seen[-1].presence is not Presence.ALIVE and time.monotonic() < deadline_s:
        time.sleep(0.05)
    presences = [view.presence for view in seen]
    assert second.pid != first.pid
    assert Presence.GONE in presences
    assert presences[-1] is Presence.ALIVE
    assert words(rig) == ["node.started", "node.gap", "node.started"]


def test_that_a_broker_lost_and_back_is_in_the_journal_and_on_the_status(rig: NodeRig) -> None:
    rig.start()
    os.kill(rig.broker.pid, signal.SIGKILL)
    deadline_s = time.monotonic() + 30
    while "node.link_back" not in words(rig) and time.monotonic() < deadline_s:
        time.sleep(0.1)
    assert words(rig)[:3] == ["node.started", "node.link_lost", "node.link_back"]


@contextlib.contextmanager
def field_client(running: NodeRig) -> Iterator[paho.Client]:
    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.connect(running.broker.host, running.broker.port)
    client.loop_start()
    running.wait_for(lambda _: client.is_connected())
    yield client
    client.disconnect()
    client.loop_stop()


def test_that_bad_messages_of_the_field_stop_nothing(running: NodeRig) -> None:
    # the broker may end the connection of who sends what is too large: that client is one of its own
    with field_client(running) as client, contextlib.suppress(RuntimeError):
        client.publish("application/1/device/2/event/up", b"x" * 1_000_000, qos=1).wait_for_publish(5.0)
    with field_client(running) as client:
        for topic, payload in (
            ("application/1/device/2/event/up", b"\xc3\x28"),
            ("owntracks/units/p03", b'{"_type":"location","lat":NaN,"lon":1}'),
            ("owntracks/units/p03", b'{"_type":"location","lat":22.77,"lon":-102.58,"tst":1777636800}'),
        ):
            client.publish(topic, payload, qos=1).wait_for_publish(5.0)
    running.wait_for(lambda status: status.stored == 1 and status.refused >= 2)
    store = Store.open(running.config.store_location)
    with store.read() as connection:
        reasons = {one.reason.partition(":")[0] for one in quarantine.recent(connection)}
    store.close()
    assert reasons == {"not_json"}


def test_that_a_store_that_cannot_be_opened_is_said_and_the_node_ends(rig: NodeRig) -> None:
    Path(rig.config.store_location).write_bytes(b"this is no database" * 1000)
    rig.link.start_node()
    log = rig.config.data / "node.log"
    deadline_s = time.monotonic() + 30
    while "not a store" not in log.read_text() and time.monotonic() < deadline_s:
        time.sleep(0.1)
    assert "not a store. Name another" in log.read_text()
    assert "Traceback" not in log.read_text()
    assert rig.link.look().presence is not Presence.ALIVE


def test_that_a_node_that_holds_its_lease_and_says_nothing_is_silent(running: NodeRig) -> None:
    status = running.wait_for(lambda _: True)
    os.kill(status.pid, signal.SIGSTOP)
    try:
        deadline_s = time.monotonic() + 10
        while running.link.look().presence is not Presence.SILENT and time.monotonic() < deadline_s:
            time.sleep(0.1)
        assert running.link.look().presence is Presence.SILENT
    finally:
        os.kill(status.pid, signal.SIGCONT)
    running.wait_for(lambda now: now.pid == status.pid)


def test_that_a_lease_without_a_word_is_a_node_that_starts(rig: NodeRig) -> None:
    with Lease.take(node_status.lease_file(rig.config.data, rig.config.store_location)) or Lease(-1):
        assert rig.link.look().presence is Presence.STARTING
    assert rig.link.look().presence is Presence.GONE


def test_that_the_settings_handed_to_a_node_are_for_its_owner_alone(running: NodeRig) -> None:
    assert (running.config.runtime / "node-settings.json").stat().st_mode & 0o077 == 0


def test_that_nodes_which_die_at_once_are_not_started_without_end(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = NodeLink(Settings(data=data))
    monkeypatch.setattr(detached, "start", lambda *_: 999_999_999)
    link.keep(lambda _: None)
    deadline_s = time.monotonic() + 10
    while link.may_start and time.monotonic() < deadline_s:
        time.sleep(0.05)
    link.stop()
    assert not link.may_start


def test_that_a_status_of_another_making_is_read_as_none(data: Path) -> None:
    node_status.status_file(data).write_bytes(b'{"pid": "x"}')
    assert node_status.read(data) is None
