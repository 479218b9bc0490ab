"""Killing the node with -9 again and again while the field speaks: what was lost, and how long it was gone."""

import time
from dataclasses import dataclass

from desktop.bench.node_rig import Kept, NodeRig
from desktop.services.node_link import NodeView, Presence

RATE_PER_S = 2_000.0
BETWEEN_KILLS_S = 1.0
"""A node lives at least this long after it came back, so that it has something in hand when it dies."""
BACK_WITHIN_S = 30.0


@dataclass(frozen=True, slots=True)
class Killed:
    """`back_s` is each time from the kill to a node that runs and hears the field."""

    kills: int
    acknowledged: int
    kept: Kept
    back_s: tuple[float, ...]

    def figures(self) -> dict[str, float | int | str | bool]:
        return {
            "kills": self.kills,
            "kills_acknowledged": self.acknowledged,
            "kills_lost": self.kept.lost,
            "kills_doubled": self.kept.doubled,
            "kills_back_max_s": round(max(self.back_s), 2),
            "kills_back_median_s": round(sorted(self.back_s)[len(self.back_s) // 2], 2),
        }


def kill_again_and_again(rig: NodeRig, kills: int, seen: list[NodeView] | None = None) -> Killed:
    """Kill, wait until somebody has brought a node back, and again; `seen` receives every change of presence."""
    changes: list[NodeView] = [] if seen is None else seen
    rig.link.keep(changes.append)
    rig.wait_for(lambda status: status.link_up)
    field = rig.field(RATE_PER_S, kills * (BETWEEN_KILLS_S + BACK_WITHIN_S))
    back_s: list[float] = []
    for _ in range(kills):
        time.sleep(BETWEEN_KILLS_S)
        back_s.append(_kill(rig))
    time.sleep(BETWEEN_KILLS_S)
    sent = field.end()
    rig.wait_until_drained()
    return Killed(kills, sent.acknowledged, rig.count(sent), tuple(back_s))


def _kill(rig: NodeRig) -> float:
    killed_s = rig.kill_node()
    while rig.link.look().presence is not Presence.GONE and time.monotonic() - killed_s < BACK_WITHIN_S:
        time.sleep(0.005)
    rig.wait_for(lambda status: status.link_up, BACK_WITHIN_S)
    return time.monotonic() - killed_s
