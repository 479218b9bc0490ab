"""Workspaces that are not built yet: each says what it will hold, and what does its work until then."""

from collections.abc import Callable
from gettext import gettext as _

from PySide6.QtWidgets import QWidget

from desktop.view.state_plate import Plate, StatePlate


def coming(go_back: Callable[[], None], parent: QWidget) -> tuple[StatePlate, ...]:
    """Inspection, Supervision, Services."""
    back = (_("Back to Operation"), go_back)
    drones = Plate(
        _("Inspection: flights, photos and findings to review will be here."),
        _("Until then photos are indexed with 'atalaya drones index' and shown on the map as footprints."),
        *back,
    )
    shift = Plate(
        _("Supervision: shifts, alarm rates and approvals will be here."),
        _("Until then the strip shows the alarm rate, and the journal keeps who did what."),
        *back,
    )
    services = Plate(
        _("Services: water, lighting, waste and the others will each have a tab here."),
        _("Until then their devices are on the map: choose one to see its values and chart."),
        *back,
    )
    return tuple(StatePlate(plate, parent) for plate in (drones, shift, services))
