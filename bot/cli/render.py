"""Terminal output for a person: answers, papers, lists and reports, drawn with Rich.

Everything that comes from a note or a question is handed to Rich as plain :class:`~rich.text.Text`, never as markup, so
that no note can colour, link or forge a line of its own. Formulas are made readable as in messages.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from bot.locales import Texts
from bot.views.formulas import plain, readable_pieces
from bot.views.headings import passage_source
from bot.views.shown_hits import assumed, shown_hits, unknown, with_summary
from retrieval import Answer, Category, Hit, Note, Paper, Passage

if TYPE_CHECKING:  # what only one command needs would slow the start of all
    from bot.announce.plan import Planned

INDENT = 3
"""Columns by which what belongs to a numbered paper is set in."""

PIPE_WIDTH = 10_000
"""Columns where the output is no terminal: nothing is wrapped for a program that reads it."""


def make_console(*, stderr: bool = False) -> Console:
    """Make the console that commands print to: as wide as the terminal, or unbounded for a pipe or a file.

    It takes no text for markup, be it a title or the name of a file.
    """
    console = Console(stderr=stderr, highlight=False, markup=False)
    return console if console.is_terminal else Console(stderr=stderr, highlight=False, markup=False, width=PIPE_WIDTH)


def answer_view(answer: Answer, texts: Texts) -> RenderableType:
    """Draw an answer as the bot would give it: the best papers with passages, a list, or a kind refusal."""
    if answer.query.topics:
        return categories_view(answer.suggestions, texts)
    if (said := _said_view(answer, texts)) is not None:
        return said
    if answer.query.intent == "list":
        return _list_view(answer, texts)
    remarks = [Text(line, style="yellow") for line in (*unknown(answer, texts), *assumed(answer, texts))]
    if answer.abstained or not answer.hits:
        lines: list[RenderableType] = [Text(texts("cli-abstained")), *remarks]
        if answer.closest:
            papers = (_paper_lines(number, paper, texts) for number, paper in enumerate(answer.closest, start=1))
            lines += [Text(texts("cli-closest-papers")), Text(), *papers, Text()]
        if answer.suggestions:
            names = texts("cli-separator").join(
                category.name.pick(texts.language) or category.path for category in answer.suggestions
            )
            lines.append(Text(texts("cli-nearest-categories", names=names), style="dim"))
        return Group(*lines)
    summed_up = with_summary(answer)
    hits = (_hit_view(number, hit, texts, summary=hit in summed_up) for number, hit in shown_hits(answer))
    return Group(*remarks, *([Text()] if remarks else []), *hits)


def _said_view(answer: Answer, texts: Texts) -> RenderableType | None:
    """Draw what answers words that are no question to the notes; None for all others."""
    match answer.query.act:
        case "question" | "empty":
            return None
        case "card" | "citation" | "authors" as act if answer.hits and not answer.abstained:
            paper = answer.hits[0].paper
            lines = [] if answer.query.named else [Text(texts("paper-closest-name"), style="yellow")]
            return Group(*lines, *_paper_data(act, paper, texts))
        case "card" | "citation" | "authors":
            return None
        case "greeting" | "identity":
            return Text(texts("cli-who-i-am"))
        case "help":
            return Text(texts("cli-chat-help"))
        case "language":
            return Text(texts("cli-language"))
        case said:
            return Text(texts(f"said-{said.replace('_', '-')}"))


def _paper_data(act: str, paper: Paper, texts: Texts) -> list[RenderableType]:
    if act == "citation":
        # only here: a question would wait for all that the bot's views load
        from bot.views.citation import bibtex

        return [Text(bibtex(paper))]
    names = texts("card-separator").join(filter(None, map(str.strip, paper.authors)))
    if act == "authors":
        return [_title(paper), Text(names or texts("authors-none"))]
    lines: list[RenderableType] = [_paper_lines(1, paper, texts)]
    if names:
        lines.append(_indented(Text(names, style="dim")))
    if paper.summary:
        lines.append(_indented(Text(plain(paper.summary.pick(texts.language)))))
    return lines


def papers_view(papers: tuple[Paper, ...], texts: Texts) -> RenderableType:
    """Draw a list of papers, one entry each."""
    if not papers:
        return Text(texts("cli-no-papers"))
    return Group(*(_paper_lines(number, paper, texts) for number, paper in enumerate(papers, start=1)))


def note_view(note: Note, texts: Texts) -> RenderableType:
    """Draw a paper with everything known of it and the text of its note."""
    paper = note.paper
    lines: list[RenderableType] = [_title(paper)]
    if paper.title_zh:
        lines.append(Text(plain(paper.title_zh)))
    if paper.authors:
        lines.append(Text(", ".join(paper.authors), style="dim"))
    lines += _facts(paper, texts)
    if paper.summary:
        lines += [Text(), Text(plain(paper.summary.pick(texts.language)))]
    for section in note.sections:
        heading = section.headings[-1] if section.headings else ""
        lines += [Text(), Text(plain(heading), style="bold")] if heading else [Text()]
        lines += [Text(block.text if block.kind == "code" else plain(block.text)) for block in section.blocks]
    if not paper.has_note:
        lines += [Text(), Text(texts("cli-no-note-yet"), style="dim")]
    return Group(*lines)


def categories_view(categories: tuple[Category, ...], texts: Texts) -> RenderableType:
    """Draw the category tree with the number of papers at or below each node."""
    roots = [_branch(category, texts) for category in categories]
    return Group(*roots)


def planned_view(planned: Planned, papers: int, time_zone: str, texts: Texts) -> RenderableType:
    """Draw what is new with the number of those who hear of it, and of a dry run every delivery."""
    if planned.first:
        return Text(texts("cli-announce-first", count=papers))
    lines: list[RenderableType] = [
        Text(texts(f"cli-announce-{one.kind}", title=plain(one.paper.title), queued=one.queued, missed=one.missed))
        for one in planned.news
    ]
    if touched := planned.changed + planned.withdrawn + planned.returned:
        lines.append(Text(texts("cli-announce-touched", count=touched)))
    if not lines:
        lines.append(Text(texts("cli-announce-nothing")))
    if planned.next_moment is not None:
        lines.append(Text(texts("cli-announce-rests", moment=_moment(planned.next_moment, time_zone)), style="dim"))
    if planned.deliveries:
        table = Table(box=None, pad_edge=False)
        for column in ("chat", "topic", "when", "because", "paper"):
            table.add_column(texts("cli-announce-column", column=column))
        for one in planned.deliveries:
            when = texts("cli-announce-missed") if one.missed else _moment(one.due_at, time_zone)
            target = (str(one.target.chat_id), str(one.target.thread_id or "–"))
            because = texts("cli-announce-because", kind=one.subscription_filter.kind)
            table.add_row(*map(Text, (*target, when, because, plain(one.paper.title))))
        lines += [Text(), table]
    return Group(*lines)


def _moment(seconds: float, time_zone: str) -> str:
    return datetime.fromtimestamp(seconds, ZoneInfo(time_zone)).isoformat(" ", "minutes")


def _list_view(answer: Answer, texts: Texts) -> RenderableType:
    papers = tuple(hit.paper for hit in answer.hits)
    if not papers:
        return Text(texts("cli-no-papers"))
    head = texts("cli-list-count", count=len(papers))
    if names := [path.rsplit("/", 1)[-1] for path in answer.query.filters.categories]:
        head = texts("cli-list-in", head=head, names=texts("cli-separator").join(dict.fromkeys(names)))
    return Group(Text(head, style="dim"), papers_view(papers, texts))


def _hit_view(number: int, hit: Hit, texts: Texts, *, summary: bool) -> RenderableType:
    lines: list[RenderableType] = [_title_line(number, hit.paper, texts)]
    if summary and hit.paper.summary:
        lines.append(_indented(Text(plain(hit.paper.summary.pick(texts.language)))))
    lines += [_passage_view(passage, texts) for passage in hit.shown_passages]
    return Group(*lines, *_facts(hit.paper, texts, INDENT), Text())


def _title_line(number: int, paper: Paper, texts: Texts) -> Text:
    head = Text(f"{number}. ").append_text(_title(paper))
    if texts.language == "zh" and paper.title_zh:
        head.append(f"  {plain(paper.title_zh)}", style="dim")
    return head


def _paper_lines(number: int, paper: Paper, texts: Texts) -> RenderableType:
    return Group(_title_line(number, paper, texts), *_facts(paper, texts, INDENT))


def _title(paper: Paper) -> Text:
    style = f"bold link {paper.url}" if paper.url.startswith(("https://", "http://")) else "bold"
    return Text(plain(paper.title), style=style)


def _facts(paper: Paper, texts: Texts, indent: int = 0) -> list[Text]:
    facts = (paper.date or texts("paper-undated"), ", ".join(filter(None, paper.category_paths)), paper.tag, paper.id)
    lines = [Text(" " * indent + " · ".join(fact for fact in facts if fact), style="dim")]
    return lines + [_address(link, indent) for link in dict.fromkeys((paper.url, paper.paper_url)) if link]


def _address(link: str, indent: int) -> Text:
    # the terminal wraps it, if anyone: an address cut by us could not be clicked or copied
    return Text(" " * indent + link, style="cyan", no_wrap=True, overflow="ignore")


def _passage_view(passage: Passage, texts: Texts) -> RenderableType:
    pieces = readable_pieces(passage.text, bold=passage.marks)
    text = Text.assemble(("» ", "dim"), *((piece.text, "bold yellow" if piece.bold else "") for piece in pieces))
    lines: list[RenderableType] = [_indented(text)]
    if passage.section:
        lines.append(_indented(Text(plain(passage_source(passage, texts)), style="dim"), INDENT + 2))
    if passage.url:
        lines.append(_address(passage.url, INDENT + 2))
    return Group(*lines)


def _indented(body: RenderableType, indent: int = INDENT) -> RenderableType:
    return Padding(body, (0, 0, 0, indent), expand=False)


def _branch(category: Category, texts: Texts) -> Tree:
    tree = Tree(_category_label(category, texts))
    _grow(tree, category, texts)
    return tree


def _grow(tree: Tree, category: Category, texts: Texts) -> None:
    for child in category.children:
        _grow(tree.add(_category_label(child, texts)), child, texts)


def _category_label(category: Category, texts: Texts) -> Text:
    label = Text(category.name.pick(texts.language) or category.path)
    label.append(f" ({category.count})", style="bold" if category.count else "dim")
    label.append(f"  {category.path}", style="dim")
    return label
