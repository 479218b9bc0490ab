"""The console's end of the channel: 127.0.0.1, a port the system chooses, a thread of its own.

A guest that is not let in within a moment, says what is no message, or speaks too fast is cut off; the others do not
notice. `on_guests` and `on_said` are called on this thread.
"""

import asyncio
import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from desktop.services.companion import inbox, proof
from desktop.services.companion.door import Door, open_door, shut_door
from desktop.services.companion.inbox import HandOverError, ReceivedLayer
from desktop.services.companion.message import (
    LONGEST_LINE_BYTES,
    BadMessageError,
    Challenge,
    Follow,
    FromConsole,
    Hello,
    Layer,
    Refused,
    View,
    Welcome,
    decode,
    encode,
)
from desktop.services.companion.pace import Pace

HOST = "127.0.0.1"
MOST_GUESTS = 4
HANDSHAKE_S = 5.0
UNSENT_BYTES = 64 << 10
START_S = 5.0
log = logging.getLogger(__name__)


class NotListeningError(OSError):
    """The channel could not be opened; the message says why."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a guest wants: a view to be shown, to follow or not, a layer that lies in the inbox."""

    guest: int
    what: View | Follow | ReceivedLayer


@dataclass(frozen=True, slots=True)
class Ears:
    """Who is told: how many guests there are, and what one says."""

    on_guests: Callable[[int], None]
    on_said: Callable[[Said], None]


class Listener:
    """`publish` and `answer` may be called from any thread; a guest that has gone is forgotten quietly."""

    def __init__(self, runtime: Path, data: Path, ears: Ears) -> None:
        self._runtime, self._data, self._ears = runtime, data, ears
        self._token = proof.new_token()
        self._loop = asyncio.new_event_loop()
        self._stopped = asyncio.Event()
        self._open: set[asyncio.StreamWriter] = set()
        self._guests: dict[int, asyncio.StreamWriter] = {}
        self._count = 0
        self._ready = threading.Event()
        self._fault: OSError | None = None
        self._door: Door | None = None
        self.city, self.following = "", False
        """What a guest is told at the door."""
        self._thread = threading.Thread(target=self._run, name="companion", daemon=True)

    def start(self) -> Door:
        """Raises NotListeningError."""
        if self._loop.is_closed():
            raise NotListeningError("the console is closing")
        self._thread.start()
        self._ready.wait(START_S)
        if self._door is None:
            raise NotListeningError(f"no channel for QGIS on {HOST}: {self._fault or 'no answer'}")
        return self._door

    def stop(self) -> None:
        """When this returns nobody is told anything any more."""
        with suppress(RuntimeError):  # it has ended already
            self._loop.call_soon_threadsafe(self._stopped.set)
        if self._thread.is_alive():
            self._thread.join()
        elif not self._loop.is_closed():
            self._loop.close()

    def publish(self, message: FromConsole) -> None:
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._send_all, message)

    def answer(self, guest: int, message: FromConsole) -> None:
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._send, guest, message)

    # on the thread

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._listen())
        except OSError as error:
            self._fault = error
            log.warning("no channel for QGIS: %s", error)
        finally:
            self._ready.set()
            self._loop.close()

    async def _listen(self) -> None:
        server = await asyncio.start_server(self._receive, HOST, 0, limit=LONGEST_LINE_BYTES)
        try:
            await self._keep_open(Door(server.sockets[0].getsockname()[1], self._token, os.getpid()))
        finally:
            server.close()
            for writer in self._open:
                writer.transport.abort()
            await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}), return_exceptions=True)
            await server.wait_closed()

    async def _keep_open(self, door: Door) -> None:
        inbox.make(self._data)
        open_door(self._runtime, door)
        self._door = door
        self._ready.set()
        await self._stopped.wait()
        shut_door(self._runtime, door)

    async def _receive(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection from its first byte to its last."""
        self._open.add(writer)
        try:
            if len(self._open) <= MOST_GUESTS:
                await self._admit(reader, writer)
        except (OSError, ValueError, TimeoutError, asyncio.IncompleteReadError) as error:
            log.info("a guest of the channel was cut off: %s", " ".join(str(error).split())[:120] or "too slow")
        finally:
            self._open.discard(writer)
            writer.close()

    async def _admit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(HANDSHAKE_S):
            await self._shake_hands(reader, writer)
        self._count += 1
        guest = self._count
        self._guests[guest] = writer
        self._ears.on_guests(len(self._guests))
        try:
            await self._hear(guest, reader)
        finally:
            del self._guests[guest]
            self._ears.on_guests(len(self._guests))

    async def _shake_hands(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonce = proof.new_nonce()
        writer.write(encode(Challenge(nonce)))
        hello = decode(await reader.readline())
        if not isinstance(hello, Hello) or not proof.holds(hello.proof, self._token, "guest", nonce, hello.nonce):
            raise BadMessageError("a guest without the token")
        shown = proof.proof(self._token, "console", nonce, hello.nonce)
        inbox_folder = str(inbox.inbox_of(self._data).absolute())
        writer.write(encode(Welcome(shown, self.city, inbox_folder, self.following)))
        log.info("%s is linked with the console", hello.program.encode("ascii", "replace").decode() or "a guest")

    async def _hear(self, guest: int, reader: asyncio.StreamReader) -> None:
        pace = Pace()
        while line := await reader.readline():
            if not pace.take():
                raise BadMessageError("too fast")
            self._take(guest, decode(line))

    def _take(self, guest: int, message: Hello | View | Follow | Layer) -> None:
        if isinstance(message, Hello):
            raise BadMessageError("a second hello")
        if not isinstance(message, Layer):
            self._ears.on_said(Said(guest, message))
            return
        try:
            self._ears.on_said(Said(guest, inbox.receive(inbox.inbox_of(self._data), message)))
        except HandOverError as error:
            log.info("%s", error)
            self._send(guest, Refused(error.why))

    def _send_all(self, message: FromConsole) -> None:
        for guest in tuple(self._guests):
            self._send(guest, message)

    def _send(self, guest: int, message: FromConsole) -> None:
        """One that does not read is cut off: it must not make us grow."""
        writer = self._guests.get(guest)
        if writer is None or writer.is_closing():
            return
        if writer.transport.get_write_buffer_size() > UNSENT_BYTES:
            writer.transport.abort()
        else:
            writer.write(encode(message))
