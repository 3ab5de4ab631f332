"""The forms in which models mark their reasoning and the ends of their turns, and the one form that is made of them.

Every model has its own: `<think>` (DeepSeek-R1, Qwen3, Hunyuan, GLM), `[THINK]` (Magistral), `◁think▷` (Kimi),
`<seed:think>` (Seed-OSS), `<thought>` (EXAONE Deep, Gemini), `<|begin_of_thought|>` (OpenThoughts, Sky-T1),
`<|START_THINKING|>` (Command A), `<|channel>thought` (Gemma 4), "Here is my thought process:" (Granite 3.2), the
channels of gpt-oss, and `<thinking>` or `<reasoning>` where a prompt asked for it. `plain` makes `<think>` of them all;
`left_over` names what is no text of the model's own and is still there.
"""

from __future__ import annotations

import re

from synth.types import Verdict

THINK, END_THINK = "<think>", "</think>"

# Tokens of a vocabulary: a model writes them to mark its reasoning, and for nothing else.
_TOKENS = (
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
    ("<seed:think>", "</seed:think>"),
    ("<|begin_of_thought|>", "<|end_of_thought|>"),
    ("<|START_THINKING|>", "<|END_THINKING|>"),
    ("<|channel>thought", "<channel|>"),
)
# Plain words in brackets: they open reasoning at the beginning of a text, or where they are closed again.
_WORDS = tuple((f"<{name}>", f"</{name}>") for name in ("thinking", "reasoning", "thought"))
_OPENS = dict((*_TOKENS, *_WORDS))
_CLOSES = frozenset(_OPENS.values())
_OPEN_WORDS = frozenset(start for start, _ in _WORDS)
_MARK = re.compile("|".join(re.escape(mark) for pair in _OPENS.items() for mark in pair))
# Around what is said: they go, and what they hold stays.
_AROUND_SAID = re.compile(
    r"<\|(?:(?:begin|end)_of_(?:solution|box)|(?:START|END)_RESPONSE)\|>|"
    r"<seed:cot_budget_reflect>[^<]{0,400}</seed:cot_budget_reflect>"
)
_GRANITE = re.compile(r"\s*Here(?: is|'s) my thought process:(.*?)Here(?: is|'s) my response:", re.DOTALL)
# Granite says at once that it thinks.
_OPENING = 200
_RESPONSE, _END_RESPONSE = "<response>", "</response>"

# Of three letters and more: `<|x|>` may be mathematics.
_NAME = r"[A-Za-z][A-Za-z0-9_]{2,39}"
_CHAT = re.compile(
    rf"<\|/?{_NAME}\|>|<\|{_NAME}>|<{_NAME}\|>|<｜[^｜\n]{{1,40}}｜>|\[\|{_NAME}\|\]|\[/?INST\]|\[TOOL_CALLS\]|<</?SYS>>|"
    r"</s>|<(?:start|end)_of_turn>|<(?:bos|eos|pad)>|</?seed:[a-z_]{1,40}>|</?tool_(?:call|response)>"
)
# What ends a turn, and may stand several times at the end of a text.
_ENDS = (
    "<|im_end|>", "<|eot_id|>", "<|end_of_text|>", "<|endoftext|>", "<|eom_id|>", "<|end|>", "<|return|>",
    "<|END_OF_TURN_TOKEN|>", "<|end_of_role|>", "<|eos|>", "<|endofassistant|>", "<｜end▁of▁sentence｜>",
    "<end_of_turn>", "<turn|>", "<eos>", "<pad>", "<|pad|>", "</s>", "[|endofturn|]", "<seed:eos>",
)  # fmt: skip
_MAX_ENDS = 1000
# What a chat template writes before the model's turn, where a server gives it back.
_HEAD = re.compile(
    r"\s*(?:<s>|<bos>|<\|begin_of_text\|>|<｜begin▁of▁sentence｜>|<seed:bos>)?\s*"
    r"(?:<\|im_start\|>assistant\n?|<\|start_header_id\|>assistant<\|end_header_id\|>\s{0,4}|<start_of_turn>model\n?|"
    r"<\|turn>model\n?|<\|assistant\|>|\[\|assistant\|\]|<｜Assistant｜>|"
    r"<\|start_of_role\|>assistant<\|end_of_role\|>|<\|CHATBOT_TOKEN\|>|<seed:bos>assistant\n?)?"
)
_TURNS = re.compile(r"<\|(?:start|end|return|call)\|>|(?=<\|channel\|>)")
_CHANNEL = re.compile(
    r"\s*<\|channel\|>\s*(analysis|commentary|final)\b[^<]{0,200}(?:<\|constrain\|>[^<]{0,40})?<\|message\|>"
)
_BARE_CHANNELS = "analysis", "assistantfinal"  # with their special tokens taken out
_LEFT = re.compile(f"{_MARK.pattern}|{_CHAT.pattern}")
_SIGN = re.compile(f"{_LEFT.pattern}|{_RESPONSE}")


