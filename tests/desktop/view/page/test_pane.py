"""Ctrl+P: the page is seen before it leaves, by keys alone, while the window goes on."""

import itertools
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from desktop import locale
from desktop.domain.alarm import Priority
from desktop.domain.incident import Incident
from desktop.domain.operator import Operator, Role, Session
from desktop.services.evidence.audit import audit
from desktop.services.evidence.key import KeyRoom
from desktop.services.export.press_process import PressProcess
from desktop.services.export.template import Template
from desktop.storage import journal
from desktop.view.page import desk
from desktop.view.page.pane import PagePane
from desktop.view.page.picture import PagePicture
from desktop.view.page.wishes import Wishes, recall, remember
from maps.sheet import Paper, Sheet
from maps.view.theme import style
from maps.view.theme.palette import DARK, LIGHT

PAGE_MS = 90_000
LONGEST_GAP_S = 1.0
"""A frame is 16 ms; the machine of the tests is shared."""
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="module")
def one_press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PressProcess]:
    press = PressProcess(desk.PRESS, str(tmp_path_factory.mktemp("press")))
    yield press
    press.close()


@pytest.fixture(autouse=True)
def shared_press(one_press: PressProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """The consoles of these tests have one drawing child between them: it takes seconds to start."""

    class Lent:
        def __init__(self, *_arguments: str) -> None:
            self.warm, self.draw, self.cancel = one_press.warm, one_press.draw, one_press.cancel

        def close(self) -> None:
            """The next test has it."""

    monkeypatch.setattr(desk, "PressProcess", Lent)


class Hands:
    """Keys and what is seen after them."""

    def __init__(self, room: Any) -> None:
        self.room = room

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.room.qtbot.keyClick(QApplication.focusWidget() or self.room.window, key, modifier)

    def until(self, holds: Any) -> None:
        self.room.qtbot.waitUntil(lambda: bool(holds()), timeout=PAGE_MS)

    @property
    def pane(self) -> PagePane:
        pane = self.room.window.acts.pages.pane
        assert pane is not None
        return pane

    def open(self, modifier: Qt.KeyboardModifier = CONTROL) -> PagePane:
        self.press(Qt.Key.Key_P, modifier)
        self.until(lambda: self.room.window.acts.pages.pane is not None)
        self.drawn()
        return self.pane

    def drawn(self) -> None:
        self.room.qtbot.wait(0)
        self.until(lambda: self.pane.picture.is_shown and not self.pane._redraw.isActive())

    def written(self) -> Path:
        self.until(lambda: self.pane.outcome.currentIndex() == 2)
        return self.pane.outcome._first

    @property
    def data(self) -> Path:
        return self.room.assembly.ground._data


@pytest.fixture
def incident(room: Any) -> Incident:
    alarm = room.raise_alarm("leak", "M-01", Priority.HIGH)
    services, operator = room.assembly.desk.services, room.assembly.desk.operator
    opened: Incident = services.incidents.open_from_alarm(alarm.id, operator, title="Fuga en el jardín")
    room.until(lambda: opened.id in room.assembly.situation.incidents)
    room.window.operation.show_incident(opened.id)
    return opened


@pytest.fixture
def hands(room: Any) -> Hands:
    room.shell.activateWindow()
    return Hands(room)


def kinds_of(room: Any) -> list[str]:
    with room.store.read() as connection:
        return [row.kind for row in journal.after(connection, 0, 5000)]


def test_that_three_keys_make_a_signed_page_while_the_window_goes_on(
    hands: Hands, room: Any, incident: Incident
) -> None:
    said: list[str] = []
    room.window.acts.done.connect(said.append)
    beats = [time.monotonic()]
    timer = QTimer(interval=5)
    timer.timeout.connect(lambda: beats.append(time.monotonic()))
    timer.start()
    pane = hands.open()
    report = pane.picture._image.copy()
    hands.press(Qt.Key.Key_2)
    hands.drawn()
    assert pane.form.templates.template is Template.PRESS
    assert pane.picture._image != report
    hands.press(Qt.Key.Key_Return)
    pdf = hands.written()
    timer.stop()
    assert max(later - sooner for sooner, later in itertools.pairwise(beats)) < LONGEST_GAP_S
    assert pdf.name.startswith(f"{incident.folio}-prensa-")
    assert str(pdf) in said[-1]
    text = PdfReader(pdf).pages[0].extract_text()
    assert incident.folio in text
    assert "Fuga en el jardín" not in text
    assert pdf.with_suffix(".png").exists()
    assert len(audit(pdf.parent, KeyRoom(hands.data).known())) == 2
    assert kinds_of(room).count("incident.exported") == 2


def test_that_looking_leaves_nothing_and_esc_goes_back(hands: Hands, room: Any, incident: Incident) -> None:
    hands.open()
    assert room.window._body.currentWidget() is hands.pane
    assert room.window.strip.isVisible(), "alarms are still seen"
    hands.press(Qt.Key.Key_Escape)
    hands.until(lambda: room.window.acts.pages.pane is None)
    assert room.window._body.currentWidget() is room.window.operation
    assert not (hands.data / "exports").exists()
    assert "incident.exported" not in kinds_of(room)
    assert room.window.operation.selection.id == incident.id


def test_that_pages_are_turned_and_the_paper_is_chosen_by_keys(hands: Hands, incident: Incident) -> None:
    pane = hands.open()
    assert pane.pages == 2
    first = pane.picture._image.copy()
    hands.press(Qt.Key.Key_PageDown)
    hands.drawn()
    assert (pane.page, pane.picture._image != first) == (1, True)
    hands.press(Qt.Key.Key_PageDown)
    assert pane.page == 1
    pane.form.lie.setFocus()
    hands.press(Qt.Key.Key_Down)
    hands.drawn()
    assert pane.page == 0
    assert pane.picture._image.height() > pane.picture._image.width()
    pane.form.paper.setFocus()
    hands.press(Qt.Key.Key_Down)
    hands.drawn()
    pane.form.kinds[".geojson"].setFocus()
    hands.press(Qt.Key.Key_Space)
    hands.press(Qt.Key.Key_Return)
    pdf = hands.written()
    leaf = PdfReader(pdf).pages[0]
    assert (round(leaf.mediabox.width), round(leaf.mediabox.height)) == (842, 1191)
    assert json.loads(pdf.with_suffix(".geojson").read_text())["atalaya"]["folio"] == incident.folio
    kept = recall(hands.data)
    assert (kept.paper, kept.landscape, kept.kinds) == (Paper.A3, False, (".pdf", ".png", ".geojson"))


def test_that_where_it_lies_can_be_opened_copied_and_chosen(
    hands: Hands, incident: Incident, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    pane = hands.open()
    chosen = tmp_path / "para el ministerio público"
    chosen.mkdir()
    pane.form.take_folder(chosen)
    hands.press(Qt.Key.Key_Return)
    pdf = hands.written()
    assert pdf.parent == chosen
    assert QApplication.focusWidget() is pane.outcome.open
    hands.press(Qt.Key.Key_Return)
    assert opened == [str(chosen)], "Enter presses what has the focus and writes nothing again"
    pane.outcome.copy.click()
    assert QGuiApplication.clipboard().text() == str(pdf)
    hands.until(lambda: recall(hands.data).folder == str(chosen))
    assert len(list(chosen.glob("*.pdf"))) == 1


def test_that_a_folder_that_may_not_be_written_is_said_where_it_happened(hands: Hands, incident: Incident) -> None:
    pane = hands.open()
    taken = hands.data / "taken"
    taken.write_text("a file")
    pane.form.take_folder(taken / "inside")
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: "could not be done" in pane.outcome._notes.text())
    assert pane.write.isEnabled()
    assert taken.read_text() == "a file"


def test_that_writing_can_be_cancelled_and_leaves_nothing(hands: Hands, room: Any, incident: Incident) -> None:
    pane = hands.open()
    pane.form.paper.setCurrentText("A3")
    hands.drawn()
    said: list[str] = []
    room.window.said.connect(said.append)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: list((hands.data / "run").glob("order-*")))
    pane.outcome.cancel.click()
    hands.until(lambda: said)
    assert said == ["Cancelled: nothing was written."]
    assert [path for path in (hands.data / "exports").iterdir() if path.suffix in {".pdf", ".png"}] == []
    assert "incident.exported" not in kinds_of(room)
    hands.press(Qt.Key.Key_Return)
    assert hands.written().exists(), "the next one is written"


