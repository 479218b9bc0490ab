"""Asks servers of maps: within a time, up to a size, of http and https alone, and never led elsewhere unseen.

A server that does not answer is left alone for a while, so that a map is not held up by it at every move. Passwords
go to the server that they are for and to no other.
"""

import threading
import time
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, LocationParseError

from maps.sources.layer_fault import LayerFaultError

MOST_REDIRECTS = 3
REST_S = 15.0
"""A server that did not answer is not asked again for so long."""
_CONNECT_S, _READ_S, _WHOLE_S = 3.0, 5.0, 10.0
_CHUNK = 1 << 16
_AGENT = "Atalaya map console"
_MOVED = frozenset({301, 302, 303, 307, 308})
_NOTHING = frozenset({204, 404, 410})


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is empty where the server says that there is nothing."""

    body: bytes
    type: str


class Fetcher:
    """Any thread."""

    def __init__(self) -> None:
        timeout = urllib3.Timeout(connect=_CONNECT_S, read=_READ_S)
        self._pool = urllib3.PoolManager(num_pools=16, maxsize=8, timeout=timeout, retries=False, headers={})
        self._silent_until_s: dict[str, float] = {}
        self._lock = threading.Lock()

    def get(self, url: str, most_bytes: int, secret: tuple[str, str] | None = None) -> Answer:
        """Raises LayerFaultError no_answer, redirected, credentials, too_large, html, not_an_image."""
        server = _server(url)
        self._check_rest(server)
        try:
            return self._followed(url, most_bytes, secret)
        except (HTTPError, OSError, LocationParseError) as error:
            self._rest(server)
            raise LayerFaultError("no_answer", f"{server}: {type(error).__name__}") from error

    def _followed(self, url: str, most_bytes: int, secret: tuple[str, str] | None) -> Answer:
        until_s, first = time.monotonic() + _WHOLE_S, urlsplit(url)
        for _ in range(MOST_REDIRECTS + 1):
            here = urlsplit(url)
            own = secret if (here.scheme, here.netloc) == (first.scheme, first.netloc) else None
            headers = {"User-Agent": _AGENT, "Accept-Encoding": "identity"}
            if own is not None:
                headers |= urllib3.make_headers(basic_auth=":".join(own))
            answer = self._pool.request("GET", url, headers=headers, preload_content=False, redirect=False)
            try:
                if answer.status not in _MOVED:
                    return self._read(answer, url, most_bytes, until_s)
                url = _led_to(url, answer.headers.get("Location", ""))
            finally:
                answer.release_conn()
                answer.close()
        raise LayerFaultError("redirected", f"{_server(url)}: more than {MOST_REDIRECTS} times")

    def _read(self, answer: urllib3.BaseHTTPResponse, url: str, most_bytes: int, until_s: float) -> Answer:
        type_ = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if answer.status in _NOTHING:
            return Answer(b"", type_)
        if answer.status in (401, 403):
            raise LayerFaultError("credentials", _server(url))
        if answer.status != 200:
            raise LayerFaultError("no_answer", f"{_server(url)} answers {answer.status}")
        body = bytearray()
        for chunk in answer.stream(_CHUNK, decode_content=False):
            body += chunk
            if len(body) > most_bytes:
                raise LayerFaultError("too_large", f"{_server(url)} sends more than {most_bytes >> 10} kB")
            if time.monotonic() > until_s:
                self._rest(_server(url))
                raise LayerFaultError("no_answer", f"{_server(url)} sends too slowly")
        return Answer(bytes(body), type_)

    def _check_rest(self, server: str) -> None:
        with self._lock:
            if time.monotonic() < self._silent_until_s.get(server, 0.0):
                raise LayerFaultError("no_answer", f"{server} did not answer a moment ago")

    def _rest(self, server: str) -> None:
        with self._lock:
            self._silent_until_s[server] = time.monotonic() + REST_S


def _server(url: str) -> str:
    """Without user, password and query, for words and logs."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise LayerFaultError("redirected", f"{parts.scheme or 'no scheme'}: only http and https are asked")
    return parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"


def _led_to(url: str, place: str) -> str:
    target = urljoin(url, place)
    before, after = urlsplit(url).scheme, urlsplit(target).scheme
    if after not in ("http", "https") or (before == "https" and after == "http"):
        raise LayerFaultError("redirected", f"{_server(url)} leads to {after or 'nowhere'}")
    return target
