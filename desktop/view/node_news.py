"""What is said of the node's link: once that it is lost, once that it is back."""

from datetime import datetime, tzinfo
from gettext import gettext as _

from desktop.services.node_link import NodeView, Presence
from desktop.view import formats

_LOST = frozenset({Presence.GONE, Presence.SILENT})


class NodeNews:
    """Hears of every look at the node. A node that was never there is no news."""

    def __init__(self) -> None:
        self._was_alive = False
        self._lost_at: datetime | None = None

    def heard(self, view: NodeView, now: datetime, zone: tzinfo, *, replaced: bool) -> str:
        """Words for the operator, mostly none; `replaced`: this console starts another."""
        if view.presence is Presence.ALIVE:
            return self._back(now)
        if view.presence in _LOST and self._was_alive and self._lost_at is None:
            self._lost_at = view.since or now
            at = formats.clock(self._lost_at, zone)
            if replaced:
                return _("The node was lost at {time}. Another starts; messages wait at the broker.").format(time=at)
            return _("The node was lost at {time}. Nothing new is stored until it is back.").format(time=at)
        return ""

    def _back(self, now: datetime) -> str:
        lost_at, self._lost_at, self._was_alive = self._lost_at, None, True
        if lost_at is None:
            return ""
        without_s = (now - lost_at).total_seconds()
        return _("The node is back after {time} without a word.").format(time=formats.age(without_s))
