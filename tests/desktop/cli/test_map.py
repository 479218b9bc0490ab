"""`atalaya map`: a picture of the map, and an incident's map as a file with its manifest, without a display."""

import gettext
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyproj  # noqa: F401  before SpatiaLite: the other order is a segmentation fault
import pytest
from PIL import Image
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication

from desktop.cli import main
from desktop.domain.alarm import Cause, Priority
from desktop.domain.asset import Asset, AssetKind
from desktop.domain.operator import Operator, Role
from desktop.services.alarms import Alarms
from desktop.services.export.exports import Exports
from desktop.services.export.order import CancelledError
from desktop.services.export.press_process import PressError, PressProcess
from desktop.services.export.subject import IncidentSubject, Request
from desktop.services.export.template import Template
from desktop.services.export.tools import PressTools
from desktop.services.incidents import Incidents
from desktop.services.operators import Accounts
from desktop.storage import assets, incidents, journal, settings
from desktop.storage.store import Store
from maps.place import Place
from maps.worker_client import MapWorker

PLAZA = Place(22.7709, -102.5832)
PASSWORD = "una frase bastante larga"
CENTER = f"{PLAZA.lat_deg},{PLAZA.lon_deg}"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def own_words(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A verb sets the language of its process, which here is the tests' own."""
    for name in ("ATALAYA_DATA", "ATALAYA_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANGUAGE", os.environ.get("LANGUAGE", "en"))
    before = gettext.textdomain()
    yield
    gettext.textdomain(before)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plaza with two streets, lamps around it, an intrusion that became an incident, and three people."""
    folder = tmp_path_factory.mktemp("data")
    source = folder / "plaza.geojson"
    source.write_text(json.dumps({"type": "FeatureCollection", "features": list(_streets())}), "utf-8")
    assert main(["city", "import", str(source), "--data", str(folder)]) == 0
    store = Store.open(folder / "atalaya.sqlite")
    _fill(store)
    store.close()
    return folder


def _streets() -> Iterator[dict[str, object]]:
    lat, lon = PLAZA.lat_deg, PLAZA.lon_deg
    for name, line in (
        ("Calle Juárez", [[lon - 0.02, lat + 0.001], [lon + 0.02, lat + 0.001]]),
        ("Calle Hidalgo", [[lon - 0.001, lat - 0.02], [lon - 0.001, lat + 0.02]]),
    ):
        geometry = {"type": "LineString", "coordinates": line}
        yield {"type": "Feature", "properties": {"highway": "primary", "name": name}, "geometry": geometry}


def _fill(store: Store) -> None:
    with store.write() as connection:
        lamps = [
            Asset(
                f"lamp-{n}", AssetKind.LUMINAIRE, f"L-{n}", "", Place(PLAZA.lat_deg + n / 9000, PLAZA.lon_deg + 0.0004)
            )
            for n in range(-9, 10)
        ]
        camera = Asset("cam-1", AssetKind.CAMERA, "C-01", "Plaza norte", PLAZA)
        assets.put(connection, [*lamps, camera])
        settings.put(connection, "time_zone", "America/Mexico_City")
        settings.put(connection, "city_name", "Valle Alto")
    accounts = Accounts(store)
    admin = Operator("a", "admin", "Admin", Role.ADMIN)
    for login, role in (("ana", Role.OPERATOR), ("marta", Role.SUPERVISOR), ("root", Role.ADMIN)):
        accounts.create(Operator(login, login, login.title(), role), PASSWORD, admin)
    marta = Operator("marta", "marta", "Marta", Role.SUPERVISOR)
    alarm = Alarms(store).raise_(Cause("intrusion", "cam-1", "", Priority.HIGH, PLAZA, datetime.now(UTC)))
    Incidents(store).open_from_alarm(alarm.id, marta, title="Intrusión · Plaza norte")


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def go(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main(["map", *map(str, arguments), "--data", str(data)])
        said = capsys.readouterr()
        return status, said.out, said.err

    return go


@pytest.fixture(scope="module")
def folio(data: Path) -> str:
    store = Store.open(data / "atalaya.sqlite")
    with store.read() as connection:
        (incident,) = incidents.open_incidents(connection)
    store.close()
    return incident.folio


def pixels(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path).convert("RGB")).astype(int)


# render


def test_that_the_map_is_drawn_at_its_size_with_streets_and_what_lives_on_it(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "night.png"
    status, said, _ = run("render", "--center", CENTER, "--width-m", 900, "--size", "640x400", "--out", out, "--json")
    assert status == 0
    assert json.loads(said)["layers"] > 3
    night = pixels(out)
    assert night.shape == (400, 640, 3)
    assert night.mean() < 60
    assert len(np.unique(night.reshape(-1, 3), axis=0)) > 50
    red = (night[..., 0] > 200) & (night[..., 1] < 140) & (night[..., 2] < 140)
    assert red.sum() > 40, "the unacknowledged alarm in the middle"
    assert red[180:220, 300:340].any()


def test_that_day_is_light_and_the_attribution_and_scale_are_on_it(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "day.png"
    where = ("--center", CENTER, "--width-m", "900", "--size", "640x400")
    assert run("render", *where, "--style", "day", "--out", out)[0] == 0
    day = pixels(out)
    assert day.mean() > 200
    scale = day[370:385, 20:160]
    assert (scale.sum(axis=2) < 150).sum() > 30, "the bar and its words"


def test_that_a_southern_latitude_is_no_option(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "south.png"
    assert run("render", "--center", "-30.03,-51.2", "--width-m", 900, "--size", "200x100", "--out", out)[0] == 0
    assert pixels(out).shape == (100, 200, 3)


@pytest.mark.parametrize(
    "wrong",
    [
        ("--center", "north", "--width-m", "900"),
        ("--center", "95,0", "--width-m", "900"),
        ("--center", CENTER, "--width-m", "nan"),
        ("--center", CENTER, "--width-m", "900", "--size", "100000x2"),
        ("--center", CENTER, "--width-m", "900", "--size", "big"),
    ],
)
def test_that_wrong_arguments_end_with_two(wrong: tuple[str, ...], run: Run, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        run("render", *wrong, "--out", tmp_path / "x.png")
    assert ended.value.code == 2


def test_that_a_bad_place_for_the_picture_is_said_in_one_line(run: Run, tmp_path: Path) -> None:
    where = ("--center", CENTER, "--width-m", "900")
    for out, why in ((tmp_path / "x.bmp", ".png"), (tmp_path / "none" / "x.png", "folder")):
        status, _, said = run("render", *where, "--out", out)
        assert status == 1
        assert why in said
        assert said.count("\n") == 1


def test_that_no_store_is_made_by_looking(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty"
    arguments = ["map", "render", "--center", CENTER, "--width-m", "900", "--out", str(tmp_path / "x.png")]
    assert main([*arguments, "--data", str(empty)]) == 1
    assert "no store" in capsys.readouterr().err
    assert not empty.exists()


# export


def test_that_the_page_says_all_and_its_manifest_fits_it(run: Run, folio: str, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "case.pdf"
    status, said, _ = run("export", "--incident", folio, "--out", out, "--json")
    assert status == 0
    done = json.loads(said)
    leaves = [re.sub(r"\s+", " ", leaf.extract_text()) for leaf in PdfReader(out).pages]
    for words in (folio, "Intrusión · Plaza norte", "Valle Alto", "EPSG:3857", "America/Mexico_City"):
        assert words in leaves[0]
    assert done["data_sha256"][:16] in leaves[0]
    assert len(leaves) == 2
    note = json.loads(Path(done["manifest"]).read_text())
    assert note["files"][0]["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert note["author"]["login"].startswith("machine:")
    assert main(["evidence", "verify", str(out), "--data", str(data)]) == 0


@pytest.mark.parametrize(
    ("options", "size_mm", "ratio"),
    [
        (("--paper", "A3", "--scale", "2500"), (420, 297), "1 : 2\u2009500"),
        (("--portrait", "--scale", "1:5000", "--template", "fiscalia"), (210, 297), "1 : 5\u2009000"),
    ],
)
def test_that_paper_and_scale_are_as_asked(
    options: tuple[str, ...], size_mm: tuple[int, int], ratio: str, run: Run, folio: str, tmp_path: Path
) -> None:
    out = tmp_path / "case.pdf"
    assert run("export", "--incident", folio, "--out", out, *options)[0] == 0
    leaf = PdfReader(out).pages[0]
    assert (leaf.mediabox.width, leaf.mediabox.height) == pytest.approx([mm / 25.4 * 72 for mm in size_mm], abs=1)
    assert ratio in leaf.extract_text()


def test_that_any_place_is_printed_under_a_title(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "place.pdf"
    where = ("--center", CENTER, "--width-m", "900", "--title", "Operativo centro")
    assert run("export", *where, "--out", out)[0] == 0
    text = " ".join(PdfReader(out).pages[0].extract_text().split())
    assert "Operativo centro" in text
    assert re.search(r"ATL-MAPA-\d{8}-\d{6}", text)
    assert run("export", "--center", "-30.03,-51.2", "--width-m", 900, "--out", tmp_path / "south.pdf")[0] == 0


def test_that_an_atlas_has_a_page_for_each(run: Run, folio: str, tmp_path: Path) -> None:
    out = tmp_path / "atlas.pdf"
    status, said, _ = run("atlas", "--by", "incident", "--out", out, "--title", "Turno 3", "--json")
    assert status == 0
    assert json.loads(said)["key"]
    texts = [" ".join(page.extract_text().split()) for page in PdfReader(out).pages]
    assert len(texts) == 3
    assert "Turno 3" in texts[0]
    assert folio in texts[1]
    assert folio in texts[2]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--by", "asset"), "--kind"),
        (("--by", "asset", "--kind", "spaceship"), "nothing to print"),
        (("--by", "incident", "--within", "Atlantis"), "Atlantis"),
        (("--by", "incident", "--since", "2026-01-02", "--until", "2026-01-01"), "--since"),
    ],
)
def test_that_an_atlas_of_nothing_is_said_in_one_line(
    options: tuple[str, ...], why: str, run: Run, tmp_path: Path
) -> None:
    status, _, said = run("atlas", *options, "--out", tmp_path / "x.pdf", "--language", "en")
    assert status == 1
    assert why in said
    assert said.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "wrong", [("--scale", "nan"), ("--scale", "3"), ("--paper", "A5"), ("--template", "todos"), ()]
)
def test_that_wrong_wishes_end_with_two(wrong: tuple[str, ...], run: Run, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        run("export", *(("--incident", "X") if wrong else ()), *wrong, "--out", tmp_path / "x.pdf")
    assert ended.value.code == 2


def test_that_a_logo_is_set_by_an_administrator_and_printed(
    run: Run,
    folio: str,
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    Image.new("RGB", (300, 300), (0, 90, 40)).save(tmp_path / "escudo.png")
    logo = ["city", "logo", str(tmp_path / "escudo.png"), "--data", str(data)]
    assert main(logo) == 1
    assert "lacks the permission" in capsys.readouterr().err
    monkeypatch.setenv("ATALAYA_PASSWORD", PASSWORD)
    assert main([*logo, "--by", "root"]) == 0
    monkeypatch.delenv("ATALAYA_PASSWORD")
    out = tmp_path / "case.png"
    assert run("export", "--incident", folio, "--out", out)[0] == 0
    green = (pixels(out) == (0, 90, 40)).all(axis=2)
    assert green.sum() > 20_000
    (tmp_path / "escudo.png").write_bytes(b"<svg/>")
    monkeypatch.setenv("ATALAYA_PASSWORD", PASSWORD)
    assert main([*logo, "--by", "root", "--language", "en"]) == 1
    assert "is no picture" in capsys.readouterr().err
    assert main(["city", "logo", "--remove", "--data", str(data), "--by", "root"]) == 0


def test_that_the_picture_is_a_page_at_300_dpi(run: Run, folio: str, tmp_path: Path) -> None:
    out = tmp_path / "case.png"
    assert run("export", "--incident", folio, "--out", out)[0] == 0
    assert pixels(out).shape == (2480, 3508, 3)


def test_that_the_press_page_names_neither_street_nor_person(run: Run, folio: str, tmp_path: Path) -> None:
    out = tmp_path / "press.pdf"
    assert run("export", "--incident", folio, "--template", "prensa", "--out", out)[0] == 0
    words = " ".join(leaf.extract_text() for leaf in PdfReader(out).pages)
    assert folio in words
    for hidden in ("Plaza norte", "Marta", "C-01", f"{PLAZA.lat_deg:.6f}"):
        assert hidden not in words


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "kml"])
def test_that_a_geographic_file_comes_by_its_ending(ending: str, run: Run, folio: str, tmp_path: Path) -> None:
    out = tmp_path / f"case.{ending}"
    status, said, _ = run("export", "--incident", folio, "--out", out)
    assert status == 0
    assert said.strip() == str(out)
    assert out.stat().st_size > 500
    assert out.with_name(f"case.{ending}.manifest.json").exists()


def test_that_an_account_proves_itself_and_its_role_decides(
    run: Run, folio: str, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "case.geojson"
    monkeypatch.setenv("ATALAYA_PASSWORD", PASSWORD)
    status, _, said = run("export", "--incident", folio, "--by", "ana", "--out", out)
    assert status == 1
    assert "ana lacks the permission 'export'" in said
    assert not out.exists()
    store = Store.open(data / "atalaya.sqlite")
    with store.read() as connection:
        kinds = [row.kind for row in journal.after(connection, 0)]
    store.close()
    assert "operator.denied" in kinds
    assert run("export", "--incident", folio, "--by", "marta", "--out", out)[0] == 0
    assert json.loads(out.with_name("case.geojson.manifest.json").read_text())["author"]["login"] == "marta"
    monkeypatch.setenv("ATALAYA_PASSWORD", "wrong")
    status, _, said = run("export", "--incident", folio, "--by", "marta", "--out", tmp_path / "no.geojson")
    assert status == 1
    assert "wrong" in said


def test_that_what_cannot_be_exported_is_said_in_one_line(run: Run, folio: str, tmp_path: Path) -> None:
    for incident, out, why in (
        ("ATL-1999-000009", tmp_path / "x.pdf", "ATL-1999-000009"),
        (folio, tmp_path / "x.docx", ".gpkg"),
        (folio, tmp_path / "none" / "x.pdf", "folder"),
    ):
        status, _, said = run("export", "--incident", incident, "--out", out)
        assert status == 1
        assert why in said
        assert said.count("\n") == 1
        assert not out.exists()


def nobody(_page: int, _pages: int) -> None:
    """Is told."""


def test_that_a_child_draws_pages_for_a_console_and_is_there_for_the_next(
    data: Path, folio: str, tmp_path: Path
) -> None:
    """As the window asks for it: the order in a file, the page by another process."""
    store = Store.open(data / "atalaya.sqlite")
    marta = Operator("marta", "marta", "Marta", Role.SUPERVISOR)
    press = PressProcess("desktop.app", str(data / "run"))
    told: list[tuple[int, int]] = []
    with MapWorker(draws=False) as worker:
        tools, exports = PressTools(press, worker), Exports(store, data, data / "run")
        for number in range(2):
            outs = (tmp_path / f"case-{number}.pdf", tmp_path / f"case-{number}.png")
            request = Request(IncidentSubject(folio), Template.REPORT, outs, "", "es")
            done = exports.export(request, marta, tools, lambda page, pages: told.append((page, pages)))
            assert [one.file for one in done] == list(outs)
            assert "Marta" in PdfReader(outs[0]).pages[0].extract_text()
        shown = exports.preview(request, marta, tools, 1, 60)
        assert (shown.pages, pixels(shown.picture).shape) == (2, (496, 702, 3))
    press.close()
    store.close()
    assert told.count((1, 2)) == 2
    assert not list((data / "run").glob("order-*"))


def test_that_an_order_that_cannot_be_read_is_answered_and_the_next_one_too(tmp_path: Path) -> None:
    press = PressProcess("desktop.app", str(tmp_path / "run"))
    for _turn in range(2):
        with pytest.raises(PressError, match="JSON"):
            press.draw(b"no order", tmp_path / "run", nobody)
    press.close()


def test_that_a_child_that_dies_or_is_cancelled_is_said_and_replaced(tmp_path: Path) -> None:
    press = PressProcess("no.such.module")
    with pytest.raises(PressError, match="no"):
        press.draw(b"{}", tmp_path / "run", nobody)
    press.close()
    press = PressProcess("desktop.app", str(tmp_path / "run"))
    press.warm()
    press.cancel()
    with pytest.raises((CancelledError, PressError)):
        press.draw(b"no order", tmp_path / "run", nobody)
    press.close()
    assert list((tmp_path / "run").glob("order-*")) == []
