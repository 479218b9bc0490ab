"""The check of what was signed: whatever is done to a file, its manifest or its signature, it is found and named."""

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.services.evidence import manifest, signature
from desktop.services.evidence.audit import Flaw, NotWholeError, Sound, audit
from desktop.services.evidence.canonical import canonical_text
from desktop.services.evidence.key import EvidenceKey, KeyRoom

FACTS = {"author": {"login": "sofía"}, "template": "parte", "journal": {"seq": 7, "sha256": "0" * 64}}


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> EvidenceKey:
    return KeyRoom(tmp_path_factory.mktemp("centre")).current_or_new()[0]


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> EvidenceKey:
    return KeyRoom(tmp_path_factory.mktemp("stranger")).current_or_new()[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def put(folder: Path, key: EvidenceKey, name: str = "case.pdf", content: bytes = b"%PDF a page") -> Path:
    """A file that left a centre."""
    file = folder / name
    file.write_bytes(content)
    note = manifest.manifest([manifest.member(name, file)], FACTS)
    sign(folder, key, name, note)
    return file


def sign(folder: Path, key: EvidenceKey, name: str, note: bytes) -> None:
    (folder / f"{name}.manifest.json").write_bytes(note)
    (folder / f"{name}.manifest.json.sig").write_bytes(signature.signed(note, key))


def flaw_of(path: Path, key: EvidenceKey) -> tuple[Flaw, str]:
    with pytest.raises(NotWholeError) as refused:
        audit(path, (key.public,))
    assert str(refused.value).count("\n") == 0
    return refused.value.flaw, refused.value.name


def test_that_a_file_is_whole_by_its_name_its_manifests_or_its_signatures(folder: Path, key: EvidenceKey) -> None:
    file = put(folder, key)
    for name in (file, folder / "case.pdf.manifest.json", folder / "case.pdf.manifest.json.sig", folder):
        assert audit(name, (key.public,)) == (Sound("case.pdf.manifest.json", ("case.pdf",), key.public),)


def test_that_a_folder_is_whole_when_all_in_it_is(folder: Path, key: EvidenceKey) -> None:
    put(folder, key)
    put(folder, key, "case.png", b"")
    assert {name for one in audit(folder, (key.public,)) for name in one.files} == {"case.pdf", "case.png"}
    (folder / "more.txt").write_text("and this?")
    assert flaw_of(folder, key) == (Flaw.NO_MANIFEST, "more.txt")


def test_that_one_manifest_may_speak_of_many_files(folder: Path, key: EvidenceKey) -> None:
    """As a package of video will have it."""
    members = []
    for name in ("clip.mp4", "custody.jsonl"):
        (folder / name).write_bytes(name.encode())
        members.append(manifest.member(name, folder / name))
    sign(folder, key, "package", manifest.manifest(members, FACTS))
    for path in (folder, folder / "package.manifest.json"):
        (found,) = audit(path, (key.public,))
        assert found.files == ("clip.mp4", "custody.jsonl")
    (folder / "custody.jsonl").write_bytes(b"custodY.jsonl")
    assert flaw_of(folder / "package.manifest.json", key) == (Flaw.CONTENT, "custody.jsonl")


def test_that_an_empty_folder_and_one_that_is_not_there_prove_nothing(folder: Path, key: EvidenceKey) -> None:
    assert flaw_of(folder, key)[0] is Flaw.NOTHING
    assert flaw_of(folder / "none", key)[0] is Flaw.MISSING
    assert flaw_of(folder / "none" / "case.pdf", key)[0] is Flaw.MISSING


def test_that_a_key_nobody_here_knows_proves_nothing(folder: Path, key: EvidenceKey, stranger: EvidenceKey) -> None:
    put(folder, stranger)
    assert flaw_of(folder / "case.pdf", key)[0] is Flaw.KEY_UNKNOWN
    with pytest.raises(NotWholeError):
        audit(folder / "case.pdf", ())
    assert audit(folder / "case.pdf", (key.public, stranger.public))[0].key == stranger.public


@pytest.mark.parametrize(
    ("gone", "flaw"),
    [
        ("case.pdf", Flaw.MISSING),
        ("case.pdf.manifest.json", Flaw.NO_MANIFEST),
        ("case.pdf.manifest.json.sig", Flaw.NO_SIGNATURE),
    ],
)
def test_that_what_is_missing_is_named(gone: str, flaw: Flaw, folder: Path, key: EvidenceKey) -> None:
    file = put(folder, key)
    (folder / gone).unlink()
    assert flaw_of(file, key) == (flaw, gone)


def test_that_a_file_under_another_name_is_not_the_one_that_was_signed(folder: Path, key: EvidenceKey) -> None:
    put(folder, key)
    for ending in ("", ".manifest.json", ".manifest.json.sig"):
        (folder / f"case.pdf{ending}").rename(folder / f"other.pdf{ending}")
    assert flaw_of(folder / "other.pdf", key) == (Flaw.MISSING, "case.pdf")
    put(folder, key)
    assert flaw_of(folder / "other.pdf", key) == (Flaw.NOT_NAMED, "other.pdf")


@pytest.mark.parametrize(
    "name", ["../secret.txt", "/etc/hostname", "..", ".", "a/b.pdf", "a\\b.pdf", "C:x", "", "nul\x00l", "\u202efdp.x"]
)
def test_that_a_manifest_that_points_elsewhere_is_refused(name: str, folder: Path, key: EvidenceKey) -> None:
    (folder.parent / "secret.txt").write_text("mine")
    file = put(folder, key)
    listed = [{"name": name, "bytes": 4, "sha256": "0" * 64}]
    sign(folder, key, "case.pdf", canonical_text({"schema": manifest.SCHEMA, "files": listed}))
    assert flaw_of(file, key)[0] is Flaw.MANIFEST_DAMAGED


@pytest.mark.parametrize(
    "listed",
    [
        [],
        "case.pdf",
        [{"name": "case.pdf", "bytes": -1, "sha256": "0" * 64}],
        [{"name": "case.pdf", "bytes": 1 << 60, "sha256": "0" * 64}],
        [{"name": "case.pdf", "bytes": 11.0, "sha256": "0" * 64}],
        [{"name": "case.pdf", "bytes": 11, "sha256": "xyz"}],
        [{"name": "case.pdf", "bytes": 11, "sha256": "0" * 64, "more": 1}],
        [{"name": "case.pdf", "bytes": 11, "sha256": "0" * 64}] * 2,
    ],
)
def test_that_an_absurd_manifest_is_refused(listed: object, folder: Path, key: EvidenceKey) -> None:
    file = put(folder, key)
    sign(folder, key, "case.pdf", canonical_text({"schema": manifest.SCHEMA, "files": listed}))
    assert flaw_of(file, key)[0] is Flaw.MANIFEST_DAMAGED


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"null",
        b"[" * 100_000,
        b'{"schema": "atalaya.manifest/2", "files": [], "files": []}',
        b'{"schema":"atalaya.manifest/9"}\n',
        b"\xff\xfe",
        b"9" * 10_000,
    ],
)
def test_that_rubbish_that_is_signed_is_still_rubbish(note: bytes, folder: Path, key: EvidenceKey) -> None:
    file = put(folder, key)
    sign(folder, key, "case.pdf", note)
    assert flaw_of(file, key)[0] is Flaw.MANIFEST_DAMAGED


