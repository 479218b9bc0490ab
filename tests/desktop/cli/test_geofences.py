"""`atalaya geofences`: zones from a file, listed, turned and removed; the journal names who."""

import gettext
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.cli import main
from desktop.domain.events import GeofenceEvent
from desktop.storage import journal
from desktop.storage.store import Store

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def own_words(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("ATALAYA_DATA", "ATALAYA_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANGUAGE", os.environ.get("LANGUAGE", "en"))
    before = gettext.textdomain()
    yield
    gettext.textdomain(before)


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    Store.open(data / "atalaya.sqlite").close()

    def verb(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["geofences", *map(str, arguments), "--data", str(data), "--language", "en"])
        out, err = capsys.readouterr()
        return code, out, err

    return verb


@pytest.fixture
def zones(tmp_path: Path) -> Path:
    ring = [[-102.6, 22.7], [-102.5, 22.7], [-102.5, 22.8], [-102.6, 22.7]]
    features = [
        {"type": "Feature", "properties": {"nombre": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for name in ("Escuela", "Feria")
    ]
    file = tmp_path / "zonas.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return file


def test_that_zones_of_a_file_are_added_listed_turned_and_removed(run: Run, data: Path, zones: Path) -> None:
    assert run("add", zones, "--on", "enter,dwell", "--dwell-s", "60", "--priority", "1")[0] == 0
    listed = json.loads(run("list", "--json")[1])
    assert [zone["name"] for zone in listed] == ["Escuela", "Feria"]
    assert listed[0]["raises"] == ["enter", "dwell"]
    assert run("turn", "Feria", "off")[0] == 0
    assert "Feria (off)" in run("list")[1]
    assert run("remove", "Escuela", "Feria")[0] == 0
    assert run("list", "--json")[1] == "[]\n"
    store = Store.open(data / "atalaya.sqlite")
    with store.read() as connection:
        events = [row.event for row in journal.after(connection, 0, 50) if isinstance(row.event, GeofenceEvent)]
    store.close()
    assert [event.step for event in events] == ["added", "added", "turned_off", "removed", "removed"]
    assert all(event.by.startswith("machine:") for event in events)


def test_that_the_same_file_again_replaces_its_zones(run: Run, zones: Path) -> None:
    run("add", zones)
    run("add", zones, "--for", "sightings")
    listed = json.loads(run("list", "--json")[1])
    assert [zone["watches"] for zone in listed] == [["sightings"], ["sightings"]]


def test_that_a_file_without_outlines_changes_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "puntos.geojson"
    file.write_text('{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [0, 0]}}')
    code, out, err = run("add", file)
    assert (code, out) == (1, "")
    assert "no polygon" in err
    assert run("list", "--json")[1] == "[]\n"


def test_that_one_unknown_name_removes_none(run: Run, zones: Path) -> None:
    run("add", zones)
    code, _, err = run("remove", "Escuela", "Nadie")
    assert code == 1
    assert "Nadie" in err
    assert len(json.loads(run("list", "--json")[1])) == 2


def test_that_what_is_no_crossing_ends_with_2(run: Run, zones: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        run("add", zones, "--on", "arrive")
    assert ended.value.code == 2
