"""LLaMA-Factory's dataset_info.json beside a file."""

import orjson
import pytest
from export_runs import folder, row

from synth.errors import UsageError
from synth.exports.export import export


@pytest.fixture
def out(tmp_path):
    return folder(tmp_path / "out", [row(n, strategy) for strategy in ("all", "negative") for n in range(3)])


def info(tmp_path):
    return orjson.loads((tmp_path / "dataset_info.json").read_bytes())


def test_the_entries_of_others_stay(out, tmp_path):
    (tmp_path / "dataset_info.json").write_text('{"identity": {"file_name": "identity.json"}}')
    export(out, to="llama-factory", path=tmp_path / "sft.jsonl")
    export(out, to="dpo", path=tmp_path / "dpo.parquet", dataset_info=True)
    export(out, to="kto", path=tmp_path / "kto.jsonl", dataset_info=True)
    export(out, to="alpaca", path=tmp_path / "plain.jsonl")
    # github.com/hiyouga/LLaMA-Factory, data/README.md
    assert info(tmp_path) == {
        "identity": {"file_name": "identity.json"},
        "sft": {"file_name": "sft.jsonl", "formatting": "sharegpt", "columns": {"messages": "conversations"}},
        "dpo": {
            "file_name": "dpo.parquet",
            "ranking": True,
            "columns": {"prompt": "prompt", "chosen": "chosen", "rejected": "rejected"},
        },
        "kto": {
            "file_name": "kto.jsonl",
            "columns": {"prompt": "prompt", "response": "completion", "kto_tag": "label"},
        },
    }


def test_an_entry_of_the_same_name_is_replaced_only_when_asked(out, tmp_path):
    (tmp_path / "dataset_info.json").write_text('{"sft": {"file_name": "other.json"}}')
    with pytest.raises(UsageError, match="has another entry 'sft'"):
        export(out, to="llama-factory", path=tmp_path / "sft.jsonl")
    assert not (tmp_path / "sft.jsonl").exists()
    export(out, to="llama-factory", path=tmp_path / "sft.jsonl", overwrite=True)
    assert info(tmp_path)["sft"]["file_name"] == "sft.jsonl"


@pytest.mark.parametrize("content", ["[]", "{", "7"])
def test_a_broken_one_is_refused_before_anything_is_written(out, tmp_path, content):
    (tmp_path / "dataset_info.json").write_text(content)
    with pytest.raises(UsageError, match=r"dataset_info\.json"):
        export(out, to="llama-factory", path=tmp_path / "sft.jsonl")
    assert not (tmp_path / "sft.jsonl").exists()
    assert (tmp_path / "dataset_info.json").read_text() == content
