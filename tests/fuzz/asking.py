"""Questions about the notes of a library: of titles, authors, venues and words, spoiled or not, and follow-ups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random

from retrieval import Library, Paper
from retrieval.types import Answer
from tests.fuzz.mutations import CHARACTERS, mutated_line

_OF_A_PAPER: tuple[Callable[[Paper], str], ...] = (
    lambda paper: paper.title,
    lambda paper: paper.title_zh or paper.summary.zh[:80],
    lambda paper: paper.summary.en[:200],
    lambda paper: f"{paper.title} 讲了什么",
    lambda paper: f"what is {paper.title}?",
    lambda paper: f"papers by {' and '.join(paper.authors[:2])}",
    lambda paper: f"{'、'.join(paper.authors[-1:])} 的论文",
    lambda paper: f"{''.join(paper.authors[:1]).rpartition(' ')[2]} {paper.year}",
    lambda paper: f"papers at {paper.tag}",
    lambda paper: f"{paper.tag} 有哪些论文",
    lambda paper: f"{paper.year} 年的 {paper.category} 论文",
    lambda paper: f"list everything in {'/'.join(paper.categories[-1:])} since {paper.date[:7]}",
    lambda paper: f"关于{paper.title[:20]}的论文有哪些",
    lambda paper: paper.paper_url or paper.url,
    lambda paper: paper.arxiv or paper.doi or paper.id,
    lambda paper: f"为什么 {paper.title[:40]} 更快？",
    lambda paper: f"how many GPUs does {paper.title.partition(':')[0]} need",
)
_OF_TWO: tuple[Callable[[Paper, Paper], str], ...] = (
    lambda one, other: f"{one.title} 和 {other.title} 的区别",
    lambda one, other: f"compare {one.title.partition(':')[0]} with {other.title.partition(':')[0]}",
    lambda one, other: f"papers by {''.join(one.authors[:1])} and {''.join(other.authors[:1])} after {other.year}",
)
_OF_ALL = (
    "最新的论文", "latest papers", "有哪些分类", "what topics are there?", "how many papers are there in 2023?",
    "最近三个月新增", "怎样减少显存的占用？", "How is the memory of the cache saved?", "今天天气怎么样", "第二篇",
    "a", "", " ", "？", "¹", "。",
)  # fmt: skip
_FOLLOWING = (
    "它的局限是什么？", "那实验呢？", "这篇论文的作者是谁", "what about its results?", "who wrote it?",
    "how does it work?", "为什么", "and the second one?", "第二篇呢？",
)  # fmt: skip

Asked = tuple[str, Callable[[], object]]
"""What is asked, and how."""


def asked(library: Library, rng: Random, count: int) -> Iterator[Asked]:
    """Return ``count`` questions with some that follow the answers, and the other ways of looking things up."""
    papers = library.papers()
    answers: list[Answer] = []

    def ask(text: str, previous: Answer | None = None, within: Sequence[str] = ()) -> Answer:
        found = library.ask(text, previous=previous, within=within, passages=range(6))
        answers.append(found)
        return found

    for _ in range(count):
        text = _question(papers, rng)
        yield text, lambda text=text: ask(text)  # type: ignore[misc]
        if answers and rng.random() < 0.3:
            following = rng.choice(_FOLLOWING)
            if rng.random() < 0.3:
                following = mutated_line(following, rng)
            previous = rng.choice(answers)
            yield following, lambda text=following, previous=previous: ask(text, previous)  # type: ignore[misc]
        if papers and rng.random() < 0.2:
            some = tuple(paper.id for paper in rng.sample(papers, min(3, len(papers))))
            yield text, lambda text=text, some=some: ask(text, within=some)  # type: ignore[misc]
            yield text, lambda text=text, some=some: library.score_papers(text, some)  # type: ignore[misc]
        yield text, lambda text=text: (library.find(text), library.find_categories(text))  # type: ignore[misc]


def _question(papers: Sequence[Paper], rng: Random) -> str:
    chance = rng.random()
    if not papers or chance < 0.15:
        text = rng.choice(_OF_ALL)
    elif chance < 0.25:
        text = rng.choice(_OF_TWO)(rng.choice(papers), rng.choice(papers))
    else:
        text = rng.choice(_OF_A_PAPER)(rng.choice(papers))
    if rng.random() < 0.5:
        text = mutated_line(text, rng)
    if rng.random() < 0.03:
        text = "".join(rng.choices([*CHARACTERS, text, "论文", " papers by "], k=200))
    # what Telegram lets a reader write, and more than that on the command line
    return text[: rng.choice((4096, 4096, 100_000))].replace("\x00", "")