def test_that_no_link_is_followed(folder: Path, key: EvidenceKey) -> None:
    file = put(folder, key)
    for name in ("case.pdf", "case.pdf.manifest.json", "case.pdf.manifest.json.sig"):
        put(folder, key)
        (folder / name).rename(folder.parent / name)
        (folder / name).symlink_to(folder.parent / name)
        assert flaw_of(file, key) == (Flaw.NOT_A_FILE, name)
        (folder / name).unlink()
    (folder.parent / "way").symlink_to(folder, target_is_directory=True)
    assert flaw_of(folder.parent / "way", key)[0] is Flaw.NOT_A_FILE


def test_that_a_pipe_a_socket_or_a_folder_in_a_files_place_does_not_hold_it_up(folder: Path, key: EvidenceKey) -> None:
    def socket_at(path: Path) -> None:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(str(path))

    makers: tuple[Callable[[Path], object], ...] = (os.mkfifo, socket_at, Path.mkdir)
    for make in makers:
        file = put(folder, key)
        file.unlink()
        make(file)
        assert flaw_of(file, key)[0] is (Flaw.NOTHING if file.is_dir() else Flaw.NOT_A_FILE)
        assert flaw_of(folder, key) == (Flaw.NOT_A_FILE, "case.pdf")
        file.rmdir() if file.is_dir() else file.unlink()


