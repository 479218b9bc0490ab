"""The child that draws map layers: it listens while it works, and ends a picture that nobody wants any more."""

import os
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from maps.layer_messages import Interrupt, LayerBegun, StackDone, StackJob, StackPart
from maps.picture_file import write_picture
from maps.worker_messages import Job, Refused, Reply, receive_order, send

if TYPE_CHECKING:
    from maps.cartography.stack.canvas import Pixels
    from maps.layer_facts import LayerNews


class Orders:
    """Jobs as they come; a thread of its own reads the pipe."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._jobs: queue.Queue[Job | None] = queue.Queue()
        self._stopped = 0
        threading.Thread(target=self._listen, args=(pipe,), name="orders", daemon=True).start()

    def next(self) -> Job | None:
        """None when the parent has closed the pipe."""
        return self._jobs.get()

    def is_stopped(self, ticket: int) -> bool:
        return self._stopped == ticket

    def _listen(self, pipe: BinaryIO) -> None:
        while (order := receive_order(pipe)) is not None:
            if isinstance(order, Interrupt):
                self._stopped = order.ticket
            else:
                self._jobs.put(order)
        self._jobs.put(None)


class LayerRoom:
    """Draws stacks. `tell` sends a reply that another one follows."""

    def __init__(self, orders: Orders, tell: Callable[[Reply], None]) -> None:
        from maps.cartography.stack.stack_drawing import StackDrawing  # noqa: PLC0415 - other roles load no Mapnik
        from maps.sources import mercator, raster_file  # noqa: PLC0415 - as above
        from maps.sources.feature_shelf import FeatureShelf  # noqa: PLC0415 - as above, of GDAL

        self._orders = orders
        self._tell = tell
        self._drawing = StackDrawing()
        self._shelf = FeatureShelf()
        mercator.warm_up()
        raster_file.warm_up()

    def do(self, job: Job) -> Reply:
        from maps.cartography.stack.layer_picture import Surroundings  # noqa: PLC0415 - as above

        if not isinstance(job, StackJob):
            return Refused("wrong_room", "layers")
        around = Surroundings(
            self._shelf, job.places, job.secrets, lambda: self._orders.is_stopped(job.ticket), job.whole
        )
        parts = _Parts(job, self._tell)
        pixels, news = self._drawing.draw(job, around, lambda layer_id: self._tell(LayerBegun(layer_id)), parts.emit)
        if around.is_stopped():
            return Refused("stopped", "")
        number = parts.write(pixels)
        return StackDone(number, pixels.shape[1], pixels.shape[0], news)


class _Parts:
    """Pictures of one job, each in a file of its own."""

    def __init__(self, job: StackJob, tell: Callable[[Reply], None]) -> None:
        self._job, self._tell = job, tell
        self._count = 0

    def emit(self, pixels: "Pixels", news: tuple["LayerNews", ...]) -> None:
        number = self.write(pixels)
        self._tell(StackPart(number, pixels.shape[1], pixels.shape[0], news))

    def write(self, pixels: "Pixels") -> int:
        self._count += 1
        write_picture(Path(f"{self._job.picture}.{self._count}"), pixels.data)
        return self._count


def serve(jobs: BinaryIO, replies: BinaryIO, answer: Callable[[Callable[[], Reply]], Reply]) -> None:
    """Until the parent closes the pipe; `answer` turns what goes wrong into a refusal."""
    orders, speaking = Orders(jobs), threading.Lock()

    def tell(reply: Reply) -> None:
        with speaking:
            send(replies, reply)

    room = LayerRoom(orders, tell)
    while (job := orders.next()) is not None:
        tell(answer(lambda job=job: room.do(job)))


def keep_gdal_at_home() -> None:
    """Before GDAL is loaded: no driver that follows a file to the network or to other files, no network at all."""
    os.environ |= {
        "OGR_SKIP": "OGR_VRT,WFS,OAPIF,CSW,HTTP,GDALG,PLSCENES,EEDA,Elasticsearch,Carto,AmigoCloud,NGW,OGCAPI,ADBC",
        "GDAL_SKIP": "VRT WMS WMTS WCS HTTP EEDAI PLMOSAIC STACIT STACTA GTI DAAS OGCAPI DERIVED GDALG",
        "GDAL_HTTP_PROXY": "127.0.0.1:9",
        "GDAL_HTTP_CONNECTTIMEOUT": "1",
        "GML_DOWNLOAD_SCHEMA": "NO",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "GDAL_PAM_ENABLED": "NO",
        "GDAL_CACHEMAX": "256",
        "OGR_SQLITE_LOAD_EXTENSIONS": "NO",
        "OGR_GEOJSON_MAX_OBJ_SIZE": "500",
    }
