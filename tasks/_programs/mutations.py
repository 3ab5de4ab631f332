"""Mutations of a problem that carries its program: text and program change together, so the answer stays certain.

RE-IMAGINE (arXiv:2506.15455) names the levels: observe (as it is), mutate (other values, more text), imagine (other
logic). The proxy step is the graph extension of Synthesis by Design (arXiv:2506.07664).
"""

from __future__ import annotations

from collections.abc import Callable

from synth.task import Draw

from .changed import fresh, instead, moved_leaf, pointed, varied
from .imagine import bi_counterfactual, conditional, counterfactual, dependence, proxy_step
from .marked import Changed, Marked, mark, sentences
from .program import Leaf
from .seed import Seed

Mutation = Callable[[Seed, Changed, Draw], Changed]


def new_values(seed: Seed, given: Changed, draw: Draw) -> Changed:
    """SampleValues: other numbers, within 10 of the old ones or within a fifth."""
    return varied(seed, given, draw)


def overwritten_value(seed: Seed, given: Changed, draw: Draw) -> Changed:
    """OverWriteValue: a number is stated, and then corrected."""
    leaf, value, old, new = moved_leaf(seed, given, draw)
    program, name = instead(given.program, leaf, value)
    what = f"the {leaf.about}" if leaf.about else ""
    said, corrected = mark(leaf.name, old), mark(name, new)
    if what:
        text = draw.choice(
            [
                f"Correction: {what} is {corrected}, not {said}.",
                f"It turns out that this is not quite right: {what} is {corrected} rather than {said}.",
                f"A second look shows that {what} is really {corrected} and not {said}.",
            ]
        )
    else:
        this = pointed(given, leaf.name, said)
        text = draw.choice(
            [
                f"Correction: {this} has to read {corrected}.",
                f"{this[0].upper()}{this[1:]} turns out to be a mistake; the right number is {corrected}.",
                f"A second look shows that {this} should be {corrected}.",
            ]
        )
    return Changed(Marked(f"{given.text.body} {text}", given.text.ask), program)


USELESS = [
    ("The street they live in has {} houses.", 12, 90, "houses"),
    ("It is {} degrees outside.", 12, 33, "degrees"),
    ("A clock on the wall is {} minutes slow.", 2, 15, "minutes"),
    ("The radio plays {} songs in the meantime.", 3, 20, "songs"),
    ("Somebody next door is reading a book of {} pages.", 120, 480, "pages"),
    ("The bus that passes by has {} seats.", 24, 60, "seats"),
    ("A friend who has nothing to do with this is {} years old.", 15, 70, "years"),
    ("The nearest town lies {} kilometers away.", 3, 60, "kilometers"),
    ("On the way there is a tower of {} floors.", 4, 30, "floors"),
    ("A poster on the door advertises a concert with {} musicians.", 4, 60, "musicians"),
]


def useless_info(seed: Seed, given: Changed, draw: Draw) -> Changed:
    """UselessInfo: a fact with a number that the answer does not depend on."""
    text, lo, hi, unit = draw.choice(USELESS)
    name = fresh(given.program, "u")
    leaf = Leaf(name, draw.between(lo, hi), unit)
    parts = sentences(given.text.body)
    place = draw.between(1, len(parts))
    parts.insert(place, text.format(mark(name, str(leaf.value))))
    program = given.program._replace(leaves=(*given.program.leaves, leaf))
    return Changed(Marked(" ".join(parts), given.text.ask), program)


MUTATIONS: dict[str, tuple[str, Mutation]] = {
    "new-values": ("mutate", new_values),
    "overwritten-value": ("mutate", overwritten_value),
    "useless-info": ("mutate", useless_info),
    "dependence": ("imagine", dependence),
    "conditional": ("imagine", conditional),
    "counterfactual": ("imagine", counterfactual),
    "bi-counterfactual": ("imagine", bi_counterfactual),
    "proxy-step": ("imagine", proxy_step),
}
