"""The node is killed with -9 while the field speaks: it is said, a new one comes, and nothing acknowledged is lost."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.bench.kills import BACK_WITHIN_S, kill_again_and_again
from desktop.bench.node_rig import NodeRig
from desktop.services.node_link import NodeView, Presence
from desktop.storage import journal
from desktop.storage.store import Store

WHOLE = bool(os.environ.get("ATALAYA_SOAK"))
KILLS = 20 if WHOLE else 2
BACK_S = 2.0 if WHOLE else BACK_WITHIN_S
"""A machine that runs other tests beside cannot promise a start in two seconds; one that soaks must."""


@pytest.fixture
def rig(data: Path) -> Iterator[NodeRig]:
    made = NodeRig(data)
    yield made
    made.stop()


@pytest.mark.timeout(60 + 30 * KILLS)
def test_that_a_killed_node_loses_nothing_it_acknowledged_and_a_new_one_comes(rig: NodeRig) -> None:
    seen: list[NodeView] = []
    rig.start()
    killed = kill_again_and_again(rig, KILLS, seen)
    assert killed.acknowledged > 2_000 * KILLS
    assert (killed.kept.lost, killed.kept.doubled) == (0, 0)
    assert max(killed.back_s) < BACK_S
    gone = [view for view in seen if view.presence is Presence.GONE]
    assert len(gone) == KILLS
    assert all(view.since is not None for view in gone)
    assert _told(rig) == ["node.started", *["node.gap", "node.started"] * KILLS]


def _told(rig: NodeRig) -> list[str]:
    """What the nodes wrote of themselves, the chain checked."""
    store = Store.open(rig.config.store_location)
    try:
        with store.read() as connection:
            assert journal.verify(connection).sound
            rows = journal.after(connection, 0, 1_000)
    finally:
        store.close()
    return [row.kind for row in rows if row.kind in {"node.started", "node.gap", "node.stopped"}]
