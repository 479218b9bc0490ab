"""Start a program that outlives us: its own session, its words in a file, nothing of ours inherited but a lease."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from desktop.sources.lease import Lease

LARGEST_LOG_BYTES = 2_000_000


def start(
    command: Sequence[str],
    log: Path,
    lease: Lease | None = None,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> int:
    """Return the process id; raises OSError when the program cannot be started. `environment`: ours by default."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LARGEST_LOG_BYTES:
        log.replace(log.with_suffix(".previous.log"))
    with log.open("ab") as words:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            start_new_session=True,
            cwd=folder,
            env=environment,
            pass_fds=(lease.descriptor,) if lease else (),
        )
    # whoever starts it must take its exit status when it ends, or the system keeps its entry
    threading.Thread(target=process.wait, name=f"wait-{process.pid}", daemon=True).start()
    return process.pid


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def end(pid: int, within_s: float = 10.0) -> None:
    """Ask it to end and wait until it has; then what it leant on may be taken away. One that does not is left."""
    deadline_s = time.monotonic() + within_s
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        return
    while is_alive(pid) and time.monotonic() < deadline_s:
        time.sleep(0.02)
