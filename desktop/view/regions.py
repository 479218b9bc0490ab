"""F6: from one region of the window to the next, whatever is shown of them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def focus_next(regions: Sequence[QWidget], step: int) -> None:
    """The focus goes `step` regions on, to the first in it that takes the keyboard."""
    seen = [region for region in regions if region.isVisible() and focusable(region) is not None]
    focus = QApplication.focusWidget()
    nested = [other for other in seen if focus is not None and (other is focus or other.isAncestorOf(focus))]
    now = seen.index(nested[-1]) if nested else -1
    target = focusable(seen[(now + step) % len(seen)]) if seen else None
    if target is not None:
        target.setFocus(Qt.FocusReason.TabFocusReason)


def focusable(region: QWidget) -> QWidget | None:
    """The region itself, or the first in it that takes the focus by Tab."""
    candidates = [region, *region.findChildren(QWidget)]
    takes = Qt.FocusPolicy.TabFocus
    return next((w for w in candidates if w.isVisible() and w.isEnabled() and w.focusPolicy() & takes), None)
