"""`atalaya evidence` and `atalaya journal verify` with checkpoints, as a receiver and an auditor type them."""

import json
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest

from desktop.cli import main
from desktop.domain.events import CityEvent
from desktop.domain.operator import Operator, Role
from desktop.services.evidence import manifest, signature
from desktop.services.evidence.anchoring import Anchoring
from desktop.services.evidence.key import KeyRoom
from desktop.services.operators import Accounts
from desktop.storage import journal
from desktop.storage.store import Store

PASSWORD = "una frase bastante larga"


@pytest.fixture
def centre(data: Path) -> Path:
    """A data folder with a store, five rows and a checkpoint."""
    store = Store.open(data / "atalaya.sqlite")
    with store.write() as connection:
        for number in range(5):
            journal.append(connection, CityEvent("configured", str(number)), "test")
    Anchoring(store, data).look()
    store.close()
    return data


@pytest.fixture
def sent(centre: Path, tmp_path: Path) -> Path:
    """A file that left that centre."""
    folder = tmp_path / "received"
    folder.mkdir()
    file = folder / "case.pdf"
    file.write_bytes(b"%PDF")
    note = manifest.manifest([manifest.member(file.name, file)], {})
    key = KeyRoom(centre).current()
    assert key is not None
    (folder / "case.pdf.manifest.json").write_bytes(note)
    (folder / "case.pdf.manifest.json.sig").write_bytes(signature.signed(note, key))
    return file


def test_that_the_centre_itself_finds_its_file_whole(
    sent: Path, centre: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evidence", "verify", str(sent), "--data", str(centre), "--language", "en"]) == 0
    assert "1 whole and authentic" in capsys.readouterr().out


def test_that_a_receiver_pins_the_published_key(
    sent: Path, centre: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evidence", "key", "--out", str(tmp_path / "city.pub"), "--data", str(centre)]) == 0
    capsys.readouterr()
    elsewhere = tmp_path / "elsewhere"
    verify = ["evidence", "verify", str(sent), "--data", str(elsewhere), "--language", "en"]
    assert main(verify) == 1
    assert "not known here" in capsys.readouterr().err
    assert main([*verify, "--key", str(tmp_path / "city.pub"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["whole"], said["files"]) == (True, ["case.pdf"])
    assert not elsewhere.exists()


def test_that_a_changed_file_is_said_in_one_line(sent: Path, centre: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sent.write_bytes(b"%PdF")
    assert main(["evidence", "verify", str(sent), "--data", str(centre), "--language", "en"]) == 1
    said = capsys.readouterr().err
    assert said == "atalaya: case.pdf was changed after it was signed\n"
    assert main(["evidence", "verify", str(sent), "--data", str(centre), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["flaw"] == "content"


def test_that_the_key_is_shown_without_its_private_half(centre: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence", "key", "--data", str(centre)]) == 0
    said = capsys.readouterr().out
    assert "BEGIN PUBLIC KEY" in said
    assert "PRIVATE" not in said


def test_that_only_an_administrator_renews_the_key(
    sent: Path, centre: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    renew = ["evidence", "key", "--renew", "--data", str(centre), "--json"]
    assert main(renew) == 1
    assert "lacks the permission" in capsys.readouterr().err
    store = Store.open(centre / "atalaya.sqlite")
    Accounts(store).create(Operator("i", "ines", "Inés", Role.ADMIN), PASSWORD, Operator("a", "a", "A", Role.ADMIN))
    store.close()
    monkeypatch.setenv("ATALAYA_PASSWORD", PASSWORD)
    before = KeyRoom(centre).current()
    assert before is not None
    assert main([*renew, "--by", "ines"]) == 0
    assert json.loads(capsys.readouterr().out)["key"] != before.id
    assert main(["evidence", "verify", str(sent), "--data", str(centre)]) == 0, "what was signed stays valid"


def test_that_an_anchored_journal_says_how_far(centre: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journal", "verify", "--data", str(centre)]) == 0
    assert "anchored up to row 6" in capsys.readouterr().out
    assert main(["journal", "verify", "--data", str(centre), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["anchored"]["seq"] == 6


def test_that_a_tail_cut_off_without_a_trace_is_found(centre: Path, capsys: pytest.CaptureFixture[str]) -> None:
    forger = sqlite.connect(centre / "atalaya.sqlite")
    forger.execute("DELETE FROM journal_payload WHERE seq > 4")
    forger.execute("DELETE FROM journal WHERE seq > 4")
    forger.commit()
    forger.close()
    assert main(["journal", "verify", "--data", str(centre)]) == 1
    assert capsys.readouterr().out.startswith("row 5: cut_off; the 4 before it are sound")


def test_that_a_changed_checkpoint_is_found(centre: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (file,) = (centre / "checkpoints").rglob("*.jsonl")
    file.write_bytes(file.read_bytes().replace(b'"seq":6', b'"seq":4'))
    assert main(["journal", "verify", "--data", str(centre)]) == 1
    assert "a checkpoint was changed" in capsys.readouterr().out


def test_that_a_link_is_not_followed(sent: Path, centre: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sent.rename(sent.with_name("elsewhere"))
    sent.symlink_to(sent.with_name("elsewhere"))
    assert main(["evidence", "verify", str(sent), "--data", str(centre), "--language", "en"]) == 1
    assert "is not opened" in capsys.readouterr().err
