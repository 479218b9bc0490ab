"""No secret in any log: passwords in addresses, in query parameters, and those that are registered, become `***`.

Where a text cannot be parsed for certain it loses too much rather than too little.
"""

import logging
import re
import traceback
from pathlib import Path

HIDDEN = "***"

_AUTHORITY = re.compile(r"(?P<scheme>\b[a-z][a-z0-9+.-]*://)(?P<user>[^\s\"'<>]*)@", re.IGNORECASE)
"""Up to the last @ before a space or quote: a password may hold an @, a slash or a question mark."""

_WORDS = r"pass(?:word|wd|phrase|code)?|pwd|secret|token|api[-_]?key|auth|authorization|credentials?|signature|sig"
_PARAMETER = re.compile(
    rf"(?P<name>(?:[?&;,\s\"'{{(]|^)(?:[\w.-]*[-_.])?(?:{_WORDS})[\"']?\s*[=:]\s*)"
    r"(?P<value>\"[^\"]*\"|'[^']*'|(?:bearer|basic)\s+[^\s&;,\"']+|[^\s&;,\"'})]+)",
    re.IGNORECASE,
)


def redact(text: str) -> str:
    """The text without the secrets of the addresses in it."""
    if "://" in text:
        text = _AUTHORITY.sub(rf"\g<scheme>{HIDDEN}@", text)
    return _PARAMETER.sub(rf"\g<name>{HIDDEN}", text)


class Redaction(logging.Filter):
    """On a handler: every record loses its secrets, in its message, its exception and its stack.

    `register` hides a secret wherever it appears, whatever surrounds it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._secrets: list[str] = []

    def register(self, secret: str) -> None:
        if len(secret) >= 4:  # shorter ones would hide half of every word
            self._secrets = sorted({*self._secrets, secret}, key=len, reverse=True)

    def clean(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return redact(text)

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self.clean(_message_of(record)), None
        if record.exc_info and not record.exc_text:
            record.exc_text = "".join(traceback.format_exception(*record.exc_info)).rstrip()
        if record.exc_text:
            record.exc_text = self.clean(record.exc_text)
        if record.stack_info:
            record.stack_info = self.clean(record.stack_info)
        return True


def _message_of(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # a wrong format must not let its arguments through
        return str(record.msg)


def configure_logging(level: str, file: Path | None = None) -> Redaction:
    """All records of this process to standard error, or to a file, without secrets; gives the filter."""
    handler = logging.FileHandler(file, encoding="utf-8") if file else logging.StreamHandler()
    redaction = Redaction()
    handler.addFilter(redaction)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    for old in tuple(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    logging.captureWarnings(capture=True)
    return redaction
