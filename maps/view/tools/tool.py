"""What every tool of the map is: it has a name, says what to do next, takes places, and can be left at any time.

A tool knows no widget: the hand (`maps.view.tools.hand`) brings it places from the mouse or from the crosshair of the
keyboard, and the bar at the top of the map shows what it says. All on the Qt thread.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal

from maps.place import Place
from maps.view.scene import Scene
from maps.viewport import Viewport


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a hand points: a place and its pixel; `snapped` where it was drawn to a corner of something."""

    place: Place
    x_px: float
    y_px: float
    snapped: bool = False


class Tool(QObject):
    """`changed` when there is something new to paint or to say; `ended` when the tool has done its work."""

    changed = Signal()
    ended = Signal()
    cursor = Qt.CursorShape.CrossCursor
    is_single = False
    """One place is all it takes: Enter gives it the crosshair's."""
    snaps = True
    hides: tuple[str, str] | None = None
    """Layer and id of a thing of the map that the tool has in hand and paints itself."""
    has_crosshair = True
    """The keyboard points with a cross; a tool that moves its own by the arrows has none."""

    @property
    def name(self) -> str:
        raise NotImplementedError

    @property
    def hint(self) -> str:
        """What to do next."""
        raise NotImplementedError

    @property
    def said(self) -> str:
        """What it has found out so far: a length, an area."""
        return ""

    def put(self, spot: Spot) -> None:
        """A click, or the key that puts a point."""
        raise NotImplementedError

    def hover(self, spot: Spot) -> None:
        """The pointer or the crosshair is there now."""

    def grab(self, spot: Spot, viewport: Viewport) -> bool:
        """Whether a press there takes hold of something of the tool's own; then `drag` follows and `drop`."""
        del spot, viewport
        return False

    def drag(self, spot: Spot) -> None: ...

    def drop(self) -> None: ...

    def press_key(self, key: Qt.Key, *, shift: bool) -> bool:
        """A key of the tool's own; whether it was one."""
        del key, shift
        return False

    def push(self, east_px: float, south_px: float, viewport: Viewport) -> Spot | None:
        """The arrows, where the tool moves something by them: where that is now. Else the crosshair moves."""
        del east_px, south_px, viewport

    @property
    def can_finish(self) -> bool:
        return False

    def finish(self) -> None: ...

    @property
    def can_undo(self) -> bool:
        return False

    def undo(self) -> None:
        """Take back the last step within the tool."""

    @property
    def corners(self) -> Sequence[Place]:
        """Its own, to snap to."""
        return ()

    def paint(self, scene: Scene) -> None: ...
