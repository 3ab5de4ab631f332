"""Cleans what stands in a box and cuts it into tokens: LaTeX, Unicode and plain notation become one.

A token is (kind, value): "num" with its digits, "name" with a letter or a Greek name, "cmd" with a command, "word"
with words that are no formula, and "op" with a sign.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from synth.verify.expression import Unreadable
from synth.verify.mathematics.commas import joined_thousands

MAX_TOKENS = 4_000


class Token(NamedTuple):
    kind: str
    value: str
    spaced: bool = False  # white space stands before it


_FULLWIDTH = {chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξρστυφχψωΓΔΘΛΞΠΣΦΨΩ",
        (
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau upsilon "
            "phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
        ).split(),
        strict=True,
    )
)
_PLAIN = {
    **_FULLWIDTH,
    **{letter: f" \\{name} " for letter, name in _GREEK.items()},
    **dict.fromkeys("×·⋅∗", "*"), **dict.fromkeys("÷∕⁄", "/"), **dict.fromkeys("−–", "-"),
    **dict.fromkeys("\u00a0\u2009\u202f\u2002\u2003\u2007", " "),
    "π": " \\pi ", "∞": " \\infty ", "√": " \\sqrt ", "°": "^\\circ ", "¢": " cents",
    "±": " \\pm ", "∓": " \\mp ", "≤": " \\le ",
    "≥": " \\ge ", "≠": " \\ne ", "∪": " \\cup ", "∩": " \\cap ", "∈": " \\in ", "∅": " \\emptyset ", "ℝ": " \\Reals ",
    "’": "'", "‘": "'", "“": '"', "”": '"', "…": "\\ldots ", "∶": ":", "→": " \\to ",
    "≈": " \\approx ", "∑": " \\sum ", "∏": " \\prod ", "∫": " \\int ",
    "⊙": " \\odot ", "′": "'", "″": "''",
}  # fmt: skip
_TABLE = str.maketrans(_PLAIN)
_SUPERSCRIPT = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ", "0123456789+-()n", strict=True))
_SUBSCRIPT = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-", strict=True))
_RAISED = re.compile(f"[{''.join(_SUPERSCRIPT)}]+")
_LOWERED = re.compile(f"[{''.join(_SUBSCRIPT)}]+")
_VULGAR = re.compile("[¼½¾⅐-⅞]")
# Invisible characters: two texts that look alike must not differ, so such a text is not read at all.
_INVISIBLE = frozenset(["Cf", "Cc", "Co", "Cn", "Cs"])

_ENVIRONMENT = re.compile(r"\\(begin|end)\s?\{\s?([a-zA-Z]+\*?)\s?\}(?:\{[lcr| ]*\})?")
_TEXT = re.compile(
    r"\\(?:text(?:bf|it|rm|sf|tt|normal|up)?|mbox|hbox|mathrm|mathbf|mathit|mathsf|operatorname\*?)\s?\{([^{}]*)\}"
)
_REALS = re.compile(r"\\(?:mathbb|mathbf|Bbb)\s?(?:\{\s?R\s?\}|R(?![a-zA-Z]))|\\(?:R|reals|Reals)(?![a-zA-Z])")
_SPACES = re.compile(r"(?<!\\)\\(?:[,;:!> ]|hspace\s?\{[^{}]*\})|~")
_MERIDIEM = re.compile(r"(?<![A-Za-z\\])([aApP])\.\s?[mM]\b\.?")
# Functions, as they are called in plain text and in \\operatorname.
NAMED = frozenset(
    (
        "sin cos tan cot sec csc asin acos atan sinh cosh tanh coth sech csch asinh acosh atanh ln log exp "
        "arcsin arccos arctan arcsinh arccosh arctanh arsinh arcosh artanh max min gcd lcm erf sgn sign det"
    ).split()
)
SHORT_UNITS = frozenset("m s g L N J W V K h A C".split())
_BEFORE_UNIT = re.compile(r"[0-9a-z)}](?:\s|~|\\[,;:! ])*$")
_JOINED = re.compile(r"((?:(?:and|or)\s)?)\s*(.*?)\s*((?:\s(?:and|or))?)", re.DOTALL)
_OLD_FONT = re.compile(r"\{\s?\\(?:rm|bf|it|sf|tt)(?![a-zA-Z])([^{}]*)\}")
_TEMPERATURE = re.compile(
    r"\^\s?(?:\\circ|\{\s?\\circ\s?\})\s*(?:\\(?:text|mathrm)\s?\{\s*([CF])\s*\}|([CF])(?![A-Za-z]))"
)
_SIZES = re.compile(
    r"\\(?:left|right|big|Big|bigg|Bigg|bigl|bigr|Bigl|Bigr|displaystyle|textstyle|limits|phantom|hfill|boldsymbol"
    r"|mathbf|mathrm|mathit|mathsf|mathcal|rm|bf|it|ensuremath|bm)(?![a-zA-Z])\.?"
)
_BRACED_SIGN = re.compile(r"\{([,:])\}")
_TOKEN = re.compile(
    r"(?P<hex>0[xXbB][0-9A-Fa-f]*[0-9][0-9A-Fa-f]*\b)|(?P<num>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+(?![0-9.]))?)"
    r"|\\(?P<cmd>[a-zA-Z]+|[{}%$#&_|\\])"
    r"|\x01(?P<text>[^\x02]*)\x02"
    r"|(?P<name>[A-Za-z]+)"
    r"|(?P<op><=|>=|!=|:=|\*\*|\.\.\.|[-+*/^_=<>()\[\]{},;:!|%&'?])"
)
_RENAMED = {
    "dfrac": "frac", "tfrac": "frac", "cfrac": "frac", "leq": "le", "geq": "ge", "leqslant": "le", "geqslant": "ge",
    "neq": "ne", "lbrace": "{", "rbrace": "}", "lvert": "|", "rvert": "|", "vert": "|", "mid": "|", "dots": "ldots",
    "cdots": "ldots", "varnothing": "emptyset", "arctan": "atan", "arcsin": "asin", "arccos": "acos", "lg": "log",
    "degree": "circ", "lt": "<", "gt": ">", "colon": ":", "ast": "*", "infin": "infty", "dbinom": "binom",
    "tbinom": "binom", "varepsilon": "epsilon", "varphi": "phi", "dotsc": "ldots", "times": "*",
    "cdot": "*", "div": "/", "wedge": "land", "vee": "lor", "lbrack": "[", "rbrack": "]",
    "qquad": "quad", "rightarrow": "to", "simeq": "approx", "approxeq": "approx",
    "langle": "(", "rangle": ")", "equiv": "=", "backslash": "setminus", "bmod": "mod",
}  # fmt: skip
_SIGNS = frozenset("*/<>[]:|()=")
_RELATED = ["le", "ge", "ne", "in", "approx", "sim", "to", "\\", "&", "cup", "cap", "setminus"]
_NO_START = frozenset([*"+*/^_=<>)],;:|!%'", "}", *_RELATED])
_NO_END = frozenset([*"+-*/^_=<>([,;:|", "{", *_RELATED])


def clean(text: str) -> str:
    """The text in one notation, without layout. Raises Unreadable for characters that may deceive."""
    if not text.isascii():
        text = _unicode(text)
    text = _strip(text)
    text = joined_thousands(_MERIDIEM.sub(r"\1m", text))
    text = _BRACED_SIGN.sub(r"\1", text)
    text = _REALS.sub(r"\\Reals ", text)
    text = _TEMPERATURE.sub(r" \\text{degrees \1\2}", _OLD_FONT.sub(r"\\text{\1}", text))
    text = _TEXT.sub(_as_text, text)
    text = text if text.endswith("..") else text.rstrip(" .")
    text = _ENVIRONMENT.sub(r" \\\1\2 ", text)
    return _SIZES.sub(" ", _SPACES.sub(" ", text)).strip()


def tokens(cleaned: str) -> list[Token]:
    """The tokens of a cleaned text. Raises Unreadable."""
    found: list[Token] = []
    at = 0
    for match in _TOKEN.finditer(cleaned):
        between = cleaned[at : match.start()]
        if between.strip():
            raise Unreadable(f"not mathematics: {between.strip()[:20]!r}")
        at = match.end()
        found.append(_token(match, bool(between)))
        if len(found) > MAX_TOKENS:
            raise Unreadable(f"over {MAX_TOKENS} signs")
    found = [token for place, token in enumerate(found) if token.value != "quad" or _separates(found, place)]
    if cleaned[at:].strip():
        raise Unreadable(f"not mathematics: {cleaned[at:].strip()[:20]!r}")
    return found


def _separates(found: list[Token], place: int) -> bool:
    """Whether a wide space stands between two members of a list, and not beside a sign or words."""
    before = next((token for token in reversed(found[:place]) if token.value != "quad"), None)
    behind = found[place + 1] if place + 1 < len(found) else None
    if before is None or behind is None or before.kind == "word" or behind.kind == "word":
        return False
    if behind.value in _NO_START or before.value in _NO_END or behind.value in ("and", "or", "quad"):
        return False
    return before.value not in ("and", "or")


def _token(match: re.Match[str], spaced: bool) -> Token:
    kind = match.lastgroup or ""
    if kind == "hex":
        raise Unreadable("a number of another base")
    value = match[kind]
    if kind == "cmd":
        value = _RENAMED.get(value, value)
        if value in _SIGNS or value == "quad":
            return Token("op", value, spaced)
    elif kind == "text":
        return Token("word", " ".join(value.split()), spaced)
    elif kind == "op":
        value = {"<=": "le", ">=": "ge", "!=": "ne", "**": "^", ":=": "=", "...": "ldots"}.get(value, value)
        kind = "cmd" if len(value) > 1 else "op"
    return Token(kind, value, spaced)


def _unicode(text: str) -> str:
    text = _RAISED.sub(lambda m: "^{" + "".join(_SUPERSCRIPT[c] for c in m[0]) + "}", text)
    text = _LOWERED.sub(lambda m: "_{" + "".join(_SUBSCRIPT[c] for c in m[0]) + "}", text)
    text = _VULGAR.sub(_fraction, text).translate(_TABLE)
    for sign in set(text):
        if not sign.isascii() and (unicodedata.category(sign) in _INVISIBLE or sign.isnumeric()):
            raise Unreadable(f"the character U+{ord(sign):04X}")
    return text


def _fraction(match: re.Match[str]) -> str:
    above, _, below = unicodedata.normalize("NFKC", match[0]).partition("\u2044")
    return f"\\frac{{{above}}}{{{below}}}"


def _as_text(match: re.Match[str]) -> str:
    """A text in a formula: a number or a single sign is formula after all, the rest are words."""
    inside = " ".join(match[1].replace("\\ ", " ").split())
    if not inside or inside[0].isdigit():
        return f" {inside} "
    if inside in SHORT_UNITS and _BEFORE_UNIT.search(match.string, max(0, match.start() - 9), match.start()):
        return f" \x01{inside}\x02 "
    is_unit = inside in ("min", "sec") and _BEFORE_UNIT.search(match.string, max(0, match.start() - 9), match.start())
    if is_unit:
        return f" \x01{inside}\x02 "
    if inside in NAMED or not any(c.isalpha() for c in inside) or (len(inside) == 1 and inside.isalpha()):
        return f" {inside} "
    # "and" and "or" are words that join, unless they are all there is.
    before, words, behind = _JOINED.fullmatch(inside).groups()  # type: ignore[union-attr]
    return f" {before} \x01{words}\x02 {behind} "


def _strip(text: str) -> str:
    """Without what only wraps it: fences, dollars, display brackets, bold, a last full stop."""
    text = text.replace("\x01", " ").replace("\x02", " ").replace("**\n", "\n").strip()
    for _ in range(4):
        before = text
        for left, right in (
            ("```", "```"),
            ("$$", "$$"),
            ("$", "$"),
            ("\\(", "\\)"),
            ("\\[", "\\]"),
            ("`", "`"),
            ('"', '"'),
            ("**", "**"),
        ):
            if text.startswith(left) and text.endswith(right) and len(text) > len(left) + len(right):
                text = text[len(left) : -len(right)].strip()
        while text.endswith((".", ",", ";")) and not text.endswith(("...", "\\,", "\\;")):
            text = text[:-1].rstrip()
        if text == before:
            break
    text = text.removeprefix("\\displaystyle")
    # Dollars that are left either open and close parts of it, or are money.
    return (
        re.sub(r"(?<!\\)\\[()\[\]]", " ", text)  # formulas within a sentence
        .replace("\\$", " ")
        .replace("$", " ")
        .replace("\\%", "%")
        .replace("€", " ")
        .replace("£", " ")
        .replace("¥", " ")
    )
