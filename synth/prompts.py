"""Renders what the student is asked and what a teacher is sent. Templates are Jinja files, compiled once.

Text of problems and models reaches templates only as values, so it is never rendered itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from synth.errors import UsageError
from synth.strategy import BEHAVIORS, Strategy

if TYPE_CHECKING:
    from jinja2 import Environment, Template

Messages = list[dict[str, str]]

_PACKAGE = Path(__file__).resolve().parent


def template_folder() -> Path:
    """Where the templates of synth lie: inside a wheel's package, beside it in a checkout."""
    inside = _PACKAGE / "templates"
    return inside if inside.is_dir() else _PACKAGE.parent / "templates"


@lru_cache(maxsize=16)
def _environment(folders: tuple[Path, ...]) -> Environment:
    """Shared, since compiling takes long: a run makes several engines. A template that changes is compiled again."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # Templates are files of anybody's: in the sandbox they reach the values they are given, and no Python behind them.
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folders),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


class Prompts:
    """The templates of one task, searched for in `folders` before synth's own. Raises UsageError for a bad one."""

    def __init__(self, task_name: str, folders: Sequence[Path] = ()) -> None:
        for folder in folders:
            if not folder.is_dir():
                raise UsageError(f"there is no folder of templates {str(folder)!r}")
        self._environment = _environment((*folders, template_folder()))
        self._behavior_files = {b: [f"strategies/{task_name}/{b}.jinja", f"strategies/{b}.jinja"] for b in BEHAVIORS}
        self._filled = self._as_filled("prompt.jinja", ("question", "answer_format"))

    def prompt(self, question: str, answer_format: str) -> str:
        """The stored prompt: the question and the form of the answer; ends with one newline, holds no strategy."""
        values = {"question": question, "answer_format": answer_format}
        text = self.render("prompt.jinja", **values) if self._filled is None else self._filled % values
        return text.rstrip() + "\n"

    def messages(self, prompt: str, strategy: Strategy) -> Messages:
        """What a teacher is sent: the elicitation as a system message, the prompt as the user's."""
        system = self.render(
            "system.jinja", behaviors=BEHAVIORS, behavior_files=self._behavior_files, asked=strategy.asked.shows
        )
        return [{"role": "system", "content": system.strip()}, {"role": "user", "content": prompt}]

    def render(self, name: str, **values: object) -> str:
        from jinja2 import TemplateError

        try:
            return self._get(name).render(**values)
        except TemplateError as error:
            raise UsageError(f"the template {name} cannot be rendered: {error}") from None

    def _get(self, name: str) -> Template:
        from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

        try:
            return self._environment.get_template(name)
        except TemplateNotFound:
            raise UsageError(f"there is no template {name}") from None
        except TemplateSyntaxError as error:
            raise UsageError(f"the template {error.filename or name}, line {error.lineno}: {error.message}") from None
        except TemplateError as error:
            raise UsageError(f"the template {name}: {error}") from None

    def _as_filled(self, name: str, values: tuple[str, ...]) -> str | None:
        """A template of text and bare values in the form that `%` fills, which is quicker; None for any other."""
        from jinja2 import nodes

        found = ""
        for part in self._environment.parse(self.source(name)).body:
            for node in part.nodes if isinstance(part, nodes.Output) else [part]:
                if isinstance(node, nodes.TemplateData):
                    found += node.data.replace("%", "%%")
                elif isinstance(node, nodes.Name) and node.name in values:
                    found += f"%({node.name})s"
                else:
                    return None
        return found

    def source(self, name: str) -> str:
        """A template as it stands in its file."""
        self._get(name)
        source, _, _ = self._environment.loader.get_source(self._environment, name)  # type: ignore[union-attr]
        return source

    def sources(self, strategies: Sequence[Strategy], answer_format: str) -> Iterator[tuple[str, str]]:
        """A rendered example for each strategy: what a fingerprint of the prompts is made of."""
        prompt = self.prompt("?", answer_format)
        for strategy in strategies:
            yield strategy.name, "\n".join(message["content"] for message in self.messages(prompt, strategy))
