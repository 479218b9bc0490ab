"""What can go wrong with a store, as errors a caller can act on, and how a driver's error becomes one of them."""

import shutil
from pathlib import Path


class StoreError(OSError):
    """The store cannot do what was asked; the message says why and what to do."""


class StoreFullError(StoreError):
    """No room on the disk: nothing of the transaction was kept. The next one succeeds once there is room."""


class StoreBusyError(StoreError):
    """Another writer held the store for too long, or two crossed: nothing was kept, try again."""


class StoreLostError(StoreError):
    """The database server is not there or went away: nothing was kept, the next transaction connects anew."""


class StoreDamagedError(StoreError):
    """The file is not a sound database."""


class StoreUnusableError(StoreError):
    """The place of the store cannot be opened or written, or lacks something the store needs."""


FULL_MARGIN_BYTES = 1 << 20
"""Under this much free space an input/output error of SQLite is taken for a full disk."""

_FULL = "the disk is full. Free some space; it goes on by itself"
_SQLITE_FAULTS: tuple[tuple[str, type[StoreError], str], ...] = (
    ("disk is full", StoreFullError, _FULL),
    ("locked", StoreBusyError, "another writer holds the store. Try again"),
    ("malformed", StoreDamagedError, "the file is damaged. Restore the last backup"),
    ("not a database", StoreDamagedError, "the file is not a store. Name another, or restore the last backup"),
    ("unable to open", StoreUnusableError, "it cannot be opened. Check that the folder exists and is yours"),
    ("readonly", StoreUnusableError, "it cannot be written. Check the permissions of the file and its folder"),
    ("mod_spatialite", StoreUnusableError, "SpatiaLite is missing. Install libsqlite3-mod-spatialite"),
)

_POSTGRES_FAULTS: dict[str, tuple[type[StoreError], str]] = {
    "53": (StoreFullError, "the server is out of room or connections. Free some"),
    "40": (StoreBusyError, "two transactions crossed. Try again"),
    "55": (StoreBusyError, "another writer holds what is needed. Try again"),
    "57": (StoreLostError, "the server is shutting down or starting. It is tried again"),
    "58": (StoreFullError, "the server cannot write its files. Check its disk"),
    "28": (StoreUnusableError, "the server refuses the name or the password. Check the store's address"),
    "3D": (StoreUnusableError, "there is no such database. Create it, or correct the store's address"),
    "42501": (StoreUnusableError, "the database account lacks a permission. Ask the server's administrator"),
    "XX": (StoreDamagedError, "the server reports an internal fault. Ask the server's administrator"),
}
"""By class of SQLSTATE, or the whole of it (PostgreSQL 15, appendix A)."""


_PASSING = ("starting up", "shutting down", "recovery mode", "too many clients", "terminating")
"""Refusals of a connection, which come without SQLSTATE, that time heals."""


def from_sqlite(error: BaseException, file: Path) -> StoreError | None:
    """The store's word for an error of SQLite; None for those that are ours to mend (a broken constraint)."""
    words = str(error)
    for sign, kind, advice in _SQLITE_FAULTS:
        if sign in words:
            return kind(f"{file}: {advice}")
    if "disk I/O error" not in words:
        return None
    if is_full(file):
        return full(file)
    return StoreUnusableError(f"{file}: the disk gives errors. Check it, and restore the last backup elsewhere")


def is_full(file: Path) -> bool:
    return shutil.disk_usage(file.parent).free < FULL_MARGIN_BYTES


def full(file: Path) -> StoreFullError:
    return StoreFullError(f"{file}: {_FULL}")


def from_postgres(error: BaseException, address: str, *, disconnected: bool) -> StoreError | None:
    """The same for PostgreSQL; `address` must not hold the password."""
    state: str = getattr(error, "sqlstate", None) or ""
    found = _POSTGRES_FAULTS.get(state) or _POSTGRES_FAULTS.get(state[:2])
    if found is not None:
        return found[0](f"{address}: {found[1]}")
    if not state and "FATAL:" in str(error) and not any(sign in str(error) for sign in _PASSING):
        words = str(error).rpartition("FATAL:")[2].strip()
        return StoreUnusableError(f"{address}: the server refuses: {words}. Correct the store's address")
    if disconnected or not state:
        return StoreLostError(f"{address}: no connection to the database server. It is tried again")
    return None
