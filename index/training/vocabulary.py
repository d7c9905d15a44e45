"""The tokenizer of the static model: a Unigram vocabulary that keeps Korean words apart from their endings.

Method: Unigram language model (Kudo 2018). Trained on plain text it stores frequent words together with their particles
("서울시는", "서울시의"), each with a vector of its own. Here Kiwi first cuts particles and endings off the words of the
training text, so that the vocabulary holds them apart; at run time the tokenizer needs no Kiwi: it finds the same
pieces by their probabilities. Compound nouns stay whole for the training: the Unigram model decides which earn a piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

UNKNOWN = "[UNK]"
GRAMMAR = (
    "J",
    "E",
    "VCP",
    "VCN",
    "VX",
    "XSV",
    "XSA",
)  # Kiwi's tags: particles, endings, copulas, auxiliaries, suffixes
CLUTTER = r"[\u00B7\u2022\u2027\u2219\u22C5\u30FB\u318D\u119E\uE000-\uF8FF\x00-\x1F]"


def train_tokenizer(texts: Iterable[str], *, size: int) -> Any:
    """A `tokenizers.Tokenizer` with at most `size` pieces; it normalises (NFKC, lower case) by itself."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Replace(Regex(CLUTTER), " "), normalizers.NFKC(), normalizers.Lowercase()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Punctuation(),
            pre_tokenizers.Digits(individual_digits=False),
            pre_tokenizers.UnicodeScripts(),
        ]
    )
    trainer = trainers.UnigramTrainer(
        vocab_size=size,
        special_tokens=[UNKNOWN],
        unk_token=UNKNOWN,
        max_piece_length=10,
        shrinking_factor=0.75,
        n_sub_iterations=2,
        show_progress=False,
    )
    tokenizer.train_from_iterator(cut_particles(texts), trainer)
    return tokenizer


def cut_particles(texts: Iterable[str]) -> Iterator[str]:
    """Each text with a space around every particle, ending and verb suffix that Kiwi sees in it."""
    from kiwipiepy import Kiwi

    texts = list(texts)
    for text, tokens in zip(texts, Kiwi().tokenize(texts), strict=True):
        borders = {0, len(text)}
        for token in tokens:
            if token.tag.startswith(GRAMMAR):
                borders |= {token.start, token.end}
        yield " ".join(text[start:end] for start, end in pairwise(sorted(borders)))
