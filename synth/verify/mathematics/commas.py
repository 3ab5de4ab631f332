"""Tells the commas within a number from those between the members of a list: 1,250 is a number, (1,250) a pair."""

from __future__ import annotations

import re

# Digits in groups of three. TeX's `{,}`, `\,` and `\!` are made for numbers; a bare comma may be either.
_GROUPS = re.compile(
    r"(?<![0-9.])(?<![0-9]\s)"
    r"[1-9][0-9]{0,2}(?:(?:(?:\\! ?)?,(?:\\! ?)?|\{,\}|\\,|\\ |~| | ?\\! ?)[0-9]{3})+(?!\s?[0-9/])"
)
# 56,\!01,\!78,\!760: what TeX joins may be grouped as in India.
_INDIAN = re.compile(r"(?<![0-9.])[0-9]{1,3}(?:,\\! ?[0-9]{2,3})+(?!\s?[0-9/])")
_BARE = re.compile(r"(?<!\\)(?<!\\!)(?<!\{),(?!\\!)")
_OPENING = re.compile(r"\\\{|\\\}|\\[a-zA-Z]+|\\.|[()\[\]{},;]", re.DOTALL)
_LISTED = ("(", "[", "\\{")


def joined_thousands(text: str) -> str:
    """The text with its grouped numbers as plain digits; the commas of lists, tuples and sets stay."""
    text = _INDIAN.sub(lambda match: re.sub(r"[^0-9]", "", match[0]), text)
    found = list(_GROUPS.finditer(text))
    if not found:
        return text
    levels, separated = _levels(text, [match.span() for match in found])
    pieces, at = [], 0
    for match in found:
        pieces.append(text[at : match.start()])
        level, opened = levels[match.start()]
        is_list = _BARE.search(match[0]) is not None and (opened in _LISTED or level in separated)
        is_money = text[: match.start()].endswith("\\$") and opened not in _LISTED
        pieces.append(match[0] if is_list and not is_money else re.sub(r"[^0-9]", "", match[0]))
        at = match.end()
    return "".join(pieces) + text[at:]


def _levels(text: str, numbers: list[tuple[int, int]]) -> tuple[dict[int, tuple[int, str]], set[int]]:
    """For each number the group that it stands in, and what opened it; and the groups with other separators."""
    levels: dict[int, tuple[int, str]] = {}
    separated: set[int] = set()
    groups, n, passed = [(0, "")], 0, 0
    for mark in _OPENING.finditer(text):
        while passed < len(numbers) and numbers[passed][0] <= mark.start():
            levels[numbers[passed][0]] = groups[-1]
            passed += 1
        if passed and mark.start() < numbers[passed - 1][1]:
            continue
        sign = mark[0]
        if sign in ("(", "[", "{", "\\{"):
            n += 1
            groups.append((n, sign))
        elif sign in (")", "]", "}", "\\}") and len(groups) > 1:
            groups.pop()
        elif sign in (",", ";", "\\quad", "\\qquad"):
            separated.add(groups[-1][0])
    for start, _ in numbers[passed:]:
        levels[start] = groups[-1]
    return levels, separated
