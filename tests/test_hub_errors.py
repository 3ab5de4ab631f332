"""Errors of the line to the Hub are known by what huggingface_hub documents, not by the library beneath it."""

import socket

import pytest

from synth.hub_errors import unanswered


def closed_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def test_what_the_client_raises_where_nobody_listens_is_known():
    from huggingface_hub import HfApi

    with pytest.raises(unanswered()):
        HfApi(endpoint=f"http://127.0.0.1:{closed_port()}", token=False).repo_info("user/name", repo_type="dataset")


def test_what_the_client_raises_where_the_answer_is_cut_is_known(hub):
    from huggingface_hub import HfApi

    hub.rule = lambda method, path, attempt: "cut"
    with pytest.raises(unanswered()):
        HfApi(endpoint=hub.url).repo_info("user/name", repo_type="dataset")


def test_errors_of_files_and_of_values_are_not_the_lines():
    for other in (FileNotFoundError, PermissionError, ValueError, RuntimeError, KeyError):
        assert not issubclass(other, unanswered())
