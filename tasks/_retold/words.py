"""What no retelling may say where its original does not: kinds of claims that words alone make."""

from __future__ import annotations

import re

# Each kind with the words that make such a claim: it may be made where the original makes one of the same kind.
_KINDS = {
    "that a number is prime": r"primes?\b",
    "that a number is even or odd": r"(?:an |is |are |both |all )(?:even|odd)\b",
    "that one number divides another": r"divisib\w*|divides|divisors?|factors?|multiples?|goes into|go into|fits into",
    "that there is nothing else": r"only|unique\w*|all (?:the )?others?|no other|nothing else|everything else",
    "what always or never holds": r"always|never|impossible|impossibility",
    "what has to be": r"must be|has to be|have to be|must have been|needs to be|has got to be",
    "what is the most or the least": r"largest|smallest|biggest|highest|lowest",
    "that a number is a square": r"squares?|squared|cubes?|cubed",
    "that a number is used wrongly": r"used? (?:it |them |\d+ )?twice|left (?:it )?out|leaving out|leaves out|unused",
    "an estimate": r"roughly|approximately|about \d|around \d|estimat\w*",
}  # fmt: skip
# What gives a reason, and what shows that an original gives one.
_REASON, _REASONS = (
    re.compile(r"\b(?:because|due to|the reason)\b"),
    re.compile(r"\b(?:because|since|as|from which|one of|which)\b"),
)
_PATTERNS = {kind: re.compile(rf"\b(?:{words})\b") for kind, words in _KINDS.items()}
MARKUP = re.compile(
    r"<[/a-z!][^>\n]{0,80}>|```|\\boxed|\\begin|^#{1,6} |\bdef \w+\(|\bimport \w+$", re.IGNORECASE | re.MULTILINE
)


def foreign(original: str, retelling: str) -> str:
    """The first claim of such a kind that a plain retelling makes and the original does not; "" if there is none."""
    for kind, pattern in _PATTERNS.items():
        if (found := pattern.search(retelling)) and not pattern.search(original):
            return f"{found[0]!r} claims {kind}, and the original claims nothing of the kind"
    if (found := _REASON.search(retelling)) and not _REASONS.search(original):
        return f"{found[0]!r} gives a reason, and the original gives none"
    return ""


def unlike(original: str, retelling: str) -> str:
    """What of a retelling's form is not allowed: its length against the original's, tags and code; "" if nothing."""
    if not retelling.strip():
        return "it is empty"
    if (found := MARKUP.search(retelling)) is not None:
        return f"it holds {found[0][:30]!r}: no tags, no headings, no code"
    share = len(retelling) / max(1, len(original))
    # A few words more or less are much of a short text.
    if len(retelling) > 2.5 * len(original) + 40:
        return f"it is {share:.1f} times as long as the original, more than 2.5 times"
    if len(retelling) < 0.4 * len(original) - 20:
        return f"it is {share:.1f} times as long as the original, less than 0.4 times"
    return ""