def test_that_absurd_sizes_are_refused_before_they_are_read(folder: Path, key: EvidenceKey) -> None:
    file = put(folder, key)
    os.truncate(file, 1 << 40)  # a hole: no disk is used
    assert flaw_of(file, key) == (Flaw.SIZE, "case.pdf")
    put(folder, key)
    os.truncate(folder / "case.pdf.manifest.json", 1 << 40)
    assert flaw_of(file, key) == (Flaw.TOO_LARGE, "case.pdf.manifest.json")
    put(folder, key)
    os.truncate(folder / "case.pdf.manifest.json.sig", 1 << 40)
    assert flaw_of(file, key) == (Flaw.TOO_LARGE, "case.pdf.manifest.json.sig")


def test_that_a_manifest_signed_again_by_a_stranger_is_found(
    folder: Path, key: EvidenceKey, stranger: EvidenceKey
) -> None:
    file = put(folder, key)
    forged = json.loads((folder / "case.pdf.manifest.json").read_bytes())
    file.write_bytes(b"%PDF another")
    forged["files"] = [{"name": "case.pdf", "bytes": 12, "sha256": manifest.file_sha256(file)}]
    sign(folder, stranger, "case.pdf", canonical_text(forged))
    assert flaw_of(file, key)[0] is Flaw.KEY_UNKNOWN
    disguised = json.loads((folder / "case.pdf.manifest.json.sig").read_bytes())
    disguised |= {"key": key.id}
    (folder / "case.pdf.manifest.json.sig").write_bytes(canonical_text(disguised))
    assert flaw_of(file, key)[0] is Flaw.SIGNATURE_DAMAGED


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory, key: EvidenceKey) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole")
    put(folder, key, "case.pdf", bytes(range(256)) * 3)
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


mutations = st.one_of(
    st.tuples(st.just("flip"), st.integers(0, 10_000), st.integers(1, 255)),
    st.tuples(st.just("cut"), st.integers(0, 10_000), st.integers(1, 40)),
    st.tuples(st.just("insert"), st.integers(0, 10_000), st.integers(0, 255)),
    st.tuples(st.just("swap"), st.integers(0, 10_000), st.integers(1, 40)),
)


def mutated(content: bytes, kind: str, at: int, by: int) -> bytes:
    at %= len(content)
    if kind == "flip":
        return content[:at] + bytes([content[at] ^ by]) + content[at + 1 :]
    if kind == "cut":
        return content[:at] + content[at + by :]
    if kind == "insert":
        return content[:at] + bytes([by]) + content[at:]
    other = (at + by) % len(content)
    low, high = sorted((at, other))
    return (
        content[:low]
        + content[high : high + 1]
        + content[low + 1 : high]
        + content[low : low + 1]
        + content[high + 1 :]
    )


@given(which=st.integers(0, 2), mutation=mutations)
def test_that_any_change_of_any_byte_is_found(
    which: int,
    mutation: tuple[str, int, int],
    laid_out: dict[str, bytes],
    key: EvidenceKey,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.getbasetemp() / "mutated"
    folder.mkdir(exist_ok=True)
    for name, content in laid_out.items():
        (folder / name).write_bytes(content)
    name = sorted(laid_out)[which]
    changed = mutated(laid_out[name], *mutation)
    (folder / name).write_bytes(changed)
    if changed == laid_out[name]:  # two equal bytes changed places
        assert audit(folder, (key.public,))
        return
    for path in (folder, folder / "case.pdf"):
        with pytest.raises(NotWholeError):
            audit(path, (key.public,))
