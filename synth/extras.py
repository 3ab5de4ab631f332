"""How an extra is installed: in a checkout, or from the address of one, as long as no index has our distribution."""

DISTRIBUTION = "synth-reasoning"  # `synth` on PyPI is somebody else's


def how_to_install(extra: str) -> str:
    """The end of an error about a package that is missing."""
    return (
        f"in a checkout of synth, pip install '.[{extra}]'; "
        f"elsewhere, pip install '{DISTRIBUTION}[{extra}] @ git+ADDRESS' with the address of its repository"
    )
