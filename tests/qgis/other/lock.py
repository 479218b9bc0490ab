"""`lock.py FILE`: keeps a store for itself alone until a line comes."""

import json
import sys
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2 as sqlite


def say(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def lock(file: Path) -> None:
    """Holds the file for itself alone until a line comes."""
    holding = sqlite.connect(str(file), isolation_level=None)
    holding.execute("PRAGMA locking_mode = EXCLUSIVE")
    holding.execute("BEGIN EXCLUSIVE")
    say({"locked": True})
    sys.stdin.readline()
    holding.execute("ROLLBACK")
    holding.close()


if __name__ == "__main__":
    lock(Path(sys.argv[1]))
