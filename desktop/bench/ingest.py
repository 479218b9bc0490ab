"""`atalaya bench ingest`: what the node takes in from the field for good, beside paho with a commit for every message.

Everything is real: a broker, a node process, devices that speak QoS 1 from a third process, the store on the disk.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import psutil

from desktop.bench.figures import Figures, Peer
from desktop.bench.kills import kill_again_and_again
from desktop.bench.node_rig import DRAINED_WITHIN_S, NodeRig, node_rig
from desktop.config import Settings
from desktop.services.meter import quantile_ms
from desktop.services.node_status import BEAT_S, NodeStatus

IDLE_S = 3.0
QUEUED_PER_S, QUEUED_S = 20_000.0, 3.0
PEER_S = 4.0
PEER_RATE_PER_S = 12_000.0
"""More than it can take: its own speed is what is measured."""


def run(args: argparse.Namespace, chosen: Settings) -> Figures:
    with node_rig(chosen.data / "bench") as rig:
        figures = _steady(rig, args.rate, args.seconds)
        drained_per_s = _drain(rig)
        peer_per_s = _peer_rate(rig)
        if args.kills:
            figures |= kill_again_and_again(rig, args.kills).figures()
    figures["drained_per_s"] = round(drained_per_s, 1)
    figures["peer_per_s"] = round(peer_per_s, 1)
    return Figures(figures, (Peer("paho, a commit per message", round(drained_per_s / peer_per_s, 1)),))


def _drain(rig: NodeRig) -> float:
    """Messages a second when a node comes back to a queue: all that it can."""
    rig.stop_node()
    sent = rig.field(QUEUED_PER_S, QUEUED_S).finish()
    rig.start()
    first = rig.wait_for(lambda status: status.stored > 0)
    last = rig.wait_for(lambda status: status.stored >= sent.acknowledged, DRAINED_WITHIN_S)
    return (last.stored - first.stored) / max(last.beat_s - first.beat_s, BEAT_S)


def _steady(rig: NodeRig, rate_per_s: float, seconds: float) -> dict[str, float | int | str | bool]:
    rig.start()
    time.sleep(IDLE_S)  # its libraries are loaded and its first rounds are over
    idle = rig.wait_for(lambda _: True)
    process = psutil.Process(idle.pid)
    cpu_before_s = sum(process.cpu_times()[:2])
    field = rig.field(rate_per_s, seconds)
    words = [idle]
    while field.speaks:
        words.append(rig.wait_for(lambda _: True))
        time.sleep(0.25)
    sent = field.finish()
    rig.wait_until_drained()
    last = rig.wait_for(lambda _: True)
    cpu_s = sum(process.cpu_times()[:2]) - cpu_before_s
    kept = rig.count(sent)
    highest_mb = max(status.rss_mb for status in [*words, last])
    return {
        "sent": sent.sent,
        "acknowledged": sent.acknowledged,
        "stored_per_s": round((last.stored - idle.stored) / sent.seconds, 1),
        "lost": kept.lost,
        "doubled": kept.doubled,
        "p50_to_disk_ms": _quantile(last, idle, 0.50),
        "p99_to_disk_ms": _quantile(last, idle, 0.99),
        "node_cpu_cores": round(cpu_s / sent.seconds, 3),
        "node_rss_idle_mb": round(idle.rss_mb, 1),
        "node_rss_mb": round(highest_mb, 1),
        "node_rss_growth_mb": round(highest_mb - idle.rss_mb, 1),
        "broker": rig.broker.kind,
    }


def _quantile(last: NodeStatus, idle: NodeStatus, share: float) -> float:
    """From the device's own clock, which is this machine's, to the end of the commit."""
    return round(quantile_ms(last.ages, share, idle.ages), 1)


def _peer_rate(rig: NodeRig) -> float:
    """The peer listens to a field of its own on our broker; our node is asked to stop meanwhile."""
    rig.stop_node()
    command = [sys.executable, "-m", "desktop.bench.paho_peer", rig.broker.host, str(rig.broker.port)]
    command += [str(Path(rig.config.data) / "peer.sqlite"), str(PEER_S)]
    peer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    time.sleep(IDLE_S)
    field = rig.field(PEER_RATE_PER_S, PEER_S + 1.0)
    said, _ = peer.communicate(timeout=PEER_S + 60)
    field.finish()
    heard = json.loads(said)
    return heard["messages"] / heard["seconds"]
