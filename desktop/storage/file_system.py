"""What kind of disk the store lies on: SQLite's locks and shared memory are not to be trusted over a network."""

import os
from pathlib import Path

from desktop.storage.fault import StoreUnusableError

MOUNTS = Path("/proc/self/mountinfo")
NETWORK_KINDS = frozenset(
    """
    9p acfs afs beegfs ceph cifs coda davfs gfs2 glusterfs gpfs lustre ncpfs nfs nfs4 ocfs2 orangefs pvfs2 smb3 smbfs
    fuse.ceph fuse.curlftpfs fuse.davfs2 fuse.glusterfs fuse.goofys fuse.rclone fuse.s3fs fuse.sshfs
    """.split()  # noqa: SIM905  thirty quoted words would be read by nobody
)


class NetworkFileSystemError(StoreUnusableError):
    """The store's file would lie on a network file system."""

    def __init__(self, file: Path, kind: str) -> None:
        super().__init__(
            f"{file}: this is a network file system ({kind}), where several machines would damage the file."
            " Keep the store on a disk of this machine, or let workstations share a PostGIS server"
        )
        self.file, self.kind = file, kind


def refuse_network(file: Path, mounts: Path = MOUNTS) -> None:
    """Raise NetworkFileSystemError when the file lies, or would lie, on a network file system."""
    kind = kind_of_disk(file, mounts)
    if kind in NETWORK_KINDS:
        raise NetworkFileSystemError(file, kind)


def kind_of_disk(file: Path, mounts: Path = MOUNTS) -> str:
    """Type of the file system under the path ("ext4", "nfs4"); empty where the system does not say."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    target = os.path.realpath(file)
    kind, longest = "", -1
    for line in lines:
        point, found = _mount(line)
        if _holds(point, target) and len(point) >= longest:  # a later mount covers an earlier one
            kind, longest = found, len(point)
    return kind


def _mount(line: str) -> tuple[str, str]:
    """Mount point and type of one line of mountinfo (proc(5)): fields, an optional part, ` - `, type."""
    before, _, after = line.partition(" - ")
    point = before.split(" ")[4]
    for code, sign in ((r"\040", " "), (r"\011", "\t"), (r"\012", "\n"), (r"\134", "\\")):
        point = point.replace(code, sign)
    return point, after.split(" ")[0]


def _holds(point: str, target: str) -> bool:
    return point in {"/", target} or target.startswith(point + "/")
