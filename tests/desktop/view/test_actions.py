"""The action table: one row for every act, and keys that every keyboard of the room has."""

import pytest
from PySide6.QtGui import QKeySequence

from desktop.domain.operator import USE_CASES, Operator, Permission, Role
from desktop.view.actions import ACTIONS, BY_ID, BY_KEY, Console
from desktop.view.keys import shown_key


def test_that_no_id_and_no_key_is_given_twice() -> None:
    assert len(BY_ID) == len(ACTIONS)
    assert len(BY_KEY) == sum(bool(action.key) and not action.is_local for action in ACTIONS)
    local = [(action.where, action.key) for action in ACTIONS if action.is_local and action.key]
    assert len(local) == len(set(local))


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_that_a_row_names_a_known_use_case_and_a_key_that_qt_knows(action) -> None:  # noqa: ANN001
    assert action.use_case in USE_CASES
    assert action.label
    sequence = QKeySequence.fromString(action.key, QKeySequence.SequenceFormat.PortableText)
    assert sequence.toString(QKeySequence.SequenceFormat.PortableText) == action.key
    assert action.is_local or "Alt" not in action.key


def test_that_only_keys_with_ctrl_and_function_keys_work_in_text_fields() -> None:
    assert BY_ID["view.palette"].everywhere
    assert BY_ID["alarm.silence"].everywhere
    assert BY_ID["view.previous_region"].everywhere
    for action_id in ("alarm.acknowledge", "incident.open", "alarm.false", "alarm.next", "map.whole", "view.back"):
        assert not BY_ID[action_id].everywhere


def test_that_a_role_is_shown_what_it_may_do() -> None:
    auditor = Operator("1", "ines", "Inés", Role.AUDITOR)
    operator = Operator("2", "ana", "Ana", Role.OPERATOR)
    assert BY_ID["incident.dispatch"].permission is Permission.DISPATCH
    assert BY_ID["incident.dispatch"].allowed(operator)
    assert not BY_ID["incident.dispatch"].allowed(auditor)
    assert not BY_ID["incident.dispatch"].allowed(None)


def test_that_every_row_asks_the_window_for_something_it_has() -> None:
    asked: list[str] = []

    class Listener:
        def __getattr__(self, name: str):  # noqa: ANN204
            asked.append(name)
            return lambda *_arguments: None

    for action in ACTIONS:
        action.act(Listener())  # type: ignore[arg-type]
    assert len(asked) == len(ACTIONS)
    assert set(asked) <= set(dir(Console))


def test_that_keys_are_shown_as_they_are_printed() -> None:
    assert shown_key("Ctrl+K") == "Ctrl K"
    assert shown_key("Space") == "Space"
