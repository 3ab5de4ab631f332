"""What the Hub's client raises when no answer comes, whatever library carries its requests."""

from __future__ import annotations


def unanswered() -> tuple[type[Exception], ...]:
    """The classes of errors of a request to the Hub that got no answer.

    huggingface_hub lets the errors of its HTTP library through, and changes that library: httpx in 1.x, httpx2 in
    2.x. Its documented root, HfHubHTTPError, derives from the root of the library that is in use.
    """
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    roots = [base for base in HfHubHTTPError.__bases__ if base not in (OSError, Exception)]
    return (*roots, LocalEntryNotFoundError, ConnectionError, TimeoutError)
