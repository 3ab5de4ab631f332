"""Mutations of a problem that carries its program: text and program change together, so the answer stays certain.

RE-IMAGINE (arXiv:2506.15455) names the levels: observe (as it is), mutate (other values, more text), imagine (other
logic). The proxy step is the graph extension of Synthesis by Design (arXiv:2506.07664). Where a change would not read
as part of the story, it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from synth.errors import Reject
from synth.task import Draw

from .changed import instead, moved_leaf, varied
from .distractors import useless_info
from .imagine import conditional, dependence, proxy_step
from .marked import Changed, Marked, mark
from .other_world import bi_counterfactual, counterfactual
from .seed import Seed

Mutation = Callable[[Seed, Changed, Draw], Changed]


def new_values(seed: Seed, given: Changed, draw: Draw) -> Changed:
    """SampleValues: other numbers, within 10 of the old ones or within a fifth."""
    return varied(seed, given, draw)


def overwritten_value(seed: Seed, given: Changed, draw: Draw) -> Changed:
    """OverWriteValue: a number is stated, and then corrected."""
    leaf, value, old, new = moved_leaf(seed, given, draw)
    program, name = instead(given.program, leaf, value)
    said, corrected = mark(leaf.name, old), mark(name, new)
    found = re.search(rf"(\$?)\x01{leaf.name}\x02[^\x03]*\x03(%| percent)?((?: [a-z]+)?)", given.text.body)
    if found is None:
        raise Reject("the number stands in the question itself")
    money, percent, noun = found[1], found[2] or "", found[3]
    if leaf.about:
        unit = percent or (f" {leaf.unit}" if leaf.unit and not money and leaf.about[:7] != "number " else "")
        what = f"the {leaf.about}"
        text = draw.choice(
            [
                f"Correction: {what} is {money}{corrected}{unit}, not {money}{said}{percent}.",
                f"It turns out later that {what} is {money}{corrected}{unit} rather than {money}{said}{percent}.",
                f"A second look shows that {what} is really {money}{corrected}{unit} and not {money}{said}{percent}.",
            ]
        )
    else:
        noun = "" if money or percent or not noun.endswith("s") else noun
        if not (money or percent or noun):
            raise Reject("it is not plain what the number counts")
        text = draw.choice(
            [
                f"Correction: it is not {money}{said}{percent}{noun} but {money}{corrected}{percent}.",
                f"It turns out later that it is {money}{corrected}{percent}{noun} and not {money}{said}{percent}.",
            ]
        )
    return Changed(Marked(f"{given.text.body} {text}", given.text.ask), program)


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
