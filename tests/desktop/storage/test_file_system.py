"""Which disks a store may lie on."""

from pathlib import Path

import pytest

from desktop.storage import file_system
from desktop.storage.file_system import NetworkFileSystemError, kind_of_disk, refuse_network
from desktop.storage.store import Store

MOUNTS = """\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
31 27 0:41 / /home rw,relatime shared:9 - nfs4 server:/home rw,vers=4.2
32 31 8:1 / /home/maria/fast rw - xfs /dev/sda1 rw
33 27 0:42 / /mnt/shared\\040city rw - cifs //server/city rw
34 27 0:43 / /mnt/cloud rw - fuse.sshfs maria@server: rw
35 27 8:2 / /mnt/twice rw - nfs server:/x rw
36 35 8:2 / /mnt/twice rw - ext4 /dev/sdb1 rw
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    table = tmp_path / "mountinfo"
    table.write_text(MOUNTS, encoding="utf-8")
    return table


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("/var/lib/atalaya/store.sqlite", "ext4"),
        ("/home/maria/store.sqlite", "nfs4"),
        ("/home/maria/fast/store.sqlite", "xfs"),
        ("/home/maria/faster/store.sqlite", "nfs4"),
        ("/mnt/shared city/store.sqlite", "cifs"),
        ("/mnt/cloud/a/b/c", "fuse.sshfs"),
        ("/mnt/twice/store.sqlite", "ext4"),
    ],
)
def test_that_the_deepest_mount_says_the_kind(mounts: Path, file: str, kind: str) -> None:
    assert kind_of_disk(Path(file), mounts) == kind


def test_that_a_link_is_followed_to_where_it_leads(mounts: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/home/maria")
    assert kind_of_disk(tmp_path / "link" / "store.sqlite", mounts) == "nfs4"


def test_that_a_network_disk_is_refused_with_the_word_postgis(mounts: Path) -> None:
    with pytest.raises(NetworkFileSystemError, match=r"nfs4.*PostGIS"):
        refuse_network(Path("/home/maria/store.sqlite"), mounts)
    refuse_network(Path("/home/maria/fast/store.sqlite"), mounts)


def test_that_a_system_that_does_not_say_is_trusted(tmp_path: Path) -> None:
    refuse_network(tmp_path / "store.sqlite", tmp_path / "no-such-table")


def test_that_opening_a_store_on_a_network_disk_makes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_system, "kind_of_disk", lambda *_: "nfs4")
    with pytest.raises(NetworkFileSystemError, match="PostGIS"):
        Store.open(tmp_path / "city" / "store.sqlite")
    assert not (tmp_path / "city").exists()
