"""What wakes the map: a thread that looks whether anything was committed, and says which kinds of things changed.

On a file it asks one number (`PRAGMA data_version`) a few times a second through a connection that cannot write; on a
server it listens to the journal's channel. Waking is a hint: the journal's head and the counter of positions tell what
is new, so that a hint that is lost costs time and nothing else.
"""

import select
import threading
from dataclasses import dataclass, field
from pathlib import Path

from qgis.PyQt.QtCore import QThread, pyqtSignal

from .place import FileStore, Place, ServerStore
from .reader import FileReader, Reader, ReadError, ServerReader, server_uri

FILE_POLL_S = 0.2
SERVER_POLL_S = 2.0
STOP_CHECK_S = 0.25
RETRY_S = 2.0
CHANNEL = "atalaya_journal"
MOST_KINDS = 200


@dataclass(frozen=True)
class News:
    """First words of the kinds of journal rows since the last news (`alarm`, `unit`), and `position`.

    `anew` when the store is another than it was: restored from a backup, made again.
    """

    topics: frozenset[str] = field(default_factory=frozenset)
    anew: bool = False


class Wake(QThread):
    """`told(News)`; `linked(bool, str)` once when the store cannot be read any more, and once when it can again."""

    told = pyqtSignal(object)
    linked = pyqtSignal(bool, str)

    def __init__(self, place: Place, parent: object = None) -> None:
        super().__init__(parent)
        self._place = place
        self._ending = threading.Event()
        self._is_linked = True
        self._seq = self._change = -1
        self._identity: object = None

    def stop(self) -> None:
        """Wait until it has ended."""
        self._ending.set()
        self.wait()

    def run(self) -> None:
        while not self._ending.is_set():
            try:
                self._watch()
            except (ReadError, OSError) as error:
                self._say_linked(False, str(error))
                self._ending.wait(RETRY_S)

    def _watch(self) -> None:
        if isinstance(self._place, FileStore):
            self._watch_file(self._place)
        else:
            self._watch_server(self._place)

    def _say_linked(self, up: bool, why: str = "") -> None:
        if up != self._is_linked:
            self._is_linked = up
            self.linked.emit(up, why)

    # a file

    def _watch_file(self, place: FileStore) -> None:
        self._check_identity(place.path)
        reader = FileReader(place.path)
        try:
            seen = None
            while not self._ending.is_set():
                if self._check_identity(place.path):
                    return
                version = reader.rows("PRAGMA data_version", ("data_version",))[0]["data_version"]
                self._say_linked(True)
                if version != seen:
                    seen = version
                    self._tell(reader)
                self._ending.wait(FILE_POLL_S)
        finally:
            reader.close()

    def _check_identity(self, path: Path) -> bool:
        """Whether another file has taken the store's place."""
        status = path.stat()
        identity = (status.st_dev, status.st_ino)
        was, self._identity = self._identity, identity
        if was is None or was == identity:
            return False
        self._seq = self._change = -1
        self.told.emit(News(anew=True))
        return True

    # a server

    def _watch_server(self, place: ServerStore) -> None:
        reader = ServerReader(place)
        listening = _listen(place)
        try:
            while not self._ending.is_set():
                self._tell(reader)
                self._say_linked(True)
                self._wait_for_word(listening)
        finally:
            reader.close()
            if listening is not None:
                listening.close()

    def _wait_for_word(self, listening: object) -> None:
        """Until the channel says something; at the latest until the slow look."""
        for _ in range(round(SERVER_POLL_S / STOP_CHECK_S)):
            if self._ending.is_set():
                return
            if listening is None:
                self._ending.wait(STOP_CHECK_S)
            elif _has_word(listening):
                return

    # both

    def _tell(self, reader: Reader) -> None:
        head = reader.rows("SELECT seq, change FROM map_head", ("seq", "change"))[0]
        seq, change = int(head["seq"]), int(head["change"])
        if self._seq < 0:
            self._seq, self._change = seq, change
            return
        if seq < self._seq:
            self._seq, self._change = seq, change
            self.told.emit(News(anew=True))
            return
        topics = {"position"} if change != self._change else set()
        if seq > self._seq:
            topics |= self._topics_since(reader)
        self._seq, self._change = seq, change
        if topics:
            self.told.emit(News(frozenset(topics)))

    def _topics_since(self, reader: Reader) -> set[str]:
        query = f"SELECT DISTINCT kind FROM map_news WHERE seq > {self._seq} LIMIT {MOST_KINDS}"
        return {str(row["kind"]).partition(".")[0] for row in reader.rows(query, ("kind",))}


def _listen(place: ServerStore) -> object:
    """A connection that hears the channel; None where this QGIS has no driver for it, or it is refused."""
    try:
        import psycopg2
    except ImportError:
        return None
    try:
        listening = psycopg2.connect(server_uri(place, with_password=True).connectionInfo(True), connect_timeout=5)
        listening.autocommit = True
        with listening.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
    except psycopg2.Error:
        return None
    return listening


def _has_word(listening: object) -> bool:
    """Whether somebody has notified since; a link that is dead is looked after by the slow look."""
    try:
        ready, _, _ = select.select([listening], [], [], STOP_CHECK_S)
        if ready:
            listening.poll()  # type: ignore[attr-defined]
        told = bool(listening.notifies)  # type: ignore[attr-defined]
        listening.notifies.clear()  # type: ignore[attr-defined]
    except Exception as error:  # whatever a driver raises when its server goes away
        raise ReadError(str(error)) from error
    return told
