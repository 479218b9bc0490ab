"""What the tree of layers refuses, in words."""

from gettext import gettext as _

from desktop.domain.layer_tree import LayerActError
from desktop.locale import later

_REFUSALS = {
    "pinned": later("This entry keeps its place and cannot be removed."),
    "zone": later("Live marks stay above the layers: they can only be ordered among themselves."),
    "cycle": later("A group cannot lie in itself."),
    "too_deep": later("Groups can be nested eight deep, no more."),
    "not_there": later("The layer is not there any more."),
    "own": later("A layer of all cannot lie in a group of one operator."),
    "changed_since": later("It was changed again since: it cannot be undone."),
    "nobody": later("Nobody has signed in."),
}


def refused(error: LayerActError) -> str:
    return _(_REFUSALS[error.code]) if error.code in _REFUSALS else error.code