def test_that_what_is_seen_is_printed_under_a_title_that_is_asked_for(hands: Hands, room: Any) -> None:
    room.window.operation.canvas.fly_to(room.asset("M-01").place, 900)
    pane = hands.open()
    assert QApplication.focusWidget() is pane.form.title
    room.qtbot.keyClicks(pane.form.title, "Operativo 123")
    hands.press(Qt.Key.Key_Return)
    pdf = hands.written()
    text = " ".join(PdfReader(pdf).pages[0].extract_text().split())
    assert "Operativo 123" in text
    assert "ZAC-MAPA-" in text
    assert "media.exported" in kinds_of(room)


def test_that_a_supervisor_prints_an_atlas(hands: Hands, room: Any, incident: Incident) -> None:
    pane = hands.open(CONTROL | SHIFT)
    assert pane.pages == 3
    pane.form.title.setText("Turno de noche")
    pane.form.title.editingFinished.emit()
    hands.press(Qt.Key.Key_Return)
    pdf = hands.written()
    texts = [" ".join(page.extract_text().split()) for page in PdfReader(pdf).pages]
    assert "Turno de noche" in texts[0]
    assert incident.folio in texts[1]
    assert "Fuga en el jardín" in texts[2]
    kinds = [pane.form.each.itemText(number) for number in range(pane.form.each.count())]
    assert kinds == ["Incident of the shift", "Neighbourhood", "Waste container", "Water meter"]
    pane.form.each.setCurrentIndex(3)
    hands.drawn()
    assert pane.pages == 4


