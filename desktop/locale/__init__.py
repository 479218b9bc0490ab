"""The words of the program in the operator's language: English is the source, `es.po` the Spanish of Mexico.

`install` compiles the catalogue once (the compiled form is kept in the cache folder under the hash of its source) and
points the standard library's gettext at it, so that `from gettext import gettext as _` gives the right words anywhere.
"""

import gettext
import hashlib
import os
import tempfile
from pathlib import Path

from platformdirs import user_cache_path

LANGUAGES = ("es", "en")
DEFAULT_LANGUAGE = "es"
CATALOGUE = Path(__file__).with_name("es.po")


class UnknownLanguageError(ValueError):
    """A language that has no catalogue."""

    def __init__(self, language: str) -> None:
        super().__init__(f"no words in the language '{language}': choose one of {', '.join(LANGUAGES)}")
        self.language = language


def install(language: str = DEFAULT_LANGUAGE, cache: Path | None = None) -> None:
    """Makes gettext speak `language` in this process and its children. Raises UnknownLanguageError."""
    if language not in LANGUAGES:
        raise UnknownLanguageError(language)
    source = CATALOGUE.read_bytes()
    domain = f"atalaya-{hashlib.sha256(source).hexdigest()[:12]}"
    folder = cache or user_cache_path("atalaya") / "locale"
    compiled = folder / "es" / "LC_MESSAGES" / f"{domain}.mo"
    if not compiled.exists():
        folder = _compile(compiled, folder)
    gettext.bindtextdomain(domain, str(folder))
    gettext.textdomain(domain)
    os.environ["LANGUAGE"] = language


def _compile(compiled: Path, folder: Path) -> Path:
    """Writes the compiled catalogue; a cache that cannot be written is replaced by a temporary folder."""
    import polib  # noqa: PLC0415 - 20 ms that only a changed catalogue pays

    data = polib.pofile(str(CATALOGUE)).to_binary()
    try:
        compiled.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="atalaya-words-"))
        compiled = folder / "es" / "LC_MESSAGES" / compiled.name
        compiled.parent.mkdir(parents=True)
    draft = compiled.with_suffix(f".{os.getpid()}")
    draft.write_bytes(data)
    draft.replace(compiled)
    return folder


def later(words: str) -> str:
    """Marks words of a table for the catalogue; they are looked up when they are shown."""
    return words
