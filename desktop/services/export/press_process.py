"""The child that draws pages for a console: started when the first page is wanted, and kept for the next ones.

`python -m MODULE` reads the path of an order a line from its standard input and answers a line of JSON for each page it
begins and for the end. It ends with its input. One order at a time; `cancel` may come from any thread.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import weakref
from pathlib import Path
from typing import IO

import msgspec

from desktop.services.export.order import CancelledError, OnPage

PAGE_S = 60.0
"""For one page; the first waits for the child to start."""
_LONGEST_WORDS = 600


class PressError(RuntimeError):
    """The process that draws the pages ended without them, or refused; the message is its last word."""


class Said(msgspec.Struct, frozen=True):
    """One line of the child's: a page that it begins, or the end with `done` pages, or why there is none."""

    page: int = 0
    pages: int = 0
    done: int = 0
    fault: str = ""


class PressProcess:
    """`module` is run with `arguments`."""

    def __init__(self, module: str, *arguments: str) -> None:
        self._command = [sys.executable, "-m", module, *arguments]
        self._child: subprocess.Popen[str] | None = None
        self._log = tempfile.TemporaryFile("a+b")  # noqa: SIM115 - as long as this object; a pipe would fill up
        weakref.finalize(self, self._log.close)
        self._turn, self._guard = threading.Lock(), threading.Lock()
        self._cancelled = self._closed = False

    def warm(self) -> None:
        """Start the child, so that it is there when a page is wanted."""
        with self._guard:
            self._living()

    def draw(self, order: bytes, runtime: Path, on_page: OnPage) -> int:
        """How many pages there are. Raises PressError, CancelledError, and what `on_page` raises."""
        with self._turn:
            file = _beside(runtime, order)
            try:
                return self._talk(file, on_page)
            finally:
                file.unlink(missing_ok=True)

    def cancel(self) -> None:
        """Whatever is being drawn is given up."""
        with self._guard:
            if self._child is not None:
                self._cancelled = True
                self._child.kill()

    def rest(self) -> None:
        """End the child where it has nothing to do; the next page starts another."""
        if self._turn.acquire(blocking=False):
            try:
                self._end()
            finally:
                self._turn.release()

    def close(self) -> None:
        """For good."""
        self._closed = True
        self._end()

    def _end(self) -> None:
        with self._guard:
            child, self._child = self._child, None
        if child is not None:
            child.kill()
            _bury(child)

    def _living(self) -> "subprocess.Popen[str]":
        """Under the guard. Raises CancelledError after `close`."""
        if self._closed:
            raise CancelledError("cancelled: the console is closing")
        if self._child is None or self._child.poll() is not None:
            if self._child is not None:
                _bury(self._child)
            pipe = subprocess.PIPE
            self._child = subprocess.Popen(self._command, stdin=pipe, stdout=pipe, stderr=self._log, text=True)
            self._cancelled = False
        return self._child

    def _talk(self, file: Path, on_page: OnPage) -> int:
        with self._guard:
            child = self._living()
        self._log.truncate(0)
        with contextlib.suppress(OSError):  # a child that has died says so by the end of its output
            _pipe(child.stdin).write(f"{file}\n")
            _pipe(child.stdin).flush()
        try:
            last = _listen(child, on_page)
        except BaseException:
            child.kill()  # it would go on drawing what nobody waits for
            raise
        if last is None:
            raise self._ended(child)
        if last.fault:
            raise PressError(last.fault)
        return last.done

    def _ended(self, child: "subprocess.Popen[str]") -> Exception:
        if self._cancelled or self._closed:
            return CancelledError("cancelled: nothing was written")
        child.kill()
        child.wait()
        self._log.seek(0)
        words = self._log.read()[-_LONGEST_WORDS:].decode("utf-8", "replace").strip().splitlines()
        return PressError(words[-1] if words else "the drawing ended without a word. Try again")


def _listen(child: "subprocess.Popen[str]", on_page: OnPage) -> Said | None:
    """The last word, or None when the child ended without one: by itself, or late with a page."""
    late = _deadline(child)
    try:
        for line in _pipe(child.stdout):
            late.cancel()
            said = msgspec.json.decode(line, type=Said)
            if said.fault or said.done:
                return said
            on_page(said.page, said.pages)
            late = _deadline(child)
    finally:
        late.cancel()
    return None


def _deadline(child: "subprocess.Popen[str]") -> threading.Timer:
    late = threading.Timer(PAGE_S, child.kill)
    late.daemon = True
    late.start()
    return late


def _beside(runtime: Path, order: bytes) -> Path:
    """Among the files in passing, for its owner alone."""
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix="order-", suffix=".json", dir=runtime)
    with os.fdopen(handle, "wb") as file:
        file.write(order)
    return Path(name)


def _pipe(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        raise PressError("the drawing has no pipe. Try again")
    return pipe


def _bury(child: "subprocess.Popen[str]") -> None:
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    child.wait()
