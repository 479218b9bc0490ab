from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop.bench.node_rig import NodeRig
from desktop.config import Settings
from desktop.node import NodeRunsError, serve
from desktop.storage.sole import SoleNode
from desktop.storage.store import Store


@pytest.mark.postgis
def test_that_a_server_has_one_node_until_its_connection_ends(postgis_address: str) -> None:
    here, there = Store.open(postgis_address), Store.open(postgis_address)
    first, second = SoleNode(here), SoleNode(there)
    assert first.take()
    assert first.is_ours
    assert not second.take()
    assert not second.is_ours
    first.close()
    assert second.take()
    second.close()
    here.close()
    there.close()


@pytest.mark.postgis
def test_that_a_lock_lost_with_its_connection_is_noticed_and_taken_again(postgis_address: str) -> None:
    store = Store.open(postgis_address)
    with SoleNode(store) as sole:
        assert sole.take()
        with store.write() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                )
            )
        assert not sole.is_ours
        assert sole.take()
        assert sole.is_ours
    store.close()


@pytest.mark.postgis
def test_that_a_node_serves_a_store_on_a_server_and_a_second_machine_is_refused(
    postgis_address: str, data: Path, tmp_path: Path
) -> None:
    rig = NodeRig(data, postgis_address)
    try:
        rig.start()
        sent = rig.field(200.0, 1.5).finish()
        rig.wait_for(lambda status: status.stored >= sent.acknowledged)
        assert (rig.count(sent).lost, rig.count(sent).doubled) == (0, 0)
        other_machine = Settings(data=tmp_path / "other", store=postgis_address)
        with pytest.raises(NodeRunsError, match="on another machine"):
            serve(other_machine, lambda _: pytest.fail("a second node was made"))
    finally:
        rig.stop()


def test_that_a_file_asks_nobody(store_file: Callable[[Path], Path], tmp_path: Path) -> None:
    store = Store.open(store_file(tmp_path / "store.sqlite"))
    with SoleNode(store) as sole:
        assert sole.take()
        assert sole.is_ours
    store.close()
