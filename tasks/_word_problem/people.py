"""Names of people, by the pronouns that the stories use for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

HERS = (
    "Amara Beatriz Chloe Daniela Elif Fatima Grace Hana Ingrid Jasmine Keiko Leila Mei Nadia Olivia Priya Rosa "
    "Sofia Tamar Uma Valentina Wren Ximena Yara Zoe Aisha Bianca Carmen Divya Esther Freya Gwen Helena Imani Joanna "
    "Kavya Lucia Maya Noor Odette Paula Renata Simone Thandi Vera Willa Anneke Brigid Camille Dorothy Emiko Fiona "
    "Greta Isabel Kira Lena Marisol Nina Opal Petra"
).split()
HIS = (
    "Ahmed Bruno Carlos Dmitri Emeka Felix Gabriel Hiro Ivan Jamal Kofi Liam Mateo Nikhil Omar Pavel Quentin Rafael "
    "Samir Tomas Umberto Victor Walter Xavier Yusuf Zane Andre Bilal Connor Diego Elias Finn Giorgio Hassan Idris "
    "Jonas Kenji Leon Marcus Noah Oscar Pedro Ravi Stefan Theo Uri Vikram Wesley Anton Boris Caleb Dario Ethan "
    "Farid Gustav Hugo Isaac Jorge Karl Luca"
).split()


class Person(NamedTuple):
    """A name, and the words by which a story tells of its bearer."""

    who: str
    words: Mapping[str, str]


def _person(who: str, he: str, his: str, him: str) -> Person:
    capitals = {"He": he.capitalize(), "His": his.capitalize()}
    return Person(who, {"who": who, "he": he, "his": his, "him": him, "himself": him + "self", **capitals})


PEOPLE = [_person(name, "she", "her", "her") for name in HERS] + [_person(name, "he", "his", "him") for name in HIS]
