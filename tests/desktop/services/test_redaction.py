import io
import logging

import pytest

from desktop.services.redaction import Redaction, redact

CANARY = "c4n4ry"
FORMS = [
    f"rtsp://user:{CANARY}@10.0.0.7:554/stream",
    f"rtsp://us.er:{CANARY}@10.0.0.7/stream",
    f"rtsp://us%40er:{CANARY}%21@[2001:db8::7]:554/stream",
    f"rtsp://:{CANARY}@10.0.0.7/stream",
    f"rtsp://user:p@ss/{CANARY}?x@10.0.0.7/stream",
    f"srt://10.0.0.7:9000?mode=caller&passphrase={CANARY}",
    f"http://10.0.0.7/cgi-bin/snap?user=admin&pwd={CANARY}&channel=1",
    f"postgresql+psycopg://c5:{CANARY}@db/atalaya?sslmode=require",
]
"""The eight forms in which an address carries a secret."""


@pytest.mark.parametrize("address", FORMS)
@pytest.mark.parametrize(
    "frame", ["{}", "cannot open '{}': refused", 'url="{}" failed', "<{}>", "a {} b rtsp://free/c"]
)
def test_that_no_form_of_address_lets_its_secret_through(address: str, frame: str) -> None:
    assert CANARY not in redact(frame.format(address))


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Basic {CANARY}",
        f'{{"password": "{CANARY} with spaces"}}',
        f"api_key={CANARY}",
        f"db.password = {CANARY}",
        f"Bearer token: {CANARY}",
    ],
)
def test_that_named_secrets_are_hidden(text: str) -> None:
    assert CANARY not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "rtsp://10.0.0.7:554/stream?channel=1",
        "connected to the broker at 127.0.0.1:1883",
        "mail to guardia@example.org",
        "the passenger count = 7",
        "compass: 270",
    ],
)
def test_that_what_holds_no_secret_stays(text: str) -> None:
    assert redact(text) == text


def test_that_the_host_stays_for_whoever_must_find_the_camera() -> None:
    assert redact(FORMS[0]) == "rtsp://***@10.0.0.7:554/stream"


@pytest.fixture
def written() -> tuple[logging.Logger, Redaction, io.StringIO]:
    text = io.StringIO()
    handler, redaction = logging.StreamHandler(text), Redaction()
    handler.addFilter(redaction)
    logger = logging.getLogger("test.redaction")
    logger.handlers, logger.propagate = [handler], False
    return logger, redaction, text


@pytest.mark.parametrize("address", FORMS)
def test_that_arguments_and_tracebacks_of_a_record_are_clean(
    address: str, written: tuple[logging.Logger, Redaction, io.StringIO]
) -> None:
    logger, _, text = written
    try:
        open(f"{address}: refused")  # noqa: PTH123, SIM115
    except OSError:
        logger.exception("camera %s", address)
    logger.error("%d of %s", "wrong", address)
    assert "camera" in text.getvalue()
    assert CANARY not in text.getvalue()


def test_that_a_registered_secret_is_hidden_anywhere(written: tuple[logging.Logger, Redaction, io.StringIO]) -> None:
    logger, redaction, text = written
    redaction.register(CANARY)
    logger.error("digest of x%sy", CANARY)
    assert text.getvalue().strip() == "digest of x***y"
