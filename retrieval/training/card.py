"""The model card: what the model is, what it was made from, how, and how well it does; written by each training run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import takewhile
from pathlib import Path

from retrieval.index.token_neighbours import DIMENSIONS
from retrieval.models.embedding import CONFIG_FILE, TABLE_FILE, TOKENIZER_FILE, StaticEmbedder
from retrieval.training.evaluate import Measure
from retrieval.training.loop import Recipe
from retrieval.training.pairs import Record, RecordKind
from retrieval.training.views import DOCUMENT_TOKENS, VIEWS

_CONTENT = {
    RecordKind.ENGLISH_PAPER: "English titles and abstracts",
    RecordKind.FACETS: "English title and abstract with Chinese summary, motivation, method, result",
    RecordKind.PARALLEL: "Chinese and English of the same documentation paragraph, heading, title or abstract",
    RecordKind.TERMS: "Chinese and English terms",
    RecordKind.CHINESE_PAPER: "Chinese titles and abstracts",
    RecordKind.CHINESE_SECTION: "Chinese headings and the text under them",
    RecordKind.QUESTIONS: "Papers with questions as readers type them",
}


def model_card(
    embedder: StaticEmbedder,
    folder: Path,
    recipe: Recipe,
    device: str,
    training: Sequence[Record],
    sources: Counter[str],
    origins: dict[str, tuple[str, str]],
    measures: Sequence[Measure],
    earlier: Mapping[str, str],
) -> str:
    """Return the card's Markdown for the model in ``folder``, trained on ``device``.

    ``sources`` counts the records of each source, ``origins`` has a source's licence and a remark (``read_origins``),
    ``earlier`` the recipe of the model that this one began as (``read_recipe``).
    """
    size = sum((folder / name).stat().st_size for name in (CONFIG_FILE, TABLE_FILE, TOKENIZER_FILE))
    counts = Counter(record.kind for record in training)
    return _CARD.format(
        pieces=embedder.vocabulary_size,
        dimensions=embedder.dimensions,
        megabytes=f"{size / 1e6:.1f}",
        data="\n".join(f"| {_CONTENT[kind]} | `{kind}` | {count:,} |" for kind, count in sorted(counts.items())),
        sources="\n".join(
            f"| {name} | {count:,} | {' | '.join(origins.get(name, ('not stated', '')))} |"
            for name, count in sources.most_common()
        ),
        steps="| setting | first step | second step |\n| --- | --- | --- |" if earlier else _ONE_STEP,
        recipe="\n".join(
            f"| {name} | {f'{earlier.get(name, _ABSENT)} | ' if earlier else ''}{value} |"
            for name, value in [*asdict(recipe).items(), ("device", device)]
        ),
        document_tokens=DOCUMENT_TOKENS,
        late_dimensions=min(DIMENSIONS, embedder.dimensions),
        views="\n".join(f"| {view.name} | `{view.kind}` | {view.share:.0%} |" for view in VIEWS),
        results="\n".join(
            f"| {m.name} | {m.pairs} | {m.forward:.3f} | {m.backward:.3f} | {m.late:.3f} |" for m in measures
        ),
    )


def read_recipe(folder: Path) -> dict[str, str]:
    """Read the recipe, setting by setting, from the card of the model in ``folder``; empty if it has none."""
    card = folder / "README.md"
    text = card.read_text("utf-8") if card.is_file() else ""
    rows = text.partition(_ONE_STEP)[2].strip().splitlines()
    cells = ([cell.strip() for cell in row.strip("|").split("|")] for row in takewhile(_is_row, rows))
    return {row[0]: row[-1] for row in cells}


def _is_row(line: str) -> bool:
    return line.startswith("|")


_ONE_STEP = "| setting | value |\n| --- | --- |"
_ABSENT = "–"
_CARD = """\
# The bundled embedding model

A static bilingual (Chinese, English) model for finding papers: a Unigram tokenizer of {pieces:,} pieces and a table of
one int8 vector of {dimensions} dimensions for each, with one scale a row; {megabytes} MB in all. A text's vector is the
sum of its pieces' vectors scaled to length one. A question costs microseconds and no deep-learning library.

It is used twice: pooled vectors are compared by cosine, and the table itself serves late interaction (for each piece of
the question the most similar piece of a text counts, by the cosine of their first {late_dimensions} dimensions to the
power of 1.5, times the length of the question piece's vector). It was trained for both. This file was written by
`python -m retrieval.training`.

## Data

| content | file | records trained on |
| --- | --- | ---: |
{data}

Up to 1,000 records of each kind of paper were held out at random, and whatever else in the files begins with the same
title or abstract.

| source | records | licence | what was taken |
| --- | ---: | --- | --- |
{sources}

The weights are under this project's licence.

## Recipe

{steps}
{recipe}

Where there are two steps, the first made a model from the pairs alone, as which the second began: from then on an epoch
has `share` of the pairs that the views draw, and the papers with questions of readers `question_passes` times.

The tokenizer normalises (NFKC, lower case), drops everything but letters and digits and keeps runs of Chinese, of other
letters and of digits apart. Each batch holds pairs of one view only; document sides are cut near {document_tokens}
tokens; half of the short sides stand inside a question's pattern. Of the share `masked` of pairs the second side loses
the pieces that it has in common with the first, so that what means the same is learned and not what is the same. The
loss is an in-batch softmax over cosines in both directions plus `late_weight` times one over late-interaction scores;
Adam, its rate rising for a twentieth of the run and then falling in a straight line to nothing. From epoch
`grouped_from` on (counted from 0) batches are made of papers that the table so far finds alike.

| view | records of | share drawn in an epoch |
| --- | --- | ---: |
{views}

## Results

Share of questions whose own text is the first of all texts of the set, on held-out records, with the quantised model:
from left to right, from right to left (pooled vectors), and from left to right by late interaction.

| left, right | pairs | pooled → | pooled ← | late → |
| --- | ---: | ---: | ---: | ---: |
{results}

## Limits

- No word order: "A beats B" and "B beats A" have the same vector; negation and numbers hardly count.
- Papers on computing are what it knows; everyday language, other sciences and other languages it knows little of.
- Names newer than its data fall into parts of words; the lexical leg of retrieval has to find those.
- Simplified Chinese only: traditional forms have to be converted before.
- A cosine is no probability of relevance; it is comparable within one question only.
"""
