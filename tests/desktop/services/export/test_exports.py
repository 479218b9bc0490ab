"""An incident leaves the building: the same data, the same hash; signed, journalled, whole or not at all."""

import errno
import hashlib
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop import app
from desktop.domain.events import IncidentEvent, MediaEvent
from desktop.domain.operator import NotPermittedError, Operator
from desktop.services.evidence.audit import NotWholeError, audit
from desktop.services.evidence.key import KeyRoom
from desktop.services.export.canonical import sha256_of
from desktop.services.export.naming import new_files
from desktop.services.export.order import CancelledError, PageOrder
from desktop.services.export.subject import (
    IncidentSubject,
    Request,
    Setup,
    UnknownEndingError,
    ViewSubject,
)
from desktop.services.export.template import Template
from desktop.services.export.tools import VerbTools, read_order, written
from desktop.services.incidents import Incidents, UnknownIncidentError
from desktop.storage import journal, settings
from desktop.storage.store import Store
from maps.sheet import Paper


class Painted:
    """A tool that fills the files with something."""

    def __init__(self, content: bytes = b"%PDF a page") -> None:
        self.content, self.orders = content, list[PageOrder]()

    def draw(self, order: PageOrder, _on_page: object) -> int:
        self.orders.append(order)
        for out in order.outs:
            Path(out).write_bytes(self.content)
        return 1

    def convert(self, source: Path, target: Path, driver: str) -> None:
        target.write_bytes(source.read_bytes() + driver.encode())


def rows(store: Store, kind: str) -> list[journal.JournalRow]:
    with store.read() as connection:
        return [row for row in journal.after(connection, 0, 5000) if row.kind == kind]


def note_of(done: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.manifest.read_bytes())
    return found


