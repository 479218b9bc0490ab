"""The menu of a layer: every act on it with its key; one that cannot be done stays in its place, greyed."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop.domain.map_layer import LayerEntry
from desktop.view.actions import BY_ID
from desktop.view.keys import shown_key
from desktop.view.layers.acts import LayerActs
from desktop.view.layers.desk import LayerDesk
from desktop.view.layers.row_delegate import remedy_words
from desktop.view.layers.rows import LayerRow

_GROUPS = (
    ("add", "group", "plan", "compare", "as_city"),
    ("properties", "table", "zoom"),
    ("toggle", "toggle_all", "fuller", "fainter"),
    ("up", "down", "inside", "outside"),
    ("copy_style", "paste_style", "save_style", "load_style"),
    ("rename", "share", "save_as", "remove"),
)
_OF_FILES = frozenset(
    {"properties", "copy_style", "paste_style", "save_style", "load_style", "save_as", "share", "remove"}
)
_CHANGES = frozenset({"rename", "remove", "up", "down", "inside", "outside", "paste_style", "load_style"})
_WHOLE = frozenset({"add", "group", "plan", "compare", "as_city"})


def layer_menu(acts: LayerActs, layers: LayerDesk, parent: QWidget) -> QMenu:
    """Made and not yet shown."""
    menu, entry = QMenu(parent), acts.entry
    row = acts.row
    if isinstance(row, LayerRow) and row.remedy:
        _add(menu, acts, "remedy", remedy_words(row.remedy), "")
        menu.addSeparator()
    for number, group in enumerate(_GROUPS):
        if number:
            menu.addSeparator()
        for act in group:
            action = BY_ID[f"layer.{act}"]
            made = _add(menu, acts, act, action.label, shown_key(action.key))
            made.setEnabled(_can(act, entry, layers))
    return menu


def _add(menu: QMenu, acts: LayerActs, act: str, words: str, key: str) -> QAction:
    made = QAction(f"{words}\t{key}" if key else words, menu)
    made.triggered.connect(lambda _checked=False: acts.do(act))
    menu.addAction(made)
    return made


def _can(act: str, entry: LayerEntry | None, layers: LayerDesk) -> bool:
    if act in _WHOLE:
        return True
    if entry is None:
        return False
    if act in _OF_FILES and entry.source is None and not (act == "remove" and entry.is_group):
        return False
    if act == "share":
        return bool(entry.owner) and layers.may_configure
    if act == "remove" and entry.is_built_in:
        return False
    return act not in _CHANGES or layers.may_change(entry)
