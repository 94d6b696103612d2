"""The title of a note that its front matter does not give: its heading, or the name of its file made readable."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from retrieval.parsing.dates import dates_in_name
from retrieval.parsing.elements import Element, without_numbering
from retrieval.parsing.labels import heading_label, title_in
from retrieval.parsing.paper_links import is_link_label, leads_to_paper
from retrieval.parsing.venues import find_venue
from retrieval.text.chinese import has_chinese
from retrieval.text.cleaning import one_line

INFORMATION = re.compile(
    r"(?:the\s)?(?:paper|article)?(?:(?<![\s-])[\s-]++)?(?:info(?:rmation)?|meta[\s-]?data|meta|details|paper|article)|论文|文章"
    r"|(?:论文|文章|文献)?(?:的?(?:基本|基础|元|详细)?(?:信息|资料|数据))",
    re.IGNORECASE,
)
"""Headings over what is known of a paper, which are neither its title nor a section."""
_SECTION = re.compile(
    r"abstract|intro(?:duction)?|background|motivations?|problems?(?:\s(?:statement|definition|setup))?|overview|summary"
    r"|executive\ssummary|tl;?\s?dr|(?:key|main|core)\s\w+|contributions?|methods?|methodology|(?:proposed\s)?(?:approach|method|model)"
    r"|architecture|algorithms?|experiments?(?:al)?(?:\s\w+)?|results?|evaluations?|analysis|discussions?|conclusions?|limitations?"
    r"|future\sworks?|related\sworks?|(?:my\s|reading\s|paper\s)?(?:notes?|thoughts|comments?|questions?|review|takeaways?)|details|setup"
    r"|strengths?|weakness(?:es)?|pros|cons|references?|bibliography|appendix|links?|resources|code|datasets?|training|what|why|how"
    r"|(?:table\sof\s)?contents|toc|highlights?|ideas?|citation|bibtex|implementation|what\sis\s.*|why\s.*"
    r"|(?:experiments|methods?|materials|results|discussions?|conclusions?)\sand\s\w+|preliminar(?:y|ies)(?:\sand\s\w+)?"
    r"|acknowledge?ments?|back\smatter|supplement(?:s|ary)?(?:\s(?:materials?|information))?|appendix\W.*|contents|outlook|visualizations?"
    r"|目录|摘要|引言|导言|介绍|简介|背景|研究背景|动机|研究动机|问题|研究问题|方法|模型|算法|实验|实验结果|结果|结论|总结|讨论|分析|贡献"
    r"|主要贡献|创新点?|思想|主要(?:内容|思想|工作)|核心(?:思想|内容|贡献|观点|方法)|相关工作|(?:阅读|论文|读书|我的)?笔记|评价|思考|个人思考"
    r"|一句话总结|概述|概要|局限性?|不足|前言|参考(?:文献|资料)?|关键词|要点|解决的问题|论文(?:概述|摘要|贡献|方法|总结)",
    re.IGNORECASE,
)
_ARXIV_IN_NAME = re.compile(r"(?:arxiv[\s._-]*)?(?<![\d.])\d{4}\.\d{4,5}(?:v\d{1,2})?(?!\d)", re.IGNORECASE)
_SIGNS = " \t-–—_.,:;~+#*"
_AROUND = f"{_SIGNS}()[]【】（）"
_BRACKETED = re.compile(r"[\[【(（]([^\[\]【】()（）]{1,40})[\]】)）]")
_SEPARATORS = re.compile(r"[\s_-]+")
_BESIDE_WORDS = re.compile(r"^\W+|\W+$")
_ID = re.compile(r"\s[0-9a-f]{32}$")
"""What Notion puts behind the names of exported files."""
_DAY_BEHIND = re.compile(r"[\s_-]\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$")
"""The day of reading, in six digits, behind the name of a file."""
_ADDRESSES = re.compile(r"(?>(?:https?://\S++\s*+)+)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?")
_SHARE_OF_NAME = 0.75
_NUMBER = re.compile(r"^\d{1,2}[\s.\-_:]+")
_MAX_LINE_OF_TITLE = 200
_MIN_WORDS_OF_NAME = 2
_MIN_WORDS_OF_LINK = 3


def title_of_headings(pieces: Sequence[Element], name: str) -> str:
    """Return the heading that is the note's title: the one that its file, of ``name``, is named after, else the first.

    Empty if there is none, as where the first is a section, an address, or leads in to what is below it.
    """
    title = title_of_name(name)
    headings = [
        (place, piece)
        for place, piece in enumerate(pieces)
        if piece.kind == "heading" and piece.text and not _ADDRESSES.fullmatch(piece.text)
    ]
    if not headings:
        return ""
    on_top = list(_on_top(pieces))
    # a chapter goes before the part that it stands in, though its file's name is shortened
    if named := next((one for one in on_top if _is_named(_without_labels(one), title)), None) or next(
        (one for one in on_top[1:] if _is_shortened(title, one.text)), None
    ):
        return title_in(_without_labels(named))
    place, first = headings[0]
    others = [piece for _, piece in headings[1:]]
    if _names_part(first) or (" " in name and _says_else(first, title)):
        return ""
    if any(other.level < first.level for other in others):
        return ""
    alike = [other for other in others if other.level == first.level]
    alone = not alike and (
        first.level == 1 or not any(piece.kind == "paragraph" for piece in pieces[: max(place - 2, 0)])
    )
    numbered = without_numbering(first.text) != first.text
    leads = place == 0 and not numbered and (first.level == 1 or any(names_section(one.text) for one in alike))
    return title_in(_without_labels(first)) if alone or leads else ""


def title_of_line(pieces: Sequence[Element], name: str) -> str:
    """Return the first line where that is the title: a link to the paper, or what the file of ``name`` is named after.

    Empty if it is text.
    """
    first = next(iter(pieces), None)
    if first is None or first.kind != "paragraph":
        return ""
    line = one_line(first.text.partition("\n")[0])
    if len(line) > _MAX_LINE_OF_TITLE:
        return ""
    links = [link for link in first.links if link.text == line and leads_to_paper(link.address)]
    is_link = bool(links) and len(_WORD.findall(line)) >= _MIN_WORDS_OF_LINK and not is_link_label(line)
    return title_in(line) if is_link or _is_named(line, title_of_name(name)) else ""


def _on_top(pieces: Sequence[Element]) -> Iterator[Element]:
    """Yield the first heading, and those that follow without a text between them."""
    begun = False
    for piece in pieces:
        if piece.kind == "heading":
            begun = True
            yield piece
        elif begun:
            return


def _names_part(heading: Element) -> bool:
    """Return whether a heading is that of a part of a note: a section, a label, or what leads in to something."""
    name = _BESIDE_WORDS.sub("", without_numbering(heading.text))
    leads_in = heading.text.rstrip().endswith((":", "："))
    return (
        not name
        or leads_in
        or heading_label(heading.text) is not None
        or bool(INFORMATION.fullmatch(name) or _SECTION.fullmatch(name))
    )


def _says_else(heading: Element, title: str) -> bool:
    """Return whether a heading below the first level has nothing of the ``title`` that a person gave the file."""
    given = _words(title)
    told = len(given) >= _MIN_WORDS_OF_NAME and not has_chinese(title)
    return heading.level > 1 and told and given.isdisjoint(_words(heading.text))


def _is_named(text: str, title: str) -> bool:
    """Return whether ``text`` and the ``title`` that the file's name makes are nearly the same words."""
    words, given = _words(text), _words(title)
    return len(words & given) >= max(_SHARE_OF_NAME * max(len(words), len(given)), 1)


