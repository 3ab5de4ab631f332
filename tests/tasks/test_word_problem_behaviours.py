"""What the rules for any text, with the words that worked solutions add, see in the teacher's word problems."""

from itertools import combinations

from synth.behaviors.rules import find
from synth.draw import Draw
from synth.errors import Refuse, Reject
from synth.options import configure
from synth.plugins import load_task
from synth.strategy import BEHAVIORS, parse

ALL = ["+".join(names) for n in (1, 2, 3, 4) for names in combinations(BEHAVIORS, n)] + ["negative"]


def test_precision_and_recall_are_at_least_98_of_100_on_every_behaviour_and_strategy():
    task = configure(load_task("word_problem"), {})
    right, found, recorded, far, n = (dict.fromkeys(BEHAVIORS, 0) for _ in range(5))
    for strategy in ALL:
        wrong = told = 0
        for index in range(30):
            try:
                problem = task.propose(Draw(11, index))
                text = task.solve(problem, parse(strategy), Draw(11, index, strategy)).text
            except (Refuse, Reject):
                continue
            record = task.check(problem, text, parse(strategy)).behaviors
            spans = find(text, task.cues)
            told += 1
            wrong += {span.behavior for span in spans} != {behavior for behavior in BEHAVIORS if record[behavior]}
            for behavior in BEHAVIORS:
                count = sum(span.behavior == behavior for span in spans)
                right[behavior] += count > 0 and record[behavior] > 0
                found[behavior] += count > 0
                recorded[behavior] += record[behavior] > 0
                far[behavior] += abs(count - record[behavior])
                n[behavior] += 1
        assert wrong <= 0.05 * told, strategy
    for behavior in BEHAVIORS:
        assert right[behavior] >= 0.98 * found[behavior], f"precision of {behavior}"
        assert right[behavior] >= 0.98 * recorded[behavior], f"recall of {behavior}"
