"""A kept plan as a PDF: its page is put together here, drawn by a child, and written down before it takes its name."""

import hashlib
import os
import threading
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, tzinfo
from gettext import gettext as _
from multiprocessing import get_context
from pathlib import Path

import msgspec
from PySide6.QtWidgets import QApplication

from desktop import locale
from desktop.domain.operator import Operator
from desktop.domain.site_plan import Answer, Site, SiteKind
from desktop.services.cities import attribution_of, nearest
from desktop.services.export.naming import plain
from desktop.services.siting import before_after
from desktop.services.siting.before_after import BeforeAfter
from desktop.services.siting.plans import Plan, Plans
from desktop.storage import base_maps
from desktop.storage.store import Store
from desktop.view import formats
from desktop.view.planning import words
from desktop.view.siting import paper
from desktop.view.siting.answer import gain_cells, measure_values, percent, proof_words
from desktop.view.siting.page import PlanPage, Table, write_pdf
from maps.picture import BaseImage
from maps.view.theme import scale, style
from maps.view.theme.palette import LIGHT
from maps.viewport import Viewport
from maps.whole_file import draft_of
from maps.worker_client import MapWorker
from maps.worker_queue import WorkerFault

BASE_S, DRAW_S = 60.0, 120.0
_EXTENT_RATIO = 1.15
WRITER = "console"


class PlanNotDrawnError(RuntimeError):
    """The page cannot be drawn; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """Whose page it is, and where files of the city lie."""

    city: str
    zone: tzinfo
    printed_at: datetime
    is_exercise: bool
    language: str
    data: Path
    folder: Path
    """Of files that leave the building."""


def export(store: Store, worker: MapWorker, plan: Plan, sides: BeforeAfter, author: Operator, imprint: Imprint) -> Path:
    """Never over another file. Thread: any but Qt's. Raises PlanNotDrawnError, NotPermittedError, OSError."""
    imprint.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with store.read() as connection:
        city = nearest(base_maps.every(connection), plan.question.centre)
    viewport = viewport_of(plan)
    base = _base(worker, imprint.data / city.file, viewport) if city is not None else None
    page = page_of(plan, sides, author, imprint, attribution_of([city]) if city else "", base)
    out = _new_file(imprint.folder, plan.name, imprint.printed_at)
    with draft_of(out) as draft:
        _drawn(page, draft, imprint.language)
        Plans(store, WRITER).exported(plan, author, out.name)
    return out


def viewport_of(plan: Plan) -> Viewport:
    """The whole square, with a little around it."""
    width, height = paper.map_size()
    across_m = plan.question.side_m * _EXTENT_RATIO * width / min(width, height)
    return Viewport.around(plan.question.centre, across_m, width, height)


def page_of(
    plan: Plan, sides: BeforeAfter, author: Operator, imprint: Imprint, attribution: str, base: BaseImage | None
) -> PlanPage:
    question, answer = plan.question, plan.answer
    before, after = (
        tuple(before_after.layers(question, answer, sides, _no_cards(answer), after=side)) for side in (False, True)
    )
    known = msgspec.json.encode((plan.name, question, answer), order="deterministic")
    return PlanPage(
        title=plan.name,
        subtitle=subtitle(plan),
        city=imprint.city,
        viewport=viewport_of(plan),
        before=before,
        after=after,
        base=base,
        attribution=attribution,
        measures=tuple((value.name, value.value) for value in measure_values(question, answer)),
        tables=tuple(tables(answer)),
        notes=(proof_words(answer), *(words.note(code) for code in answer.notes)),
        author=author.name,
        printed_at=imprint.printed_at.astimezone(imprint.zone),
        zone_name=str(imprint.zone),
        sha256=hashlib.sha256(known).hexdigest(),
        is_exercise=imprint.is_exercise,
    )


def _no_cards(answer: Answer) -> list[str]:
    """Nobody hovers over paper."""
    return ["" for _site in answer.sites]


def subtitle(plan: Plan) -> str:
    """`3 Cameras · reach 60 m · square of 1.0 km`."""
    question = plan.question
    kinds = f"{len(plan.answer.sites)} {_(words.SITE_KINDS[SiteKind(question.kind)])}"
    reach = _("reach {far}").format(far=formats.distance(question.served_m))
    part = _("square of {side}").format(side=formats.distance(question.side_m))
    return f"{kinds} · {reach} · {part}"


def tables(answer: Answer) -> list[Table]:
    heads = (_("Site"), _("Gain"), _("People"), _("Incidents"), _("Street"), _("Looks to"), _("Cost"), _("Place"))
    sites = tuple(site_cells(site) for site in answer.sites)
    gains = tuple(gain_cells(gain) for gain in answer.gains)
    return [
        Table(_("Proposed sites"), heads, sites),
        Table(_("Who gains"), (_("Area"), _("Now"), _("Then"), _("People")), gains),
    ]


def site_cells(site: Site) -> tuple[str, ...]:
    return (
        _("Site {n}").format(n=site.rank),
        percent(site.gain_ratio),
        formats.amount(site.people, 0),
        formats.amount(site.incidents, 0),
        formats.distance(site.street_m),
        "–" if site.heading_deg is None else f"{site.heading_deg:.0f}°",
        f"$ {formats.amount(site.cost, 0)}",
        f"{site.place.lat_deg:.5f}, {site.place.lon_deg:.5f}",
    )


def _new_file(folder: Path, name: str, printed_at: datetime) -> Path:
    stem = f"{plain(name)}-{printed_at:%Y%m%d-%H%M%S}"
    number, file = 1, folder / f"{stem}.pdf"
    while file.exists() or file.is_symlink():
        number += 1
        file = folder / f"{stem}-{number}.pdf"
    return file


def _base(worker: MapWorker, city: Path, viewport: Viewport) -> BaseImage:
    """The base map in day style at the resolution of the page."""
    outcome: list[BaseImage | WorkerFault] = []
    drawn = threading.Event()

    def take(answer: BaseImage | WorkerFault) -> None:
        outcome.append(answer)
        drawn.set()

    worker.render_base(city, viewport, "day", scale.PAGE_RATIO, take)
    if not drawn.wait(BASE_S):
        raise PlanNotDrawnError(_("The base map does not come. Try again"))
    (answer,) = outcome
    if isinstance(answer, WorkerFault):
        raise PlanNotDrawnError(_("The base map cannot be drawn: {why}. Import it again").format(why=answer))
    return answer


def _drawn(page: PlanPage, out: Path, language: str) -> None:
    """By a child, so that the window goes on."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as child:
        child.submit(draw, page, out, language).result(DRAW_S)


def draw(page: PlanPage, out: Path, language: str) -> None:
    """In the child: a process without a display."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    locale.install(language)
    style.apply(QApplication(["atalaya"]), LIGHT)
    write_pdf(page, out)
