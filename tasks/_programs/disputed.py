"""Problems of GSM8K's test split whose own answer does not follow from their text, found by reading all 793 programs.

No rule sees that: the annotations are arithmetic, and they end on the answer. Keys are the ids of seeds, digests of the
question.
"""

from __future__ import annotations

DISPUTED = {
    "71af7bdd32a0e413ffff": "10% faster is not 10% of the time less",
    "17f384cb359c9b3ed6e1": "starfish are counted as fish",
    "8ea29b1db29c7dd9b091": "ten stalls are twenty in the same text",
    "0d3d86d69fa643a1354b": "three times more is taken for four times",
    "519643019e1045ded27e": "what is still used is taken for what is saved",
    "ad3110a2f24015feebd9": "10% faster is not 10% of the time less",
    "9107b55cc2f909bfd26f": "what a number came to is added to what it was",
    "9aa9412ca220857480d5": "six groups are taken for groups of six",
    "2ed19adafb13ce485a00": "what was read later is halved for the other reader, too",
    "486b169e30ecf48cc31b": "the points of the other player are added",
    "107a745496cda8126174": "the width of the plants is left out",
    "e500e5c65dc9f3b3b914": "a difference is added in the place of a sum raised",
}


def why_disputed(id: str) -> str:
    """What is wrong with a seed's own answer, "" where nothing is known to be."""
    return DISPUTED.get(id, "")
