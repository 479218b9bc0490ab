"""Ctrl+K: any action by its words. An action that the operator may not do stays in its place, greyed, and says why."""

from gettext import gettext as _

from PySide6.QtWidgets import QWidget

from desktop.domain.operator import Operator
from desktop.view.actions import ACTIONS, BY_ID, Action, Console
from desktop.view.choice_dialog import Choice, ChoiceDialog, matching
from desktop.view.keys import shown_key
from desktop.view.map_tools.views import Views


def choice_of(action: Action, operator: Operator | None) -> Choice:
    why_not = "" if action.allowed(operator) else not_allowed(action, operator)
    return Choice(action.id, action.label, shown_key(action.key), _(action.where.value), why_not)


def not_allowed(action: Action, operator: Operator | None) -> str:
    """What a greyed control says: which right is missing."""
    if operator is None:
        return _("Nobody has signed in.")
    return _("{name} lacks the right '{right}'.").format(name=operator.name, right=action.permission)


def palette_dialog(console: Console, operator: Operator | None, parent: QWidget, views: Views) -> ChoiceDialog:
    """The actions, then the kept views. Made and not yet shown: `open()` it."""
    choices = [*(choice_of(action, operator) for action in ACTIONS), *views.choices]
    dialog = ChoiceDialog(_("Any action"), _("What do you want to do?"), lambda text: matching(choices, text), parent)

    def take(chosen: str) -> None:
        if chosen in BY_ID:
            BY_ID[chosen].act(console)
        else:
            views.go_to(chosen)

    dialog.chosen.connect(take)
    return dialog