def plain(text: str) -> str:
    """A response with its reasoning between `<think>` and `</think>`, and without the marks around its turn.

    A text without foreign markup is given back as it is. What cannot be read stays, and `left_over` finds it.
    Linear in the text.
    """
    if not _may_be_foreign(text):
        return text
    text = _without_frame(text)
    if "<|channel|>" in text:
        text = _of_channels(text)
    elif text.startswith(_BARE_CHANNELS[0]) and _BARE_CHANNELS[1] in text:
        thought, _, said = text[len(_BARE_CHANNELS[0]) :].rpartition(_BARE_CHANNELS[1])
        text = _put(thought, said)
    elif "my thought process:" in text[:_OPENING] and (found := _GRANITE.match(text)):
        text = _put(found[1], text[found.end() :])
    elif _MARK.search(text):
        text = _of_marks(text)
    return _without_frame_of_said(text)


def left_over(text: str) -> str | None:
    """The first token of a chat template, or mark of reasoning that is not `<think>`, in a text; None without any."""
    found = _LEFT.search(text)
    return found[0] if found else None


def chat_token(text: str) -> str | None:
    """The first token of a chat template in a text, marks of reasoning aside; None without any."""
    found = _CHAT.search(text)
    return found[0] if found else None


def refused(text: str) -> Verdict | None:
    """The verdict on a completion in which foreign markup is left, whatever its answer; None where there is none."""
    mark = left_over(text)
    return Verdict.rejected("format", f"{mark} is left in the text, a mark of a chat template") if mark else None


def _may_be_foreign(text: str) -> bool:
    return bool(
        _SIGN.search(text) or text.startswith((_BARE_CHANNELS[0], "<s>")) or "my thought process:" in text[:_OPENING]
    )


def _put(thought: str, said: str) -> str:
    return f"{THINK}\n{thought.strip()}\n{END_THINK}\n{said.strip()}"


def _without_frame(text: str) -> str:
    """The turn alone: without the header that stands before it, and the marks that end it."""
    end = len(text)
    for _ in range(_MAX_ENDS):
        bare = end
        while bare and text[bare - 1].isspace():
            bare -= 1
        mark = next((mark for mark in _ENDS if text.endswith(mark, 0, bare)), None)
        if mark is None:
            break
        end = bare - len(mark)
    head = _HEAD.match(text)
    start = head.end() if head and head[0].strip() else 0
    return text[start:end] if start or end < len(text) else text


def _of_channels(text: str) -> str:
    """The channels of gpt-oss ("harmony"): `final` is said, all others are thought. Unread where a turn is not its own.

    Some servers begin in the middle of the first channel, since the prompt has opened it.
    """
    thought, said = [], None
    pieces = _TURNS.split(text)
    for number, piece in enumerate(pieces):
        channel = _CHANNEL.match(piece)
        if channel is None:
            if piece.strip() in ("", "assistant"):
                continue
            if number or said is not None:
                return text
            thought.append(piece.removeprefix("<|message|>"))
            continue
        body = piece[channel.end() :]
        # "assistant" before a channel whose <|start|> was taken out belongs to no text.
        if number + 1 < len(pieces) and pieces[number + 1].startswith("<|channel|>"):
            body = body.removesuffix("assistant")
        if channel[1] == "final":
            said = body if said is None else said + body
        else:
            thought.append(body)
    if said is None:
        return f"{THINK}\n" + "\n".join(part.strip() for part in thought)
    return _put("\n".join(part.strip() for part in thought), said)


def _of_marks(text: str) -> str:
    """One block of reasoning, up to the last mark that ends any, whoever's form it has."""
    begins_at = len(text) - len(text.lstrip())
    last_close = {match[0]: match.start() for match in _MARK.finditer(text) if match[0] in _CLOSES}
    pieces: list[str] = []
    at = 0
    for match in _MARK.finditer(text):
        mark, start = match[0], match.start()
        if mark in _OPEN_WORDS and start != begins_at and last_close.get(_OPENS[mark], -1) < start:
            continue
        pieces += [text[at:start], END_THINK if mark in _CLOSES else THINK]
        at = match.end()
    native = "".join(pieces) + text[at:]
    if at == 0 or END_THINK not in native:
        return native
    thought, _, said = native.rpartition(END_THINK)
    before, opened, inside = thought.partition(THINK)
    thought = before + inside if opened else thought
    return _put(thought.replace(THINK, "").replace(END_THINK, ""), said)


def _without_frame_of_said(text: str) -> str:
    """What is said without `<response>` or a box of tokens around it; the reasoning as it is."""
    cut = text.rfind(END_THINK)
    thought, said = (text[: cut + len(END_THINK)], text[cut + len(END_THINK) :]) if cut >= 0 else ("", text)
    bare = said.strip()
    if thought and bare.startswith(_RESPONSE):
        said = "\n" + bare[len(_RESPONSE) :].removesuffix(_END_RESPONSE).strip()
    if "<|" in text or "<seed:" in text:
        thought, said = (_AROUND_SAID.sub("", part) for part in (thought, said))
    return thought + said
