"""The transport of a run that sends nothing: no address, no key."""

from __future__ import annotations

from synth.errors import Unsent


class Nowhere:
    """Stands where a run with `--offline`, or one that is made again, would have a line to its model."""

    async def send(self, body: bytes) -> bytes:
        raise Unsent("nothing is sent: the run is offline")

    async def close(self) -> None:
        """There is nothing to close."""
