"""LLaMA-Factory's own loader reads what was exported for it, by the dataset_info.json beside it."""

import sys
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType, SimpleNamespace

import pytest
from export_runs import folder, row

from synth.exports.export import export

pytestmark = [
    pytest.mark.trainers,
    pytest.mark.skipif(
        not (find_spec("llamafactory") and find_spec("torch")), reason="needs llamafactory: pip install llamafactory"
    ),
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Reads a dataset by its name in dataset_info.json, into prompts and responses."""
    try:
        import torchaudio  # noqa: F401
    except (ImportError, OSError):  # built for GPUs; only recordings need it
        stand_in = ModuleType("torchaudio")
        stand_in.__spec__ = ModuleSpec("torchaudio", None)
        monkeypatch.setitem(sys.modules, "torchaudio", stand_in)
    from datasets import load_dataset
    from llamafactory.data.converter import align_dataset
    from llamafactory.data.parser import get_dataset_list
    from llamafactory.extras.constants import FILEEXT2TYPE

    def named(name):
        (found,) = get_dataset_list([name], str(tmp_path))
        data = SimpleNamespace(
            dataset_dir=str(tmp_path), streaming=False, preprocessing_num_workers=None, overwrite_cache=True,
            media_dir=str(tmp_path),
        )  # fmt: skip
        file = tmp_path / found.dataset_name
        assert found.load_from == "file"
        kind = FILEEXT2TYPE[file.suffix[1:]]
        held = load_dataset(kind, data_files=[str(file)], split=found.split, cache_dir=str(tmp_path / "cache"))
        rows = align_dataset(held, found, data, SimpleNamespace(local_process_index=0))
        return [
            ([turn["content"] for turn in r["_prompt"]], [turn["content"] for turn in r["_response"]]) for r in rows
        ]

    return named


@pytest.mark.parametrize("ending", ["parquet", "jsonl"])
def test_every_stage_finds_its_columns(tmp_path, read, ending):
    out = folder(tmp_path / "out", [row(n, strategy) for strategy in ("all", "negative") for n in range(4)])
    for to in ("llama-factory", "alpaca", "dpo", "kto"):
        export(out, to=to, path=tmp_path / f"{to}.{ending}", dataset_info=True)
    first, last = [row(n, "all") for n in range(4)], [row(n, "negative") for n in range(4)]
    supervised = [([r["prompt"].rstrip("\n")], [r["completion"]]) for r in [*first, *last]]
    assert read("llama-factory") == supervised
    assert read("alpaca") == supervised
    assert read("dpo") == [
        ([a["prompt"]], [a["completion"], b["completion"]]) for a, b in zip(first, last, strict=True)
    ]
    # What is wanted comes first, what is not second; the other side is empty.
    expected = [([r["prompt"]], [r["completion"], ""]) for r in first] + [
        ([r["prompt"]], ["", r["completion"]]) for r in last
    ]
    assert read("kto") == expected
