"""Pictures of map layers as the console sees them: ask for a stack in a view, and better and better pictures come.

They are drawn by the `layers` child; conversions and overviews get a child each and are begun by themselves when a
layer that is drawn needs them. A layer whose file kills its child is barred, with a message on that layer, until
`forgive`. Callbacks come on threads of the worker. Nothing here opens a file of a layer or speaks to the network.
"""

import threading
from collections.abc import Callable, Sequence

import msgspec

from maps.cartography.colours import COLOURS
from maps.layer_facts import LayerNews, LayerState
from maps.layer_messages import StackJob
from maps.layer_places import LayerPlaces
from maps.layer_preparing import Preparation, Preparations
from maps.source import Source
from maps.stack import MOST_SELECTED, Selection, Stack
from maps.stack_draft import News, OnPicture, StackDraft
from maps.viewport import Viewport
from maps.worker_children import LARGEST_PICTURE_PX, Children
from maps.worker_queue import Task, WorkerFault

_DRAW_SILENCE_S = 25.0


class LayerWorker:
    """Part of MapWorker. Every method but `draw` calls `on_done` once, with the answer or a WorkerFault."""

    def __init__(self, children: Children, places: LayerPlaces) -> None:
        self._children = children
        self.places = places
        self._barred: dict[str, WorkerFault] = {}
        self._lock = threading.Lock()
        self._listeners: list[Callable[[Preparation], None]] = []
        self.preparations = Preparations(children, self._on_preparation)

    @property
    def pid(self) -> int | None:
        """Of the child that draws, when it is there."""
        process = self._children.processes.get("layers")
        return None if process is None else process.pid

    def watch(self, on_change: Callable[[Preparation], None]) -> Callable[[], None]:
        """Hears how far conversions and overviews are: a stack with such a source is drawn anew when it is over.

        Gives what ends the hearing.
        """
        with self._lock:
            self._listeners.append(on_change)
        return lambda: self._unheed(on_change)

    def _unheed(self, on_change: Callable[[Preparation], None]) -> None:
        with self._lock:
            if on_change in self._listeners:
                self._listeners.remove(on_change)

    def forgive(self, source: Source) -> None:
        """A person wants a source tried again that failed."""
        with self._lock:
            self._barred.pop(source.key, None)
        self.preparations.forget(source)

    def draw(  # noqa: PLR0913 - what a picture is made of
        self,
        stack: Stack,
        viewport: Viewport,
        style: str,
        scale: float,
        on_picture: OnPicture,
        *,
        selected: Sequence[Selection] = (),
        lane: str = "",
        whole: bool = False,
    ) -> int:
        """Draws a stack, first below; `on_picture` hears of each better picture until one is final, or of a fault.

        A fault of one layer is in the picture's news and the others are drawn. `whole` asks for the final picture
        alone. `cancel` ends the drawing soon. In a named lane a newer request replaces one that still waits.
        """
        if style not in COLOURS:
            raise ValueError(f"no map style {style!r}: {', '.join(COLOURS)}")
        if viewport.width_px * viewport.height_px * scale * scale > LARGEST_PICTURE_PX:
            raise ValueError(f"a map of {viewport.width_px} x {viewport.height_px} at {scale} is too large")
        ticket = self._children.ticket()
        job = StackJob(
            ticket,
            stack,
            viewport.bounds_m,
            viewport.width_px,
            viewport.height_px,
            scale,
            style,
            str(self._children.picture(ticket)),
            self.places.for_child(),
            tuple(Selection(one.layer_id, one.ids[:MOST_SELECTED]) for one in selected),
            self._barred_in(stack),
            self.places.secrets_of(*(layer.source for layer in stack)),
            whole,
        )
        sources = {layer.id: layer.source for layer in stack}
        draft = StackDraft(
            job,
            viewport,
            on_picture,
            lambda news: self._completed(news, sources),
            lambda layer_id, fault: self._bar(sources[layer_id], fault),
        )
        task = Task(
            ticket, job, draft.on_reply, on_picture, draft.discard, _DRAW_SILENCE_S, lane, draft.again, stoppable=True
        )
        self._children.process("layers").queue.put(task)
        return ticket

    def cancel(self, ticket: int) -> None:
        self._children.cancel(ticket)

    def close(self) -> None:
        self.preparations.close()

    def _barred_in(self, stack: Stack) -> dict[str, str]:
        with self._lock:
            found = {layer.id: self._barred.get(layer.source.key) for layer in stack}
        return {layer_id: fault.code for layer_id, fault in found.items() if fault is not None}

    def _bar(self, source: Source, fault: WorkerFault) -> None:
        with self._lock:
            self._barred[source.key] = fault

    def _completed(self, news: News, sources: dict[str, Source]) -> News:
        """A layer that must be prepared first is begun to be, and says how far it is."""
        return tuple(self._with_preparation(one, sources[one.id]) for one in news)

    def _with_preparation(self, news: LayerNews, source: Source) -> LayerNews:
        if news.state is not LayerState.PREPARING:
            return news
        self.preparations.want(source, self.places.for_child(), self.places.secrets_of(source))
        known = self.preparations.of(source)
        if known is None:
            return news
        if known.fault is not None:
            return LayerNews(news.id, LayerState.FAILED, known.fault.code, known.fault.detail, shown=news.shown)
        return msgspec.structs.replace(news, done_ratio=known.done_ratio)

    def _on_preparation(self, change: Preparation) -> None:
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(change)
