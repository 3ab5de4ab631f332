"""Runs a program as `python program.py` would, with stdin and stdout of its own. Inside the sandbox."""

from __future__ import annotations

import builtins
import sys


def main(code: str) -> None:
    """Returns where the program did, so that the interpreter ends as it does after any program."""
    module = sys.modules["__main__"]
    vars(module).clear()
    vars(module).update(__name__="__main__", __builtins__=__builtins__)
    sys.argv = ["program.py"]
    # These come with the module `site`, which is not loaded.
    vars(builtins).update(exit=sys.exit, quit=sys.exit)
    exec(compile(code, "program.py", "exec", dont_inherit=True), vars(module))
