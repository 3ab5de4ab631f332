"""Who a story tells of: given names that are known, and the pronouns that stand for them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .._word_problem.people import HERS, HIS

# Names that seeds of others use often; none that is a month, a town, a flower or a verb as well.
_MORE_HERS = (
    "Alice Alyssa Amanda Amy Andrea Angela Ann Anna Anne Annie Ashley Barbara Beth Betty Brenda Carla Carol "
    "Caroline Cassandra Cassie Catherine Cecilia Celine Christina Christine Cindy Claire Clara Claudia "
    "Courtney Cynthia Dana Darlene Deborah Debra Diana Diane Donna Dora Eliza Elizabeth Ella Ellen Ellie Emily "
    "Emma Erica Erin Eva Eve Evelyn Felicia Frances Gina Gloria Grace Hannah Heather Helen Isabella Jackie Jane "
    "Janet Janice Jasmine Jean Jenna Jennifer Jenny Jessica Jill Joan Joanne Josie Joyce Judy Julia Julie Karen "
    "Kate Katherine Kathy Katie Kelly Kim Kimberly Kylie Laura Lauren Leah Lily Linda Lisa Lori Lucy Lydia Madeline "
    "Maggie Mandy Margaret Maria Marie Marilyn Martha Mary Megan Melanie Melissa Mia Michelle Mila Miriam "
    "Molly Monica Nancy Naomi Natalie Nicole Nora Pamela Patricia Peggy Rachel Rebecca Rita Ruth Sally "
    "Samantha Sandra Sara Sarah Sasha Shannon Sharon Sheila Shelly Sophia Sophie Stacy Stella Stephanie Sue Susan Suzy "
    "Tammy Tanya Tara Teresa Tiffany Tina Toula Tracy Vanessa Veronica Victoria Wendy Whitney"
).split()
_MORE_HIS = (
    "Aaron Adam Al Alan Albert Alex Alexander Allen Andrew Andy Anthony Arnold Arthur Barry Ben Benjamin "
    "Billy Bob Bobby Brad Brandon Brian Bruce Bryan Carl Chad Charles Charlie Chris Christopher Clark Claude "
    "Cody Colin Craig Dan Daniel Darrell Dave David Dennis Derek Don Donald Doug Douglas Duncan Dylan "
    "Eddie Edgar Edward Eric Ernie Eugene Evan Frank Fred Gary George Gerald Gerard Glenn Gordon Greg Harold Harry "
    "Henry Herman Howard Ian Jack Jacob Jake James Jared Jason Jayden Jeff Jeffrey Jeremy Jerry Jim Jimmy Joe "
    "Joel John Johnny Jon Jonathan Joseph Josh Joshua Juan Justin Keith Ken Kenneth Kevin Kyle Larry "
    "Lawrence Lee Lloyd Logan Louis Luis Luke Mark Martin Marvin Matt Matthew Max Michael Miguel Mike Mitchell Nathan "
    "Neil Nick Nicholas Oliver Owen Patrick Paul Perry Peter Phil Philip Ralph Randy Ray Raymond Richard Rick Ricky "
    "Rob Robert Roger Ron Ronald Ross Roy Russell Ryan Sam Sean Scott Seth Shawn Simon Stan Stephen Steve Steven Ted "
    "Terry Thomas Tim Timothy Todd Tom Tommy Tony Travis Tyler Vincent Warren Wayne William Zach Zack"
).split()
GENDER: Mapping[str, str] = {
    **dict.fromkeys([*HERS, *_MORE_HERS], "she"),
    **dict.fromkeys([*HIS, *_MORE_HIS], "he"),
}
_NAME = re.compile(r"\b[A-Z][a-z]+\b")
_PRONOUN = re.compile(r"\b(he|she|his|her|him|they|their|them|it|its)\b", re.IGNORECASE)
_POINTING = re.compile(r"\b(?:this|these|those|such|then|here)\b")
_TO_HER = {"he": "she", "his": "her", "him": "her", "himself": "herself"}
_HIM = re.compile(r"\b(he|his|him|himself)\b", re.IGNORECASE)
_ALONE = re.compile(r"\bhis\b(?! [a-z$\x01])")


def people(text: str) -> list[str]:
    """The names of a text, in the order in which they first stand there."""
    return list(dict.fromkeys(name for name in _NAME.findall(text) if name in GENDER))


def can_be_hers(text: str) -> bool:
    """Whether the story of one man could be told of a woman: his as a pronoun of its own has no one counterpart."""
    return len(people(text)) == 1 and not _ALONE.search(text)


def hers(text: str) -> str:
    """The text with her pronouns in the place of his."""

    def put(found: re.Match[str]) -> str:
        word = _TO_HER[found[0].lower()]
        return word.capitalize() if found[0][0].isupper() else word

    return _HIM.sub(put, text)


def by_name(words: str, story: str) -> str | None:
    """A phrase from a story so that it stands by itself: with names in the place of pronouns; None where it cannot."""
    if _POINTING.search(words):
        return None
    found = {one.lower() for one in _PRONOUN.findall(words)}
    if not found:
        return words
    names = people(story)
    known = people(words)
    for pronouns, gender in ((("he", "his", "him"), "he"), (("she", "her"), "she")):
        if not found & set(pronouns):
            continue
        of = [name for name in names if GENDER[name] == gender]
        if len(of) != 1:
            return None
        if of[0] in known:
            continue  # it is plain who is meant, once the name stands there
        first = _PRONOUN.search(words)
        if first is None or first[0].lower() not in pronouns or first[0].lower() == "him":
            return None
        owns = first[0].lower() == "his" or (first[0].lower() == "her" and _owns(words[first.end() :]))
        if first[0].lower() == "her" and not owns:
            return None
        words = words[: first.start()] + of[0] + ("'s" if owns else "") + words[first.end() :]
    if found & {"they", "their", "them"}:
        if len(names) != 2 or found & {"their", "them"}:
            return None
        words = re.sub(r"\bthey\b", f"{names[0]} and {names[1]}", words, count=1)
    return None if found & {"it", "its"} and not known else words


def _owns(behind: str) -> bool:
    return re.match(r" [a-z]+", behind) is not None and re.match(r" (?:a|the|to|for|in|on|at|and)\b", behind) is None


def owned(ref: str, story: str) -> str | None:
    """How to point at something of a story beside another one: by the name of who it belongs to, where there is one."""
    made = by_name(ref, story)
    names = people(story)
    if made is None or not names or any(re.search(rf"\b{name}\b", made) for name in names):
        return made
    if re.search(r"(?<!^)\b[A-Z]", made):
        return made  # it has a name of its own, of a club or a place
    owner = names[0]
    for pattern, words in _OWNING:
        if found := pattern.search(made):
            return made[: found.start()] + words.format(found[1], owner) + made[found.end() :]
    return None


_MEASURED = "money|minutes|hours|days|weeks|dollars|kilometers|meters|kilograms|grams|liters|miles|pounds"
# Where the name of an owner goes, the first that fits: "the money that is left", "the water in the tank", "the pay".
_OWNING = (
    (re.compile(r"\b(that|who) (?:is|are) left\b"), "that {1} has left"),
    (re.compile(r"\b(that|which) (?:is|are) missing\b"), "that {1} still lacks"),
    (re.compile(r"\b(that|which) (?:is|are) needed\b"), "that {1} needs"),
    (re.compile(r"\b(that|which) (?:has|have) to be bought\b"), "that {1} has to buy"),
    (re.compile(r"\b(that) was raised\b"), "that {1} raised"),
    (re.compile(r"\b(that (?:the rest|all this|this) takes)$"), "{0} {1}"),
    (re.compile(r"^the ([a-z]+(?: [a-z]+)?) (?=(?:for|with|without|by|in stock|(?:at|on) a|at the)\b)"), "{1}'s {0} "),
    (re.compile(r"(?<=\w )\b(in|on|from|of|to) the (?=[a-z])"), "{0} {1}'s "),
    (re.compile(r"^(all) the (?=[a-z])"), "all of {1}'s "),
    (re.compile(r"^(what) the (?=[a-z])"), "what {1}'s "),
    (re.compile(r"^(the) (?=[a-z]+(?: [a-z]+)?$|[a-z ]+ (?:of|for|from) [a-z]+$)"), "{1}'s "),
    (re.compile(rf"^(the) (?!(?:{_MEASURED})\b)(?=[a-z]+(?: [a-z]+)? (?:that|who) (?:are|is|stay|stayed) )"), "{1}'s "),
)