def test_that_a_role_without_the_right_sees_and_exports_nothing(hands: Hands, room: Any, incident: Incident) -> None:
    luis = Operator("op-luis", "luis", "Luis", Role.OPERATOR)
    room.assembly.seat(Session("session-2", luis, incident.opened_at))
    for modifier in (CONTROL, CONTROL | SHIFT):
        hands.press(Qt.Key.Key_P, modifier)
        room.until(lambda: "Luis" in room.window._toast.text())
    assert room.window.acts.pages.pane is None
    assert not (hands.data / "exports").exists()


def test_that_a_workspace_takes_the_page_away_and_writing_goes_on(hands: Hands, room: Any, incident: Incident) -> None:
    said: list[str] = []
    room.window.said.connect(said.append)
    hands.open()
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_2, CONTROL)
    assert room.window._body.currentWidget() is room.window.wall
    hands.until(lambda: any("Map exported" in words for words in said))
    assert list((hands.data / "exports").glob("*.pdf"))


def test_that_keys_of_the_page_do_nothing_without_one(hands: Hands, room: Any, incident: Incident) -> None:
    room.window.focus_body()
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_PageDown):
        hands.press(key)
    hands.press(Qt.Key.Key_Return, CONTROL)
    assert room.window.acts.pages.pane is None
    assert "incident.exported" not in kinds_of(room)


def test_that_the_pane_speaks_spanish_and_fits_a_small_screen(hands: Hands, room: Any, incident: Incident) -> None:
    locale.install("es")
    room.shell.resize(1366, 768)
    pane = hands.open()
    assert pane.accessibleName() == f"Mapa de {incident.folio}"
    assert pane.write.accessibleName() == "Escribir y firmar"
    assert pane.picture.accessibleDescription() == "La página está dibujada."
    assert pane.write.visibleRegion().boundingRect().height() == pane.write.height()
    named = [box for box in pane.form.findChildren(type(pane.form.paper)) if box.isVisible()]
    assert all(box.accessibleName() for box in named)


# the picture by night


def test_that_a_white_page_is_dimmed_at_night_and_not_by_day(qtbot: Any, dressed: QApplication) -> None:
    picture = PagePicture()
    qtbot.addWidget(picture)
    picture.resize(600, 400)
    white = QImage(297, 210, QImage.Format.Format_RGB32)
    white.fill(0xFFFFFFFF)
    picture.wait(Sheet())
    assert not picture.is_shown
    picture.show_image(white)
    assert picture.is_shown

    def brightness() -> float:
        return picture.grab().toImage().pixelColor(300, 200).lightnessF()

    assert brightness() == pytest.approx(0.6, abs=0.01)
    style.apply(dressed, LIGHT)
    assert brightness() == pytest.approx(1.0, abs=0.01)
    style.apply(dressed, DARK)


def test_that_waiting_and_failing_are_said_on_the_page(qtbot: Any, dressed: QApplication) -> None:
    picture = PagePicture()
    qtbot.addWidget(picture)
    picture.resize(600, 400)
    empty = picture.grab().toImage()
    picture.wait(Sheet())
    qtbot.waitUntil(lambda: picture._says_so, timeout=5000)
    assert picture.grab().toImage() != empty
    picture.show_fault("The store does not answer")
    assert picture.accessibleDescription() == "The store does not answer"
    assert not picture.is_shown
    assert 40 <= picture.dpi_for(Sheet(Paper.A3)) <= 200


# what is remembered


def test_that_wishes_are_remembered_and_damage_is_forgotten(data: Path) -> None:
    assert recall(data) == Wishes()
    remember(data, Wishes(Paper.A3, landscape=False, ratio=2500, kinds=(".kml",), folder=str(data)))
    assert recall(data) == Wishes(Paper.A3, landscape=False, kinds=(".kml",), folder=str(data))
    assert recall(data).folder_in(data) == data
    for damage in (b"", b"{", b'{"paper": "A5"}', b'{"kinds": [".exe"]}', b"\xff"):
        (data / "page.json").write_bytes(damage)
        assert recall(data) in {Wishes(), Wishes(kinds=(".pdf",))}
    assert Wishes(folder="/gone/away").folder_in(data) == data / "exports"
