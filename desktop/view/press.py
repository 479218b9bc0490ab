"""Draws the pages of an order into its files. In a process that shows no window, on its Qt thread."""

import threading
from gettext import gettext as _
from pathlib import Path

from desktop.services.export.exports import PageOrder
from desktop.view.incident_page import page_of, viewport_of
from maps.picture import BaseImage
from maps.view.print import write_pdf, write_png
from maps.view.theme import scale
from maps.worker_client import MapWorker
from maps.worker_queue import WorkerFault

LONGEST_S = 60.0


class PageNotDrawnError(RuntimeError):
    """The page cannot be drawn; the message says why and what to do."""


def draw(order: PageOrder, worker: MapWorker) -> None:
    """Raises PageNotDrawnError, PageNotWrittenError."""
    page = page_of(order, _base(order, worker) if order.cities else None)
    for out in map(Path, order.outs):
        write = write_pdf if out.suffix.lower() == ".pdf" else write_png
        write(page, out)


def _base(order: PageOrder, worker: MapWorker) -> BaseImage:
    """The base map in day style at the resolution of the page."""
    outcome: list[BaseImage | WorkerFault] = []
    drawn = threading.Event()

    def take(answer: BaseImage | WorkerFault) -> None:
        outcome.append(answer)
        drawn.set()

    cities = [Path(city) for city in order.cities]
    worker.render_base(cities, viewport_of(order.dossier), "day", scale.PAGE_RATIO, take)
    if not drawn.wait(LONGEST_S):
        raise PageNotDrawnError(_("The base map does not come. Try again"))
    (answer,) = outcome
    if isinstance(answer, WorkerFault):
        raise PageNotDrawnError(_("The base map cannot be drawn: {why}. Import it again").format(why=answer))
    return answer
