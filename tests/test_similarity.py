"""Which texts are near one another, by words and by a model's embeddings."""

import os
import subprocess
import sys
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import log

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.similarity import Neighbours, Tfidf

TEXTS = ["ann bakes bread", "bob bakes bread", "cars drive fast", "trains drive fast", "nothing of the kind"]


@given(st.lists(st.text("abc xyz", max_size=30), min_size=1, max_size=12))
def test_cosines_are_symmetric_and_at_most_one(texts):
    found = Tfidf(texts)
    rows = np.stack([found.to(place) for place in range(len(texts))])
    assert np.allclose(rows, rows.T, atol=1e-5)
    assert rows.max() <= 1 + 1e-5


def test_numbers_and_case_do_not_count():
    cosines = Tfidf(["Ann has 3 pens", "ann has 99 pens", "a car"]).to(0)
    assert cosines[1] == pytest.approx(1)
    assert cosines[2] == 0


def test_cosines_are_those_of_the_definition():
    words = ["ann", "fish", "river", "boat", "gold", "lamp", "tree", "moon", "sand"]
    texts = [" ".join(["the", *words[place % 9 :][: 1 + place % 4], "sea"[: place % 3 + 1]]) for place in range(40)]
    counts = [Counter(word for word in text.split() if len(word) > 1) for text in texts]
    known = sorted({word for count in counts for word in count})
    idf = [1 + log((1 + len(texts)) / (1 + sum(word in count for count in counts))) for word in known]
    vectors = np.array([[count[word] * weight for word, weight in zip(known, idf, strict=True)] for count in counts])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    tfidf = Tfidf(texts)
    for place in range(len(texts)):
        assert np.allclose(tfidf.to(place), vectors @ vectors[place], atol=1e-6)


def test_a_text_that_says_the_same_is_no_neighbour():
    texts = ["red fish swim", "red fish swim fast", "blue birds fly", "red birds fly", "RED  fish swim"]
    assert Neighbours(texts, Tfidf(texts), (0.0, 1.0), 3).of(0) == [1, 3, 2]


class Given:
    """Cosines that somebody chose."""

    def __init__(self, rows):
        self.rows = np.array(rows, np.float32)

    def to(self, place):
        return self.rows[place].copy()


@given(st.data())
def test_the_nearest_come_first_and_equal_ones_in_their_order(data):
    n = data.draw(st.integers(1, 12))
    row = data.draw(st.lists(st.sampled_from([-1.0, -0.3, 0.0, 0.1, 0.2, 0.25, 0.5, 0.9, 1.0]), min_size=n, max_size=n))
    said = data.draw(st.lists(st.sampled_from(["one", "two", "three", "four"]), min_size=n, max_size=n))
    lo, hi = data.draw(st.sampled_from([(0.0, 1.0), (-1.0, 1.0), (0.1, 0.9), (0.25, 1.0)]))
    k = data.draw(st.integers(1, 6))
    fitting = [at for at in range(n) if said[at] != said[0] and lo <= row[at] <= hi]
    expected = sorted(fitting, key=lambda at: -row[at])[:k]
    assert Neighbours(said, Given([row] * n), (lo, hi), k).of(0) == expected


def test_a_window_leaves_out_what_is_too_near_or_too_far():
    assert Neighbours(TEXTS, Tfidf(TEXTS), (0.2, 0.99), 5).of(0) == [1]
    assert Neighbours(TEXTS, Tfidf(TEXTS), (0.99, 1.0), 5).of(0) == []


class Embedder:
    """A server that embeds a text by its letters; it counts what it is sent."""

    def __init__(self, status=200):
        self.sent = 0

        class Handler(BaseHTTPRequestHandler):
            def do_POST(handler):
                texts = orjson.loads(handler.rfile.read(int(handler.headers["content-length"])))["input"]
                self.sent += len(texts)
                vectors = [[float(text.count(letter)) for letter in "abcdefgr"] for text in texts]
                data = [{"object": "embedding", "index": i, "embedding": vector} for i, vector in enumerate(vectors)]
                told = {"object": "list", "data": data, "model": "m", "usage": {"prompt_tokens": 1, "total_tokens": 1}}
                body = orjson.dumps(told if status == 200 else {"error": {"message": "no"}})
                handler.send_response(status)
                handler.send_header("content-type", "application/json")
                handler.send_header("content-length", str(len(body)))
                handler.end_headers()
                handler.wfile.write(body)

            def log_message(handler, *what):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *what):
        self.server.shutdown()
        self.server.server_close()


# In a process of its own: what litellm leaves open is closed with it.
CODE = """
import sys
from synth.errors import TeacherError
from synth.similarity import Embeddings
from pathlib import Path
try:
    print(*Embeddings({texts!r}, "openai/m", sys.argv[1], Path(sys.argv[2])).to(0))
except TeacherError as error:
    print(error)
"""


def embedded(url, folder):
    environment = {**os.environ, "OPENAI_API_KEY": "nothing"}
    command = [sys.executable, "-c", CODE.format(texts=TEXTS), url, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=True).stdout


def test_a_models_embeddings_are_asked_for_once_and_kept(tmp_path):
    with Embedder() as served:
        first, again = embedded(served.url, tmp_path), embedded(served.url, tmp_path)
        assert served.sent == len(TEXTS)
    assert first == again
    cosines = list(map(float, first.split()))
    assert cosines[0] == pytest.approx(1)
    assert cosines[1] > cosines[2]


def test_a_model_that_does_not_answer_is_an_error_that_names_it(tmp_path):
    with Embedder(status=400) as served:
        assert "the embedding model 'openai/m' does not answer" in embedded(served.url, tmp_path)
    assert not list(tmp_path.iterdir())
