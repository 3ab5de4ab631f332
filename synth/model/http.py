"""The lean transport: chat completions of any OpenAI-compatible server, over aiohttp."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from synth.errors import UsageError
from synth.model.failures import Faulty, Final, failure, retry_after
from synth.secrets import protect, redact

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession

MAX_BODY = 1 << 24
_LOCAL = ("localhost", "127.0.0.1", "::1")


class Http:
    """Sends request bodies to `base_url`/chat/completions. `timeout` is in seconds, for a whole request."""

    def __init__(self, base_url: str, key: str | None, timeout: float) -> None:
        self.where = check_base_url(base_url)
        self._url = self.where + "/chat/completions"
        self._headers = {"Content-Type": "application/json"}
        if key:
            protect(key)
            self._headers["Authorization"] = f"Bearer {key}"
        self._timeout = timeout
        self._session: ClientSession | None = None

    async def send(self, body: bytes) -> bytes:
        """The raw body of a successful response. Raises Refused, Faulty, Final, or TeacherError."""
        from aiohttp import ClientConnectorError, ClientError

        try:
            async with self._open().post(
                self._url, data=body, headers=self._headers, allow_redirects=False
            ) as response:
                raw = await _read(response)
        except asyncio.TimeoutError:
            raise Faulty(f"no answer within {self._timeout:g} s") from None
        except ClientConnectorError as error:
            raise Faulty(f"no connection to {self.where} ({error.strerror or error}): is the server running?") from None
        except (ClientError, OSError, ValueError) as error:
            raise Faulty(redact(f"{type(error).__name__}: {error}")[:300]) from None
        if response.status != 200:
            said = raw[:2000].decode(errors="replace")
            raise failure(response.status, said, retry_after(response.headers), self.where)
        return raw

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> ClientSession:
        if self._session is None:
            from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

            host = urlsplit(self.where).hostname or ""
            # How many requests are in flight is decided elsewhere.
            self._session = ClientSession(
                connector=TCPConnector(limit=0),
                timeout=ClientTimeout(total=self._timeout),
                cookie_jar=DummyCookieJar(),
                trust_env=host not in _LOCAL,
            )
        return self._session


async def _read(response: ClientResponse) -> bytes:
    """The body, given up where it grows beyond all bounds."""
    pieces, size = [], 0
    async for piece in response.content.iter_any():
        pieces.append(piece)
        size += len(piece)
        if size > MAX_BODY:
            response.close()
            raise Final(f"the response has over {MAX_BODY >> 20} MiB")
    return b"".join(pieces)


def check_base_url(base_url: str) -> str:
    """The address without its last slash. Raises UsageError."""
    try:
        parts = urlsplit(base_url.strip())
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_address = False
    if not is_address:
        raise UsageError(f"--base-url {base_url!r} is no address; give one such as http://localhost:8000/v1")
    if parts.username or parts.password or parts.query:
        raise UsageError("--base-url holds a user, a password or a query: give a key by --api-key-env NAME instead")
    return base_url.strip().rstrip("/").removesuffix("/chat/completions")
