import json
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest

from desktop.cli import main
from desktop.domain.events import NodeEvent
from desktop.storage import journal
from desktop.storage.store import Store


@pytest.fixture
def told(data: Path) -> Path:
    """A data folder whose journal has three rows."""
    store = Store.open(data / "atalaya.sqlite")
    with store.write() as connection:
        for step in ("started", "gap", "stopped"):
            journal.append(connection, NodeEvent(step), "node")
    store.close()
    return data


def test_that_a_sound_journal_is_said_to_be(told: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journal", "verify", "--data", str(told)]) == 0
    assert capsys.readouterr().out.startswith("3 rows, all sound; head ")


def test_that_the_first_bad_row_is_named(told: Path, capsys: pytest.CaptureFixture[str]) -> None:
    forger = sqlite.connect(told / "atalaya.sqlite")
    forger.execute("UPDATE journal SET writer = 'somebody else' WHERE seq = 2")
    forger.commit()
    forger.close()
    assert main(["journal", "verify", "--data", str(told)]) == 1
    assert "row 2: row_changed; the 1 before it are sound" in capsys.readouterr().out
    assert main(["journal", "verify", "--data", str(told), "--json"]) == 1
    verdict = json.loads(capsys.readouterr().out)
    assert (verdict["sound"], verdict["first_bad"], verdict["rows"]) == (False, 2, 1)


def test_that_a_folder_without_store_is_said_and_stays_empty(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journal", "verify", "--data", str(data)]) == 1
    assert "there is no store" in capsys.readouterr().err
    assert list(data.iterdir()) == []
