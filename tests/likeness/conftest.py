"""A reader with a small vocabulary, and an embedding that needs no file."""

import hashlib

import numpy as np
import pytest

from likeness.reading import Reader

SUBJECTS = [
    ("parking permit", "parking permits"),
    ("resident permit", "parking permits"),
    ("bulky waste", "bulky waste"),
    ("sofa", "bulky waste"),
    ("mattress", "bulky waste"),
    ("mattress", "fly-tipping"),
]
NAMES = [
    ("Leeds City Council", "leeds"),
    ("Leeds", "leeds"),
    ("Reading", "reading"),
    ("Newport", "newport-wales"),
    ("Newport", "newport-wight"),
]


class Hashed:
    """A direction for each word, from its hash: the same on every machine."""

    dimensions = 128

    def vectors(self, texts):
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for row, said in zip(rows, texts, strict=True):
            for word in said:
                bits = np.frombuffer(hashlib.shake_128(word.encode()).digest(128), np.uint8)
                row += bits.astype(np.float32) / 128 - 1
            row /= max(len(said), 1)
        return rows


@pytest.fixture(scope="session")
def reader():
    return Reader(subjects=SUBJECTS, names=NAMES, embedding=Hashed())
