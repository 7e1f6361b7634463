"""Static word embeddings that came in a wheel: two files, read without the package's own code.

`wordllama` 0.4 (MIT) brings the weights of 32,000 word pieces (256 numbers of 16 bits each, 16 MB)
and their tokenizer. Its own loader would import an HTTP client, turn the weights into twice the
memory, and change the logging of the whole process; we map the file, so that workers share it.
"""

import json
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

WEIGHTS = "weights/l2_supercat_256.safetensors"
TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"
TENSOR = "embedding.weight"
MOST_KNOWN = 20_000  # words whose pieces are kept: some 6 MB
AT_ONCE = 2_000  # texts a batch: what it needs of memory beside the answer


class NotInstalled(Exception):
    """The package with the weights is missing, or is of an edition with other files."""


class StaticEmbedding:
    """The mean of word pieces, for whole words."""

    def __init__(self, folder: Path) -> None:
        self._weights = _tensor(folder / WEIGHTS)
        self.dimensions = int(self._weights.shape[1])
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._known: dict[str, list[int]] = {}

    def vectors(self, texts: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for start in range(0, len(texts), AT_ONCE):
            some = [list(said) for said in texts[start : start + AT_ONCE]]
            rows[start : start + len(some)] = self._means(some)
        return rows

    def _means(self, texts: list[list[str]]) -> NDArray[np.float32]:
        pieces = self._pieces({word for said in texts for word in said})
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for row, said in enumerate(texts):
            if ids := [piece for word in said for piece in pieces[word]]:
                rows[row] = self._weights[ids].astype(np.float32).mean(axis=0)
        return rows

    def _pieces(self, words: set[str]) -> dict[str, list[int]]:
        """The pieces of each word. A word is cut the same wherever it stands, so those seen lately
        are not cut again."""
        known = self._known if len(self._known) < MOST_KNOWN else {}
        if new := sorted(word for word in words if word not in known):
            cut = self._tokenizer.encode_batch(
                [[word] for word in new], is_pretokenized=True, add_special_tokens=False
            )
            known.update((word, found.ids) for word, found in zip(new, cut, strict=True))
        self._known = known
        return known


@cache
def static_embedding() -> StaticEmbedding:
    """The one of this process. Raises NotInstalled."""
    found = find_spec("wordllama")  # finds the folder without running the package
    folder = Path(found.origin).parent if found and found.origin else None
    if folder is None or not all((folder / name).is_file() for name in (WEIGHTS, TOKENIZER)):
        raise NotInstalled(
            "The word embeddings are not installed. Install wordllama 0.4, then try again."
        )
    return StaticEmbedding(folder)


def _tensor(path: Path) -> NDArray[np.float16]:
    """The one tensor of a safetensors file: a length, a JSON header, then plain numbers."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        told = json.loads(file.read(length))[TENSOR]
    if told["dtype"] != "F16":
        raise NotInstalled(f"{path.name} holds {told['dtype']} numbers; 16 bits were expected.")
    start, _ = told["data_offsets"]
    return np.memmap(
        path, np.float16, mode="r", offset=8 + length + start, shape=tuple(told["shape"])
    )
