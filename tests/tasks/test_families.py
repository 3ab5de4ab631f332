"""The lines of scenario families that say how a solution speaks of its steps, and the words that programs carry."""

import pytest
from synth.tasks._programs.fitted import fitted
from synth.tasks._programs.lines import relations
from synth.tasks._programs.program import Leaf, read, renamed
from synth.tasks._word_problem.build import build
from synth.tasks._word_problem.family import parse, read_families
from synth.tasks.word_problem import FAMILIES

from synth.draw import Draw
from synth.errors import Reject, UsageError

OWN = """family books
item book/books | comic/comics
open shelf
  - {who} has {a} {item} and reads {c}% of them.
  a 20-60 by 20 {item}: number of {item} {he} has
    short {item}
  c 10-50% by 10: share of the {item} read
  t = c % a {item}: number of {item} read
    told {who} reads {t} of the {a} {item}
    short {item} read
    ask how many {item} {he} reads
    base a of all the {item}
  x = a - t {item}: number of {item} not read
    told {he} has read {=t}, which leaves {x} {item}
    told that leaves {x} {item}
    short {item} left
    falls {he} has read some
  ref the {item} {he} has not read
  from {who} has {ref} and reads {c}% of them.
ask shelf
  - How many {item} are left?
"""


def program(text=OWN):
    return build(parse(text)[0], 2, 0, Draw(0, 0))


def test_the_words_of_a_family_come_with_the_program():
    question, made = program()
    first, last = made.steps
    item = first.unit
    assert first.told == (f"{question.split()[0]} reads {{=s1}} of the {{n1}} {item}",)
    assert last.told[0].endswith(f"has read {{=s1}}, which leaves {{=s2}} {item}")
    assert first.ask.startswith(f"how many {item} ")
    assert relations(first.relation) == [("base", ("n1",), f"of all the {item}")]
    assert last.relation.startswith("falls: ")
    assert made.leaves[0].short == item
    (entry,) = made.entries
    assert entry.leaf == "n1"
    assert entry.stated in question
    assert entry.entry == f"{question.split()[0]} has {{ref}} and reads {entry.stated.split('reads ')[1]}"


def test_what_a_program_says_is_read_back():
    for family in read_families(FAMILIES):
        for index in range(5):
            try:
                _, made = build(family, 3, 1, Draw(3, index))
            except Reject:
                continue
            assert read(made.json()) == made


def test_programs_without_words_hold_no_fields_for_them():
    stated = program(FEW)[1].json()
    assert set(stated) == {"leaves", "steps", "output"}
    assert {*stated["steps"][0], *stated["leaves"][0]} == {
        "name", "op", "args", "unit", "about", "value", "at",
    }  # fmt: skip


FEW = "\n".join(line for line in OWN.splitlines() if not line.startswith(("    ", "  ref", "  from"))).replace(
    "x = a - t", "x = t + a"
)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("reads 3 {=s1}", "holds a number"),
        ("half of {=s1}", "holds a number"),
        ("{=s1} and {=s1}", "tells a step twice"),
        ("reads {n1}", "does not end in the equation of s1"),
        ("{n9} makes {=s1}", "names 'n9'"),
        ("{{=s1}}", "brace"),
        ("a\n{=s1}", "control"),
        ("{=s1}" * 200, "expected an object"),
    ],
)
def test_a_line_that_a_stranger_wrote_is_refused(line, said):
    stated = program()[1].json()
    stated["steps"][0]["told"] = [line]
    with pytest.raises(Reject, match=said):
        read(stated)


@pytest.mark.parametrize("told", ["{=s1}", ["{=s1}"] * 13, [3], {"a": 1}, None])
def test_lines_are_few_and_texts(told):
    stated = program()[1].json()
    stated["steps"][0]["told"] = told
    with pytest.raises(Reject):
        read(stated)


def test_an_entry_is_for_a_quantity_that_is_given():
    stated = program()[1].json()
    stated["entries"][0]["leaf"] = "s1"
    with pytest.raises(Reject, match="no given quantity"):
        read(stated)


def test_a_program_is_renamed_in_its_words_too():
    made = program()[1]
    names = {name: f"{name}_2" for name in made.values()}
    other = renamed(made, names, lambda text: text.replace("books", "maps").replace("comics", "maps"))
    assert "{=s1_2} of the {n1_2} maps" in other.steps[0].told[0]
    assert relations(other.steps[0].relation) == [("base", ("n1_2",), "of all the maps")]
    assert other.entries[0].leaf == "n1_2"
    assert "{ref}" in other.entries[0].entry
    assert read(other.json()) == other


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("reads {t} of the {a}", "reads some of the {a}"), "has to hold {t} once"),
        (("reads {t} of the {a}", "reads {t} of the {a} and {a}"), "no quantity twice"),
        (("told {who} reads {t}", "told {who} reads 4 or {t}"), "a number of its own, 4"),
        (("of the {a} {item}\n    short", "of the {z} {item}\n    short"), "no quantity of the act or the step"),
        (("{=t}, which leaves {x}", "{x} after {=t}"), "in another order"),
        (("that leaves {x} {item}\n", "that leaves {x} {item}.\n"), "without a full stop"),
        (("short {item} left", "short the {item} left"), "without an article"),
        (("short {item} left", "short {item} that are left on the shelf"), "up to 6 words"),
        (("base a of all", "base a all"), "begin with of"),
        (("base a of", "base books of"), "by their letters"),
        (("falls {he}", "rises {he}"), "never rises"),
        (("falls {he} has read", "falls {he} has; read"), "no ; or :"),
        (("    base a of all the {item}", "    per book"), "under a quantity"),
        (("    short {item}\n  c", "    ask how many\n  c"), "not ask"),
        (("from {who} has {ref} and", "from {who} has {a} and"), "states {ref} once"),
        (("ask how many {item} {he} reads", "ask how many {a} {he} reads"), "unknown slot {a}"),
        (("  ref the {item} {he} has not read", "  ref"), "one line ref"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_words_is_named(change, said):
    assert change[0] in OWN
    with pytest.raises(UsageError, match=said):
        parse(OWN.replace(*change, 1))


def test_a_number_in_digits_stays_in_digits():
    text = OWN.replace("a 20-60 by 20 {item}", "a 2-12 by 10 in digits {item}").replace(
        "c 10-50% by 10", "c 50-100% by 50"
    )
    assert all("two" not in build(parse(text)[0], 2, 0, Draw(0, n))[0] for n in range(40))


def test_words_about_what_is_gone_are_dropped():
    question, made = program()
    first, last = made.steps
    other = made._replace(steps=(first._replace(args=("n2", "n3")), last), leaves=(*made.leaves[1:], Leaf("n3", 40)))
    found = fitted(other, question)
    assert found.steps[0].told == ()
    assert found.steps[0].relation == ""
    assert found.steps[1].told == last.told
    assert found.entries == ()
    assert fitted(made, question) == made
    assert fitted(made, "How many?").entries == ()
