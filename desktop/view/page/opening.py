"""How each kind of page opens: its heading, and what is printed as the pane stands."""

from collections.abc import Callable
from gettext import gettext as _
from typing import Any

from desktop.domain.asset import AssetKind
from desktop.services.clock import utc_now
from desktop.services.export.subject import AtlasSubject, IncidentSubject, Subject, ViewSubject
from desktop.view.desk import Desk
from desktop.view.page.form import Heading
from desktop.view.page.pane import PagePane
from maps.view.page.legend import asset_words
from maps.viewport import Viewport

SubjectOf = Callable[[PagePane], Subject]
_NO_PAGE_EACH = {AssetKind.UNIT, AssetKind.NEIGHBOURHOOD, AssetKind.PARK, AssetKind.DMA}


def of(kind: str, what: Any, desk: Desk) -> tuple[Heading, SubjectOf]:
    """`kind` is incident (its folio), view (a Viewport) or atlas."""
    if kind == "incident":
        return Heading(_("Map of {folio}").format(folio=what)), lambda _pane: IncidentSubject(what)
    if kind == "view":
        return Heading(_("Map of what is seen"), asks_title=True), _seen(what)
    kinds = sorted({asset.kind for asset in desk.situation.assets.values() if asset.place} - _NO_PAGE_EACH)
    named = sorted(((kind, asset_words(kind)) for kind in kinds), key=lambda one: one[1])
    return Heading(_("Atlas"), _("Atlas of the shift"), is_atlas=True, kinds=named), _atlas


def _seen(viewport: Viewport) -> SubjectOf:
    metres = viewport.ground_m_per_px

    def subject(pane: PagePane) -> Subject:
        title = pane.form.title.text().strip() or _("Map")
        return ViewSubject(title, viewport.centre, viewport.width_px * metres, viewport.height_px * metres)

    return subject


def _atlas(pane: PagePane) -> Subject:
    each, now = pane.form.each_of, utc_now()
    title = pane.form.title.text().strip() or _("Atlas")
    return AtlasSubject(each.by, now - each.span, now, each.asset_kind, "", title)
