"""Run as a program: the store's own SQL, replayed on disks that lose power at every write and every sync.

What was not synced when the power went is kept, dropped or torn by sectors, at random, as SQLite's own crash tests do.
Prints `{"points": n, "lost": n, "corrupt": n}`: crash points, those that lost a commit that was acknowledged, and those
with a file that is not sound. Arguments: an empty store, a folder for it, the value of PRAGMA synchronous or `own`.
"""

# ruff: noqa: N802  the names are SQLite's

import json
import random
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import apsw
from sqlalchemy import event

from desktop.domain.events import CityEvent
from desktop.domain.observation import Observation
from desktop.storage import inbox, journal, observations
from desktop.storage.store import Store

TRANSACTIONS = 20
SECTOR_BYTES = 512
NOON = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
Statement = tuple[str, Any, bool]


def record(file: Path) -> tuple[list[list[Statement]], int]:
    """The statements of each transaction as the engine sends them, and its PRAGMA synchronous."""
    store = Store.open(file)
    sent: list[Statement] = []
    event.listen(store._writer, "before_cursor_execute", lambda *said: sent.append((said[2], said[3], said[5])))
    transactions: list[list[Statement]] = []
    for n in range(TRANSACTIONS):
        sent.clear()
        moment = NOON + timedelta(seconds=n)
        with store.write() as connection:
            keys = [f"{n}-{m}" for m in range(5)]
            inbox.claim(connection, keys, moment)
            observations.add(connection, [Observation("meter", "flow_m3h", 1.0, moment, moment, key) for key in keys])
            journal.append(connection, CityEvent("configured", "x" * 400), "node", moment)
        transactions.append([*sent, ("COMMIT", (), False)])
    with store.write() as connection:
        synchronous = int(connection.exec_driver_sql("PRAGMA synchronous").scalar_one())
    store.close()
    return transactions, synchronous


@dataclass
class Disk:
    """One file: what it reads as, what surely lies on the disk, and the writes in between."""

    now: bytearray = field(default_factory=bytearray)
    synced: bytes = b""
    pending: list[tuple[int, bytes]] = field(default_factory=list)

    def write(self, offset: int, data: bytes) -> None:
        _put(self.now, offset, data)
        self.pending.append((offset, data))

    def cut(self, size: int) -> None:
        del self.now[size:]
        self.sync()

    def sync(self) -> None:
        self.synced = bytes(self.now)
        self.pending.clear()

    def after_power_loss(self, chance: random.Random) -> bytes:
        left = bytearray(self.synced)
        for offset, data in self.pending:
            fate = chance.random()
            if fate < 0.4:
                _put(left, offset, data)
            elif fate < 0.7:
                for begin in range(0, len(data), SECTOR_BYTES):
                    if chance.random() < 0.5:
                        _put(left, offset + begin, data[begin : begin + SECTOR_BYTES])
        return bytes(left)


def _put(into: bytearray, offset: int, data: bytes) -> None:
    if len(into) < offset:
        into.extend(bytes(offset - len(into)))
    into[offset : offset + len(data)] = data


class PowerFile:
    """A file of SQLite's on a Disk; one process, so locks are granted."""

    def __init__(self, disk: Disk, world: "World") -> None:
        self._disk, self._world = disk, world

    def xRead(self, amount: int, offset: int) -> bytes:
        return bytes(self._disk.now[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.write(offset, bytes(data))
        self._world.lose_power()

    def xSync(self, _flags: int) -> None:
        self._world.lose_power()
        self._disk.sync()

    def xTruncate(self, size: int) -> None:
        self._disk.cut(size)

    def xFileSize(self) -> int:
        return len(self._disk.now)

    def xLock(self, _level: int) -> None: ...
    def xUnlock(self, _level: int) -> None: ...
    def xClose(self) -> None: ...
    def xCheckReservedLock(self) -> bool:
        return False

    def xFileControl(self, _op: int, _pointer: int) -> bool:
        return False

    def xSectorSize(self) -> int:
        return SECTOR_BYTES

    def xDeviceCharacteristics(self) -> int:
        return 0


class World(apsw.VFS):
    """All disks, and what is found on them each time the power goes."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        super().__init__("power", "")
        self.disks: dict[str, Disk] = {}
        self.acknowledged = 0
        self.points = self.lost = self.corrupt = 0
        self._folder, self._chance = folder, chance

    def xOpen(self, name: Any, _flags: list[int]) -> Any:
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        return PowerFile(self.disks.setdefault(path or "temporary", Disk()), self)

    def xFullPathname(self, name: str) -> str:
        return name

    def xDelete(self, name: str, _sync: bool) -> None:
        self.disks.pop(name, None)

    def xAccess(self, name: str, _flags: int) -> bool:
        return name in self.disks

    def lose_power(self) -> None:
        """Look at what would be left, and go on as if nothing had happened."""
        self.points += 1
        for name, disk in self.disks.items():
            (self._folder / name).write_bytes(disk.after_power_loss(self._chance))
        try:
            kept = _kept(self._folder / "store")
        except apsw.Error:
            kept = -1
        self.corrupt += kept < 0
        self.lost += 0 <= kept < self.acknowledged
        for left in self._folder.glob("store*"):
            left.unlink()


def _kept(file: Path) -> int:
    """How many transactions are there, each whole; -1 when the file is not sound."""
    with closing(apsw.Connection(str(file))) as connection:
        connection.execute("PRAGMA synchronous = OFF")  # only looked at, then thrown away
        sound = connection.execute("PRAGMA integrity_check").get == "ok"
        rows = [connection.execute(f"SELECT count(*) FROM {t}").get for t in ("journal", "inbox", "observation")]
    return rows[0] if sound and rows == [rows[0], rows[0] * 5, rows[0] * 5] else -1


def replay(world: World, transactions: list[list[Statement]], synchronous: int) -> None:
    connection = apsw.Connection("store", vfs="power")
    for pragma in ("locking_mode = EXCLUSIVE", f"synchronous = {synchronous}", "wal_autocheckpoint = 40"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    for statement, parameters, many in _each(world, transactions):
        if many:
            connection.executemany(statement, parameters)
        else:
            connection.execute(statement, parameters).fetchall()


def _each(world: World, transactions: list[list[Statement]]) -> Iterator[Statement]:
    for statements in transactions:
        yield from statements
        world.acknowledged += 1


def main(template: Path, folder: Path, synchronous: str) -> None:
    folder.mkdir()
    shutil.copy(template, folder / "recorded")
    transactions, own = record(folder / "recorded")
    world = World(folder, random.Random(20260301))
    world.disks["store"] = Disk(bytearray(template.read_bytes()), template.read_bytes())
    replay(world, transactions, own if synchronous == "own" else int(synchronous))
    print(json.dumps({"points": world.points, "lost": world.lost, "corrupt": world.corrupt}))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
