"""What holds a worker: it dies with its parent, and can take only so much address space whatever a stream says."""

import ctypes
import os
import resource
import signal
from pathlib import Path

MIB = 1024 * 1024
START_LIMIT_BYTES = 4 * 1024 * MIB
"""Until the detector is loaded: a worker with OpenVINO and two cameras was measured at 1.1 GiB of addresses."""
STREAMS_MARGIN_BYTES = 768 * MIB
CAMERA_MARGIN_BYTES = 64 * MIB
_PR_SET_PDEATHSIG = 1


def die_with_parent(parent_pid: int) -> None:
    """Ask the kernel to kill this process when its parent ends; exits at once when that has happened already."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:
        raise SystemExit(1)


def limit_addresses(limit_bytes: int) -> None:
    """Lower the soft limit of the address space; what asks for more gets MemoryError (FFmpeg: ENOMEM)."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    allowed = limit_bytes if hard == resource.RLIM_INFINITY else min(limit_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))


def limit_growth(cameras: int) -> int:
    """Limit the address space to what is in use now and a margin for the streams; gives the limit in bytes."""
    limit_bytes = addresses_bytes() + STREAMS_MARGIN_BYTES + cameras * CAMERA_MARGIN_BYTES
    limit_addresses(limit_bytes)
    return limit_bytes


def addresses_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()