def test_that_the_hash_can_be_made_again_from_the_manifest_by_anyone(export: Any) -> None:
    done = export("case.geojson")
    note = note_of(done)
    again = json.dumps(note["data"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(again.encode()).hexdigest() == note["data_sha256"] == done.data_sha256
    (listed,) = note["files"]
    assert listed["sha256"] == hashlib.sha256(done.file.read_bytes()).hexdigest() == done.sha256
    assert (listed["name"], note["template"], note["mode"]) == ("case.geojson", "parte", "operation")
    assert note["author"] == {"login": "sofia", "name": "Sofía Hernández", "role": "supervisor"}
    assert datetime.fromisoformat(note["at"]).utcoffset() == timedelta(0)
    assert note["redactions"] == ["custody", "photos", "proofs"]
    assert [source["kind"] for source in note["sources"]] == ["store"]
    assert note["key"] == done.key


def test_that_what_leaves_is_signed_and_verifies_anywhere(export: Any, data: Path) -> None:
    export.every(("case.geojson", "case.pdf", "case.png", "case.kml", "case.gpkg"), tools=Painted())
    keys = KeyRoom(data).known()
    assert len(audit(data / "out", keys)) == 5
    (data / "out" / "case.pdf").write_bytes(b"%PDF b page")
    with pytest.raises(NotWholeError, match=r"case\.pdf"):
        audit(data / "out", keys)


def test_that_the_first_export_makes_the_key_and_the_journal_says_so(export: Any, store: Store, data: Path) -> None:
    export("one.geojson")
    export("two.geojson")
    (row,) = rows(store, "city.configured")
    (key,) = KeyRoom(data).known()
    assert row.event is not None
    assert row.event.note == f"{key.id} made, public {key.raw.hex()}"


def test_that_the_same_incident_has_the_same_hash_whenever_it_is_exported(export: Any, clock: Any) -> None:
    first = export("one.geojson")
    clock.go(3600)
    assert export("two.geojson").data_sha256 == first.data_sha256
    assert export("three.geojson", setup=Setup(Paper.A3)).data_sha256 != first.data_sha256, "another ground"


def test_that_a_change_of_the_incident_changes_the_hash(export: Any, store: Store, world: Any, ana: Operator) -> None:
    first = export("one.geojson")
    Incidents(store).note(world.case.id, "another line", ana)
    assert export("two.geojson").data_sha256 != first.data_sha256


def test_that_each_export_is_a_row_with_the_hash_of_its_file(export: Any, store: Store) -> None:
    done = export("case.geojson")
    (row,) = rows(store, "incident.exported")
    assert isinstance(row.event, IncidentEvent)
    assert row.event.by == "sofia"
    assert row.event.note == f"case.geojson sha256:{done.sha256} data:{done.data_sha256} template:parte"
    note = note_of(done)["journal"]
    with store.read() as connection:
        assert journal.hashes(connection, [row.seq]) == {note["seq"]: note["sha256"]}
        assert journal.verify(connection).sound


def test_that_who_may_not_export_is_refused_and_written_down(export: Any, store: Store, ana: Operator) -> None:
    with pytest.raises(NotPermittedError):
        export("case.geojson", by=ana)
    with pytest.raises(NotPermittedError):
        export.exports.preview(request_of(export, "x.pdf"), ana, Painted(), 0, 90)
    assert [row.event.note for row in rows(store, "operator.denied") if row.event] == ["incident.export"] * 2
    assert not list((export.data / "out").glob("*"))
    assert not rows(store, "incident.exported")


def request_of(export: Any, name: str, template: Template = Template.REPORT) -> Request:
    return Request(IncidentSubject(export.world.case.folio), template, (export.data / "out" / name,), "", "en")


@pytest.mark.parametrize("error", [RuntimeError("no map"), CancelledError("cancelled"), OSError(errno.ENOSPC, "full")])
def test_that_a_tool_that_fails_leaves_no_file_and_no_row(error: Exception, export: Any, store: Store) -> None:
    class Broken(Painted):
        def draw(self, order: PageOrder, _on_page: object) -> int:
            Path(order.outs[0]).write_bytes(b"half a page")
            raise error

    with pytest.raises(type(error)):
        export.every(("case.pdf", "case.geojson"), tools=Broken())
    assert list((export.data / "out").iterdir()) == []
    assert not rows(store, "incident.exported")


def test_that_a_disk_that_fills_up_in_the_middle_leaves_what_was_there(
    export: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = export("case.geojson")
    kept = {path.name: path.read_bytes() for path in (export.data / "out").iterdir()}
    whole = Path.write_bytes

    def full(self: Path, content: bytes) -> int:
        if self.suffix == ".sig":
            whole(self, content[:10])
            raise OSError(errno.ENOSPC, "No space left on device", str(self))
        return whole(self, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        export("case.geojson", Template.PRESS)
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in (export.data / "out").iterdir()} == kept
    assert audit(before.file, KeyRoom(export.data).known())


def test_that_an_export_over_an_old_file_replaces_it_and_follows_no_link(export: Any) -> None:
    victim = export.data / "victim.txt"
    victim.write_text("mine")
    (export.data / "out").mkdir()
    for name in ("case.geojson", "case.geojson.manifest.json", "case.geojson.manifest.json.sig"):
        (export.data / "out" / name).symlink_to(victim)
    export("case.geojson")
    assert victim.read_text() == "mine"
    assert not any(path.is_symlink() for path in (export.data / "out").iterdir())


def test_that_an_unknown_ending_or_folio_is_refused_by_name(export: Any, sofia: Operator) -> None:
    with pytest.raises(UnknownEndingError, match=r"case\.docx.*\.gpkg"):
        export("case.docx")
    request = Request(IncidentSubject("ATL-1999-000001"), Template.REPORT, (export.data / "x.geojson",), "", "en")
    with pytest.raises(UnknownIncidentError, match="ATL-1999-000001"):
        export.exports.export(request, sofia, Painted())


def test_that_two_exports_at_once_over_one_name_leave_one_whole(export: Any, data: Path) -> None:
    at_once = threading.Barrier(2)

    class Slow(Painted):
        def draw(self, order: PageOrder, on_page: object) -> int:
            at_once.wait(20)
            return super().draw(order, on_page)

    for turn in range(4):
        with ThreadPoolExecutor(2) as pool:
            runs = [
                pool.submit(export, "case.pdf", template, Slow(f"{template}{turn}".encode()))
                for template in (Template.REPORT, Template.PRESS)
            ]
            for run in runs:
                run.result(60)
        (sound,) = audit(data / "out", KeyRoom(data).known())
        assert sound.files == ("case.pdf",)


def test_that_two_exports_at_once_never_choose_one_name(export: Any, clock: Any) -> None:
    folder, names, lock = export.data / "chosen", list[str](), threading.Lock()
    at_once = threading.Barrier(6)

    def one() -> None:
        at_once.wait(20)
        with new_files(folder, "VAL-2026-000001", Template.REPORT, clock(), (".pdf", ".png")) as outs:
            request = Request(IncidentSubject(export.world.case.folio), Template.REPORT, outs, "", "en")
            export.exports.export(request, export.sofia, Painted())
            with lock:
                names.append(outs[0].name)

    with ThreadPoolExecutor(6) as pool:
        for run in [pool.submit(one) for _ in range(6)]:
            run.result(60)
    assert len(set(names)) == 6
    assert len(audit(folder, KeyRoom(export.data).known())) == 12
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_that_the_sources_name_base_map_and_journal_by_their_hashes(export: Any, store: Store) -> None:
    from desktop.storage import base_maps  # noqa: PLC0415 - of this test alone
    from desktop.storage.base_maps import BaseMap  # noqa: PLC0415

    (export.data / "city.gpkg").write_bytes(b"a city")
    with store.write() as connection:
        base_maps.put(
            connection, BaseMap("Valle", "city.gpkg", export.world.case.place, 9000.0, "© OSM", "/home/ana/x")
        )
    painted = Painted()
    done = export("case.pdf", tools=painted)
    base = note_of(done)["sources"][1]
    expected = {"kind": "base map", "name": "Valle", "sha256": hashlib.sha256(b"a city").hexdigest()}
    assert base == {**expected, "attribution": "© OSM"}
    assert "/home/ana" not in done.manifest.read_text()
    assert done.notes == ()
    (export.data / "city.gpkg").unlink()
    done = export("bare.pdf", tools=painted)
    assert done.notes == ("no_base_map",), "a city file that is gone stops nothing"
    assert painted.orders[-1].grounds[0].cities == ()


def test_that_a_scale_at_which_not_all_is_seen_is_said(export: Any) -> None:
    assert "not_all_shown" in export("case.pdf", tools=Painted(), setup=Setup(ratio=500)).notes
    assert "not_all_shown" not in export("case.pdf", tools=Painted()).notes


def test_that_a_view_leaves_under_a_folio_of_its_own(export: Any, store: Store, sofia: Operator) -> None:
    painted = Painted()
    subject = ViewSubject("Operativo centro", export.world.case.place, 1500, 900)
    request = Request(subject, Template.REPORT, (export.data / "view.pdf",), "", "en")
    (done,) = export.exports.export(request, sofia, painted)
    (row,) = rows(store, "media.exported")
    assert isinstance(row.event, MediaEvent)
    assert row.event.media_id == "VAL-MAPA-20261123-020000"
    assert (row.event.sha256, row.event.by) == (done.sha256, "sofia")
    order = painted.orders[0]
    assert order.title == "Operativo centro"
    (page,) = order.pages
    assert [one.folio for one in page.incidents] == [export.world.case.folio]
    assert len(page.alarms) == len(page.units) == 1
    assert page.ground.width_m >= 1500


def test_that_a_preview_leaves_no_trace(export: Any, store: Store, sofia: Operator) -> None:
    painted = Painted(b"a picture")
    with store.read() as connection:
        before = journal.head(connection)
    shown = export.exports.preview(request_of(export, "x.pdf", Template.PRESS), sofia, painted, 1, 96)
    assert shown.picture.read_bytes() == b"a picture"
    assert (painted.orders[0].preview, painted.orders[0].dpi) == (1, 96)
    assert shown.ratio == painted.orders[0].pages[0].ground.ratio
    with store.read() as connection:
        assert journal.head(connection) == before
    assert not (export.data / "out").exists()


def test_that_an_order_crosses_to_another_process_whole(export: Any, tmp_path: Path) -> None:
    painted = Painted()
    export("case.pdf", Template.PROSECUTOR, tools=painted)
    (tmp_path / "order.json").write_bytes(written(painted.orders[0]))
    read = read_order(tmp_path / "order.json")
    assert read == painted.orders[0]
    from desktop.services.export.canonical import plain  # noqa: PLC0415 - of this test alone

    assert sha256_of(plain(read.pages[0])) == read.data_sha256


def test_that_an_exercise_says_so_in_every_feature_and_in_the_manifest(store: Store, export: Any) -> None:
    with store.write() as connection:
        settings.put(connection, "exercise", value=True)
    done = export("case.geojson")
    document = json.loads(done.file.read_text())
    assert document["atalaya"]["mode"] == "exercise"
    assert all(one["properties"]["name"].startswith("EXERCISE · NOTHING IS REAL") for one in document["features"])
    assert all(one["properties"]["mode"] == "exercise" for one in document["features"])
    assert note_of(done)["mode"] == "exercise"


def test_that_a_verb_draws_and_verifies_for_real(export: Any, data: Path) -> None:
    done = export("case.pdf", tools=VerbTools(app.draw_pages))
    assert done.file.read_bytes().startswith(b"%PDF")
    assert audit(done.file, KeyRoom(data).known())