def _is_shortened(title: str, text: str) -> bool:
    """Return whether the ``title`` that the file's name makes is of several words, all of which ``text`` has."""
    given = _words(title)
    return len(given) >= _MIN_WORDS_OF_NAME and given <= _words(text)


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


def _without_labels(heading: Element) -> str:
    """Return a heading without the links behind the title that say what they lead to: ``Title [pdf]``."""
    text = heading.text
    for link in reversed(heading.links):
        label = link.text.strip(_AROUND + "|")
        before = text.rstrip(_AROUND + "|")
        if label and before.endswith(label) and is_link_label(label) and before[: -len(label)].strip(_AROUND + "|"):
            text = before[: -len(label)].rstrip(" \t-–—:|([（【")
    return text


def names_section(text: str) -> bool:
    """Return whether ``text``, numbered or not, is the name of a part that many notes and papers have."""
    return _SECTION.fullmatch(_BESIDE_WORDS.sub("", _NUMBER.sub("", without_numbering(text)))) is not None


def title_of_name(name: str) -> str:
    """Make the name of a file, or of a folder, readable: without dates, numbers of arXiv, and signs for spaces."""
    text = _ID.sub("", one_line(unquote(name)))
    for _, (start, end) in dates_in_name(text):
        if not text[:start].strip(_AROUND) or (not text[end:].strip(_AROUND) and end - start > len("2024")):
            text = f"{text[:start]} {text[end:]}"
            break
    text = _DAY_BEHIND.sub("", text)
    text = _without_brackets(_ARXIV_IN_NAME.sub(" ", text).strip(_SIGNS)) or text
    if " " not in text:
        text = _SEPARATORS.sub(" ", text)
    text = one_line(text).strip()
    return text[:1].upper() + text[1:] if text.islower() and not has_chinese(text) else text


def _without_brackets(text: str) -> str:
    """Take off brackets that do not close, or hold all of a name, and a venue or year in brackets before it."""
    if (whole := _BRACKETED.fullmatch(text)) is not None:
        return whole[1].strip(_SIGNS)
    first = _BRACKETED.match(text)
    if first and (find_venue(first[1]) or any(dates_in_name(first[1]))):
        text = text[first.end() :].strip(_SIGNS)
    for opening, closing in ("()", "[]", "（）", "【】"):
        if text.startswith(opening) and closing not in text:
            text = text[1:].strip(_SIGNS)
        if text.endswith(closing) and opening not in text:
            text = text[:-1].strip(_SIGNS)
    return text


def arxiv_in_name(name: str) -> str:
    """Return the arXiv number in the name of a file; empty if there is none."""
    match = _ARXIV_IN_NAME.search(name)
    return match[0] if match else ""
