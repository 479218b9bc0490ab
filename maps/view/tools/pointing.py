"""The tool that asks for one place: where an incident is, where a thing stands, what lies here."""

from gettext import gettext as _

from PySide6.QtCore import Signal

from maps.view.tools.tool import Spot, Tool


class PointTool(Tool):
    """`pointed(Spot)` when a place was given. It then ends, unless it `stays` for the next one."""

    pointed = Signal(object)
    is_single = True

    def __init__(self, name: str, hint: str = "", *, stays: bool = False, snaps: bool = True) -> None:
        super().__init__()
        self._name, self._hint, self._stays, self.snaps = name, hint, stays, snaps

    @property
    def name(self) -> str:
        return self._name

    @property
    def hint(self) -> str:
        return self._hint or _("Click its place, or move the cross with the arrows and press Enter.")

    def put(self, spot: Spot) -> None:
        self.pointed.emit(spot)
        if not self._stays:
            self.ended.emit()
