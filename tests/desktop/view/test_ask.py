"""Work goes out to the services thread and its answer comes back on the Qt thread, or not at all."""

import threading

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from desktop.view.ask import Ask, Relay


@pytest.fixture
def ask(qapp: QApplication):  # noqa: ANN201
    made = Ask()
    yield made
    made.close()


def _no_fault(fault: Exception) -> None:
    raise AssertionError(fault)


def test_that_work_runs_elsewhere_and_its_answer_comes_on_the_qt_thread(qtbot: QtBot, ask: Ask) -> None:
    owner, threads = QObject(), []
    ask(owner, threading.current_thread, lambda worker: threads.append((worker, threading.current_thread())), _no_fault)
    qtbot.waitUntil(lambda: bool(threads), timeout=5000)
    worker, answered = threads[0]
    assert worker is not threading.main_thread()
    assert answered is threading.main_thread()


def test_that_answers_come_in_the_order_of_the_questions(qtbot: QtBot, ask: Ask) -> None:
    owner, answers = QObject(), []
    for number in range(50):
        ask(owner, lambda n=number: n, answers.append, _no_fault)
    qtbot.waitUntil(lambda: len(answers) == 50, timeout=5000)
    assert answers == list(range(50))


def test_that_a_fault_is_told_to_the_one_who_asked(qtbot: QtBot, ask: Ask) -> None:
    owner, faults = QObject(), []

    def fails() -> None:
        raise ValueError("no such alarm")

    ask(owner, fails, lambda _answer: None, faults.append)
    qtbot.waitUntil(lambda: bool(faults), timeout=5000)
    assert str(faults[0]) == "no such alarm"


def test_that_an_answer_is_dropped_when_its_asker_has_gone(qtbot: QtBot, ask: Ask) -> None:
    gone, here, answers = QObject(), QObject(), []
    release = threading.Event()
    ask(gone, lambda: release.wait(5), lambda _answer: answers.append("gone"), _no_fault)
    ask(here, lambda: None, lambda _answer: answers.append("here"), _no_fault)
    delete(gone)
    release.set()
    qtbot.waitUntil(lambda: bool(answers), timeout=5000)
    assert answers == ["here"]


def test_that_nothing_is_asked_after_closing(qtbot: QtBot, ask: Ask) -> None:
    ask.close()
    ask(QObject(), lambda: 1, _no_fault, _no_fault)


def test_that_a_relay_brings_other_threads_to_the_qt_thread(qtbot: QtBot) -> None:
    relay, heard = Relay(), []
    carry = relay.wrap(lambda answer: heard.append((answer, threading.current_thread())))
    threading.Thread(target=carry, args=("done",)).start()
    qtbot.waitUntil(lambda: bool(heard), timeout=5000)
    assert heard == [("done", threading.main_thread())]
