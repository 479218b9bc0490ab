"""The fields of the status bar, from the node's word and the situation: a bad one says why and what to do."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from gettext import gettext as _
from pathlib import Path

from desktop.domain.asset import AssetKind
from desktop.services.dispatch import STALE_FIX
from desktop.services.node_link import NodeView, Presence
from desktop.storage.base_maps import BaseMap
from desktop.view import formats
from desktop.view.situation import Situation
from desktop.view.status_bar import Health

SLOW_COMMIT_MS = 250.0
FULL_DISK_RATIO = 0.90
ALMOST_FULL_DISK_RATIO = 0.97
CLOCK_OFF_S = 30.0


@dataclass(frozen=True, slots=True)
class DiskUse:
    """Of the disk that the data folder lies on."""

    used_ratio: float

    @classmethod
    def of(cls, folder: Path) -> "DiskUse":
        usage = shutil.disk_usage(folder if folder.exists() else folder.parent)
        return cls(1.0 - usage.free / usage.total)


def fields(
    node: NodeView | None, situation: Situation, base_map: BaseMap | None, disk: DiskUse | None, now: datetime
) -> Sequence[Health]:
    return (
        _node(node, now),
        _mqtt(node),
        _store(node, situation),
        _cameras(situation),
        _units(situation, now),
        _base_map(base_map, situation, now),
        _disk(disk),
        _clock(node, now),
        Health(_("Sound"), _("none"), _("This console gives no tones: watch the strip.")),
    )


def _node(node: NodeView | None, now: datetime) -> Health:
    name = _("Node")
    if node is None:
        return Health(name, "–", _("Not asked yet."))
    age = (now - node.since).total_seconds() if node.since else None
    if node.presence is Presence.ALIVE:
        return Health(name, f"{max(0.0, age or 0.0):.1f} s", _("It serves this store."))
    if node.presence is Presence.STARTING:
        return Health(name, _("starting"), _("A node is starting; messages wait at the broker meanwhile."))
    lost = _("gone") if node.presence is Presence.GONE else _("silent")
    since = f"{lost} {formats.age(age)}" if age is not None else lost
    advice = _("Nothing new is stored now. The console starts another node; messages wait at the broker.")
    return Health(name, since, advice, 1)


def _mqtt(node: NodeView | None) -> Health:
    status = node.status if node else None
    if node is None or status is None or node.presence is not Presence.ALIVE:
        return Health("MQTT", "–", _("Only a living node knows."))
    if not status.link_up:
        advice = _("The node tries again. Check the broker. {fault}").format(fault=status.link_fault)
        return Health("MQTT", _("no link"), advice, 2)
    said = f"{formats.amount(status.messages_per_s, 0)} msg/s"
    return Health("MQTT", said, _("Broker: {name}").format(name=f"{status.broker_kind} {status.broker}".strip()))


def _store(node: NodeView | None, situation: Situation) -> Health:
    name, status = _("Store"), node.status if node else None
    if not situation.linked:
        return Health(name, _("no answer"), _("The console reads it again every second; what is shown is old."), 1)
    if status is None:
        return Health(name, _("open") if situation.loaded else _("opening"))
    if status.store_fault:
        return Health(name, _("fault"), status.store_fault, 1)
    slow = status.commit_ms > SLOW_COMMIT_MS
    advice = _("Time of a commit. A slow one: see the disk.") if slow else _("Time of a commit.")
    return Health(name, f"{formats.amount(status.commit_ms, 0)} ms", advice, 3 if slow else None)


def _cameras(situation: Situation) -> Health:
    total = len(situation.cameras)
    off = [id_ for id_, said in situation.camera_states.items() if said == "offline" and id_ in situation.cameras]
    said = _("{n} of {total}").format(n=total - len(off), total=total)
    names = ", ".join(situation.cameras[id_].name for id_ in off)
    return Health(_("Cameras"), said, _("Offline: {names}").format(names=names) if off else "", 3 if off else None)


def _units(situation: Situation, now: datetime) -> Health:
    units = [asset for asset in situation.assets.values() if asset.kind == AssetKind.UNIT]
    fixes = [situation.positions.get(unit.id) for unit in units]
    fresh = sum(fix is not None and now - fix.at <= STALE_FIX for fix in fixes)
    said = _("{n} of {total}").format(n=fresh, total=len(units))
    return Health(_("GPS units"), said, _("Units whose last fix is younger than five minutes."))


def _base_map(base_map: BaseMap | None, situation: Situation, now: datetime) -> Health:
    name = _("Base map")
    if base_map is None and situation.base_maps:
        return Health(name, _("none here"), _("The view lies beside all base maps. The key Home brings it back."))
    if base_map is None:
        return Health(name, _("none"), _("Import one with: atalaya city import FILE"))
    age = formats.age((now - base_map.imported_at).total_seconds()) if base_map.imported_at else ""
    return Health(name, ", ".join(part for part in (base_map.name, age) if part), base_map.attribution)


def _disk(disk: DiskUse | None) -> Health:
    if disk is None:
        return Health(_("Disk"), "–")
    bad = 1 if disk.used_ratio >= ALMOST_FULL_DISK_RATIO else 3 if disk.used_ratio >= FULL_DISK_RATIO else None
    advice = _("Free space on the disk of the data folder.") if bad else ""
    return Health(_("Disk"), f"{disk.used_ratio * 100:.0f} %", advice, bad)


def _clock(node: NodeView | None, now: datetime) -> Health:
    """Against the node's clock: the same machine's, or another's over the store."""
    status = node.status if node else None
    if node is None or status is None or node.presence is not Presence.ALIVE:
        return Health(_("Clock"), "–")
    off_s = (now - status.beat_at).total_seconds()
    bad = 2 if off_s < -1 or off_s > CLOCK_OFF_S else None
    return Health(_("Clock"), f"±{abs(min(off_s, 0.0)) * 1000:.0f} ms", _("Difference to the node's clock."), bad)
