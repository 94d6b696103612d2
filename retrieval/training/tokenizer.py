"""The tokenizer: Unigram pieces, learned apart for Chinese, for other letters and for digits.

A piece never crosses a space, a punctuation mark or a border between scripts. Of letters and digits most pieces are
whole words and numbers, so that short names (``kv``, ``fp``, ``moe``) have vectors of their own; a compound name of two
common words (``flashattention``) is no piece, so it shares the vectors of the words it is made of. Chinese pieces are
at most three characters long, since longer ones make the same term differ between a question and a note more often,
and hold no word glued to a particle (``的任务``).
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from retrieval.errors import ModelError
from retrieval.text.chinese import begins_chinese

UNKNOWN = "<unk>"

#: Everything that is no letter, mark or digit separates pieces and is dropped.
_SEPARATORS = r"[^\p{L}\p{M}\p{Nd}]+"
_HAN = r"\p{Han}+"
_DIGITS = r"\p{Nd}+"

#: A text is read up to here; learning pieces from 60 million characters more changed few of them.
_MAX_CHARACTERS = 120_000_000
_MAX_HAN_RUNS = 600_000

_PARTICLES_BEFORE = "的了在是和与及或将被该其这并"
_PARTICLES_AFTER = "的了和与在是及并"

#: Only words as common as that are told apart in a compound; each part has at least that many letters.
_COMMON_WORDS = 4000
_PART_LETTERS = 4

#: Taken off the log probability of parts of words, so that a whole word is preferred.
_PART_PENALTY = 5.0


@dataclass(frozen=True, slots=True)
class Shares:
    """The division of the vocabulary; chosen for notes that are Chinese with English terms."""

    han: float = 0.45
    words: float = 0.44
    parts: float = 0.09
    numbers: float = 0.02


def train_tokenizer(texts: Iterable[str], pieces: int, seed: int, shares: Shares = Shares()) -> Tokenizer:
    """Learn a tokenizer of about ``pieces`` pieces from ``texts``, of many from a sample by ``seed``.

    Raises ``ModelError`` where ``pieces`` are too few for the characters of the texts.
    """
    han, words, numbers = _count_runs(texts, seed)
    word_pieces, rare = _frequent(words, int(pieces * shares.words))
    number_pieces, _ = _frequent(numbers, int(pieces * shares.numbers))
    part_pieces = _unigram(rare, int(pieces * shares.parts), longest=10)
    found: dict[str, float] = dict(_without_particles(_unigram(han, int(pieces * shares.han * 1.1), longest=3)))
    found.update((piece, score - _PART_PENALTY) for piece, score in part_pieces)
    lowest = min(found.values(), default=0.0) - 2 * _PART_PENALTY
    found.update((digit, lowest) for digit in "0123456789")
    found.update(word_pieces + number_pieces)
    vocabulary = [(UNKNOWN, lowest - _PART_PENALTY)]
    vocabulary += sorted(((p, round(score, 3)) for p, score in found.items()), key=lambda item: (-item[1], item[0]))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = _pre_tokenizer()
    return tokenizer


def _pre_tokenizer() -> pre_tokenizers.Sequence:
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_SEPARATORS), "removed"),
            pre_tokenizers.Split(Regex(_HAN), "isolated"),
            pre_tokenizers.Split(Regex(_DIGITS), "isolated"),
        ]
    )


def _count_runs(texts: Iterable[str], seed: int) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Count the runs of Chinese, of other letters and of digits."""
    shuffled = list(texts)
    Random(seed).shuffle(shuffled)  # noqa: S311
    normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    splitter = _pre_tokenizer()
    han, words, numbers = Counter[str](), Counter[str](), Counter[str]()
    left = _MAX_CHARACTERS
    for text in shuffled:
        for run, _ in splitter.pre_tokenize_str(normalizer.normalize_str(text)):
            if run[0].isdecimal():
                numbers[run] += 1
            elif begins_chinese(run):
                if len(han) < _MAX_HAN_RUNS:
                    han[run] += 1
            else:
                words[run] += 1
        left -= len(text)
        if left <= 0:
            break
    return han, words, numbers


def _frequent(runs: Counter[str], most: int) -> tuple[list[tuple[str, float]], Counter[str]]:
    """Split ``runs`` into the most frequent ones, with their log probabilities, and the others."""
    total = max(1, runs.total())
    ordered = [run for run, _ in runs.most_common()]
    rank = {run: place for place, run in enumerate(ordered[:_COMMON_WORDS])}
    whole = [run for run in ordered if not _compound(run, rank)][:most]
    chosen = set(whole)
    rest = Counter({run: count for run, count in runs.items() if run not in chosen})
    return [(run, math.log(runs[run] / total)) for run in whole], rest


def _compound(word: str, rank: dict[str, int]) -> bool:
    """Return whether ``word`` is two words written as one, both more common than itself."""
    own = rank.get(word, _COMMON_WORDS)
    cuts = range(_PART_LETTERS, len(word) - _PART_LETTERS + 1)
    return any(rank.get(word[:cut], own) < own and rank.get(word[cut:], own) < own for cut in cuts)


def _without_particles(pieces: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Drop Chinese pieces of three or more characters that are another piece and a particle."""
    known = {piece for piece, _ in pieces}

    def glued(piece: str) -> bool:
        return len(piece) > 2 and (
            (piece[0] in _PARTICLES_BEFORE and piece[1:] in known)
            or (piece[-1] in _PARTICLES_AFTER and piece[:-1] in known)
        )

    return [(piece, score) for piece, score in pieces if not glued(piece)]


def _unigram(runs: Counter[str], pieces: int, *, longest: int) -> list[tuple[str, float]]:
    """Learn Unigram pieces with their log probabilities; none where there are no runs."""
    if not runs:
        return []
    size, characters = max(16, pieces), len(set().union(*runs))
    if characters >= size:
        raise ModelError(
            f"the texts have {characters:,} different characters, which is more than the {size:,} pieces set aside "
            "for them; ask for more with --pieces."
        )
    trainer = trainers.UnigramTrainer(
        vocab_size=size,
        special_tokens=[UNKNOWN],
        unk_token=UNKNOWN,
        max_piece_length=longest,
        show_progress=False,
        shrinking_factor=0.5,
    )
    learner = Tokenizer(models.Unigram())
    learner.train_from_iterator(_repeated(runs), trainer=trainer)
    vocabulary = json.loads(learner.to_str())["model"]["vocab"]
    return [(piece, score) for piece, score in vocabulary if piece != UNKNOWN]


def _repeated(runs: Counter[str]) -> Iterator[str]:
    """Each run as often as it occurs, up to the number that tells it from a rare one."""
    for run, count in runs.items():
        for _ in range(min(count, 50)):
            yield run
