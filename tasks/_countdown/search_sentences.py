"""What the sentences of a told search are put together of, kind by kind: pools of `search_phrases`, in their order."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, ...]] = {
    "open": ("OPEN",),
    "close": ("CLOSE",),
    "recap": ("RECAP",),
    "back": ("BACK",),
    "keep": ("KEEP",),
    "pick first": ("PICK_FIRST",),
    "pick next": ("PICK_NEXT",),
    "work first": ("WORK_FIRST",),
    "work next": ("WORK_NEXT",),
    "list": ("EQUATIONS",),
    "list next": ("LIST_NEXT",),
    "made": ("MADE",),
    "goals": ("GOALS",),
    "would do": ("WOULD_DO", "AIM"),
    "over": ("OVER",),
    "try above": ("EQUATION", "ABOVE", "OVER_BY"),
    "try below": ("EQUATION", "BELOW", "SHORT_BY"),
    "try hit": ("EQUATION", "HIT"),
    "far above": ("EQUATION", "ABOVE", "OVER_BY"),
    "far below": ("EQUATION", "BELOW", "SHORT_BY"),
    "far hit": ("EQUATION", "LEFT_OVER"),
    "apart above": ("NUMBER", "ABOVE", "OVER_BY"),
    "apart below": ("NUMBER", "BELOW", "SHORT_BY"),
    "apart hit": ("ALREADY",),
    "apart next above": ("NUMBER_NEXT", "ABOVE", "OVER_BY"),
    "apart next below": ("NUMBER_NEXT", "BELOW", "SHORT_BY"),
    "apart next hit": ("ALREADY",),
}
for _turn in ("first", "next"):
    SENTENCES |= {
        f"want {_turn}": (f"NEED_{_turn.upper()}",),
        f"want {_turn} aim": (f"NEED_{_turn.upper()}", "AIM"),
        f"aim {_turn} aim": (f"TOWARDS_{_turn.upper()}", "AIM"),
    }
SENTENCES |= {
    "reach above": ("EQUATION", "MORE", "OVER_BY"),
    "reach below": ("EQUATION", "LESS", "SHORT_BY"),
    "reach hit": ("EQUATION", "HIT"),
    "reach higher": ("EQUATION", "HIGHER", "BY"),
    "reach lower": ("EQUATION", "LOWER", "BY"),
    "reach there": ("EQUATION", "WANTED"),
}
for _kind, _parts in {
    "way": ("EQUATION",),
    "need first": ("NEED_FIRST",),
    "need next": ("NEED_NEXT",),
    "need first aim": ("NEED_FIRST", "AIM"),
    "need next aim": ("NEED_NEXT", "AIM"),
    "towards first aim": ("TOWARDS_FIRST", "AIM"),
    "towards next aim": ("TOWARDS_NEXT", "AIM"),
}.items():
    SENTENCES |= {
        f"{_kind} above": (*_parts, "NEAREST", "MORE", "OVER_BY"),
        f"{_kind} below": (*_parts, "NEAREST", "LESS", "SHORT_BY"),
        f"{_kind} hit": (*_parts, "NEAREST", "HIT"),
        f"{_kind} tried": (*_parts, "NEAREST"),
        f"{_kind} higher": (*_parts, "NEAREST", "HIGHER", "BY"),
        f"{_kind} lower": (*_parts, "NEAREST", "LOWER", "BY"),
        f"{_kind} there": (*_parts, "NEAREST", "HAVE"),
    }
