"""Draws the pages of an order into its files. In a process that shows no window, on its Qt thread."""

import threading
from collections.abc import Callable
from gettext import gettext as _
from pathlib import Path
from typing import TypeVar

from desktop.services.export.order import OnPage, PageOrder
from desktop.view.page.compose import Grounds, document_of
from maps.picture import BaseImage
from maps.view.page.values import Document, MapPart
from maps.view.print import Clear, pages_of, write_pdf, write_png
from maps.worker_client import MapWorker, PageBase
from maps.worker_queue import WorkerFault

LONGEST_S = 60.0
Drawn = TypeVar("Drawn", BaseImage, bytes)


class PageNotDrawnError(RuntimeError):
    """The page cannot be drawn; the message says why and what to do."""


def draw(order: PageOrder, worker: MapWorker, on_page: OnPage) -> int:
    """Answers how many pages the document has. Raises PageNotDrawnError, PageNotWrittenError."""
    document, grounds = document_of(order)
    bases = _Bases(worker, grounds)
    for out in map(Path, order.outs):
        if out.suffix.lower() == ".pdf":
            write_pdf(document, out, bases, on_page)
        elif order.preview is not None:
            last = len(pages_of(document)) - 1
            write_png(document, out, bases, order.dpi, max(0, min(order.preview, last)))
        else:
            on_page(1, 1)
            alone = Document(document.imprint, document.sheet, document.parts[:1])
            write_png(alone, out, bases, order.dpi)
    return len(pages_of(document))


class _Bases:
    """The base maps of a document's parts, asked of the map worker one after the other."""

    def __init__(self, worker: MapWorker, grounds: Grounds) -> None:
        self._worker, self._grounds = worker, grounds

    def has_one(self, part: MapPart) -> bool:
        return bool(self._cities(part))

    def vectors(self, part: MapPart, clear: Clear) -> bytes:
        base = self._base(part, clear)
        return _waited(lambda take: self._worker.render_paper(base, take))

    def picture(self, part: MapPart, ratio: float, clear: Clear) -> BaseImage:
        base = self._base(part, clear)
        return _waited(lambda take: self._worker.render_page(base, ratio, take))

    def _base(self, part: MapPart, clear: Clear) -> PageBase:
        return PageBase(self._cities(part), part.ground.viewport, part.style, clear)

    def _cities(self, part: MapPart) -> tuple[Path, ...]:
        return tuple(Path(city) for city in self._grounds[part].cities)


def _waited(ask: Callable[[Callable[[Drawn | WorkerFault], None]], int]) -> Drawn:
    """Raises PageNotDrawnError."""
    outcome: list[Drawn | WorkerFault] = []
    drawn = threading.Event()

    def take(answer: Drawn | WorkerFault) -> None:
        outcome.append(answer)
        drawn.set()

    ask(take)
    if not drawn.wait(LONGEST_S):
        raise PageNotDrawnError(_("The base map does not come. Try again"))
    (answer,) = outcome
    if isinstance(answer, WorkerFault):
        raise PageNotDrawnError(_("The base map cannot be drawn: {why}. Import it again").format(why=answer))
    return answer
