"""Finds the answer in a response. Linear in the text, whatever the text is: nothing here backtracks."""

from __future__ import annotations

from synth.markup import END_THINK, THINK, plain

MAX_ANSWER = 10_000
# The largest count that is believed.
MAX_COUNT = 10_000
OPEN, CLOSE = "<answer>", "</answer>"
# Content that begins like the reasoning repeats it, if it does so for as many characters.
MIN_REPEATED = 20
# Bare `str.strip` would also drop two dozen characters that count as wrong anywhere else in an answer.
SPACE = " \t\n\r\f\v\u00a0"


def after_think(text: str) -> str:
    """What counts as said: the text after the last `</think>`, and nothing that follows an open `<think>`.

    Reasoning that is marked in another way counts as if it were marked so.
    """
    text = plain(text)
    end = text.rfind(END_THINK)
    said = text if end < 0 else text[end + len(END_THINK) :]
    open_again = said.find(THINK)
    return said if open_again < 0 else said[:open_again]


def think(text: str) -> str | None:
    """The reasoning of a well-formed completion: between a leading `<think>` and the last `</think>`."""
    end = text.rfind(END_THINK)
    return text[len(THINK) : end] if text.startswith(THINK) and end >= 0 else None


def tagged_answer(said: str) -> str | None:
    """The last complete, innermost `<answer>...</answer>`, trimmed; None where there is none."""
    return _tagged(said, OPEN, CLOSE)


def tagged(said: str, name: str) -> str | None:
    """The same for any tag."""
    return _tagged(said, f"<{name}>", f"</{name}>")


def read_count(said: str) -> int | None:
    """The number in the last `<count>...</count>`; None where there is no such tag, or no number in it."""
    number = tagged(said.lower(), "count") or ""
    is_number = number.isascii() and number.isdigit() and len(number) < 9
    return int(number) if is_number and int(number) <= MAX_COUNT else None


def unwrap(answer: str) -> str:
    """One layer of code fence, backticks or dollar signs taken off, as far as it is complete."""
    if answer[:1] not in ("`", "$"):
        return answer
    if answer.startswith("```") and answer.endswith("```") and len(answer) >= 6:
        body = answer[3:-3]
        first, newline, rest = body.partition("\n")
        # A fence may name a language on its first line.
        language = first.strip(SPACE)
        named = newline and language.isascii() and language.isalpha()
        return (rest if named else body).strip(SPACE)
    for mark in ("$$", "``", "$", "`"):
        if answer.startswith(mark) and answer.endswith(mark) and len(answer) >= 2 * len(mark):
            return answer[len(mark) : -len(mark)].strip(SPACE)
    return answer


def canonical(reasoning: str, content: str) -> str:
    """What a model wrote in the form that rows hold: `<think>...</think>` and then what it said.

    Reasoning that came apart is put before the content, and what the content repeats of it is left out. Where there is
    none at all, what stands before the last `<answer>` is the reasoning. A text without an answer stays as it is.
    """
    content, reasoning = plain(content).strip(), plain(reasoning).strip()
    if not content and END_THINK in reasoning:  # a server that took all for reasoning
        content, reasoning = reasoning, ""
    reasoning = reasoning.replace(THINK, "").replace(END_THINK, "").strip()
    if reasoning and content != reasoning:
        thought, said = _told_once(reasoning, content)
        return f"{THINK}\n{thought}\n{END_THINK}\n{said}"
    if END_THINK in content:
        # Some chat templates open the reasoning in the prompt, so that only its end is written.
        return content if content.startswith(THINK) else f"{THINK}\n{content.replace(THINK, '', 1).lstrip()}"
    start = content.rfind(OPEN, 0, max(0, content.rfind(CLOSE)))
    if start < 0 or THINK in content:
        return content
    return f"{THINK}\n{content[:start].strip()}\n{END_THINK}\n{content[start:]}"


def _told_once(reasoning: str, content: str) -> tuple[str, str]:
    """The reasoning and what is said, where some servers give the reasoning apart and in the content again."""
    inside, is_closed, said = content.rpartition(END_THINK)
    if is_closed:
        inside = inside.replace(THINK, "").replace(END_THINK, "").strip()
        if inside in reasoning:
            return reasoning, said.strip()
        return inside if reasoning in inside else f"{reasoning}\n\n{inside}", said.strip()
    rest = content[len(reasoning) :] if content.startswith(reasoning) and len(reasoning) >= MIN_REPEATED else ""
    return reasoning, rest.strip() if rest[:1].isspace() or rest[:1] in ("<", "\\") else content


def _tagged(said: str, start_tag: str, end_tag: str) -> str | None:
    close = said.rfind(end_tag)
    start = said.rfind(start_tag, 0, close) if close >= 0 else -1
    if start < 0:
        return None
    body = said[start + len(start_tag) : close]
    inner_close = body.find(end_tag)
    return (body if inner_close < 0 else body[:inner_close]).strip(SPACE)
