"""`server.py PASSWORD`: a PostGIS with an empty store, and a role that needs the password and may only read views."""

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import psycopg
import pyproj  # noqa: F401  before SpatiaLite: the other order is a segmentation fault

from desktop.storage.store import Store

STORES = Path(__file__).parents[2] / "desktop/conftest.py"
"""Where the tests of the store start their server."""


def say(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def server(password: str) -> None:
    """A PostGIS with an empty store and a role that needs the password and may only read the views."""
    spec = importlib.util.spec_from_file_location("stores", STORES)
    assert spec is not None
    assert spec.loader is not None
    stores = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(stores)
    made = stores.Postgis.find()
    if made is None:
        say({"missing": "postgresql-15-postgis-3"})
        return
    try:
        made.start()
        address = made.new_database("city", template=None)
        Store.open(address).close()
        _make_reader(made, address, password)
        say({"address": address, "reader": address.replace("atalaya@", f"looker:{password}@")})
        sys.stdin.readline()
    finally:
        made.remove()


def _make_reader(made: Any, address: str, password: str) -> None:
    with psycopg.connect(address, autocommit=True) as owning:
        views = [row[0] for row in owning.execute("SELECT viewname FROM pg_views WHERE viewname LIKE 'map_%'")]
        owning.execute(f"CREATE ROLE looker LOGIN PASSWORD '{password}'".encode())
        owning.execute(f"GRANT SELECT ON {', '.join(views)} TO looker".encode())
        rules = Path(str(owning.execute("SHOW hba_file").fetchone()[0]))
    rules.write_text("host all looker 127.0.0.1/32 scram-sha-256\n" + rules.read_text())
    with psycopg.connect(address, autocommit=True) as owning:
        owning.execute("SELECT pg_reload_conf()")


if __name__ == "__main__":
    server(sys.argv[1])
