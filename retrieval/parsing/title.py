"""The title of a note that its front matter does not give: its heading, or the name of its file made readable."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote

from retrieval.parsing.dates import dates_in_name
from retrieval.parsing.elements import Element, without_numbering
from retrieval.parsing.labels import heading_label, title_in
from retrieval.parsing.paper_links import is_link_label
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
    r"|目录|摘要|引言|导言|介绍|简介|背景|研究背景|动机|研究动机|问题|研究问题|方法|模型|算法|实验|实验结果|结果|结论|总结|讨论|分析|贡献"
    r"|主要贡献|创新点?|思想|主要(?:内容|思想|工作)|核心(?:思想|内容|贡献|观点|方法)|相关工作|(?:阅读|论文|读书|我的)?笔记|评价|思考|个人思考"
    r"|一句话总结|概述|概要|局限性?|不足|前言|参考(?:文献|资料)?|关键词|要点|解决的问题|论文(?:概述|摘要|贡献|方法|总结)",
    re.IGNORECASE,
)
_ARXIV_IN_NAME = re.compile(r"(?:arxiv[\s._-]*)?(?<![\d.])\d{4}\.\d{4,5}(?:v\d{1,2})?(?!\d)", re.IGNORECASE)
_AROUND = " \t-–—_.,:;~+#()[]【】（）"
_SEPARATORS = re.compile(r"[\s_-]+")
_BESIDE_WORDS = re.compile(r"^\W+|\W+$")
_ID = re.compile(r"\s[0-9a-f]{32}$")
"""What Notion puts behind the names of exported files."""


def title_of_headings(pieces: Sequence[Element]) -> str:
    """Return the heading that is the note's title: the one on top that is no section; empty if there is none."""
    headings = [(place, piece) for place, piece in enumerate(pieces) if piece.kind == "heading" and piece.text]
    if not headings:
        return ""
    place, first = headings[0]
    others = [piece for _, piece in headings[1:]]
    name = _BESIDE_WORDS.sub("", without_numbering(first.text))
    if not name or heading_label(first.text) or INFORMATION.fullmatch(name) or _SECTION.fullmatch(name):
        return ""
    if any(other.level < first.level for other in others):
        return ""
    alike = [other for other in others if other.level == first.level]
    alone = not alike and (
        first.level == 1 or not any(piece.kind == "paragraph" for piece in pieces[: max(place - 2, 0)])
    )
    numbered = without_numbering(first.text) != first.text
    leads = place == 0 and not numbered and (first.level == 1 or any(map(is_section, alike)))
    return title_in(_without_labels(first)) if alone or leads else ""


def _without_labels(heading: Element) -> str:
    """Return a heading without the links behind the title that say what they lead to: ``Title [pdf]``."""
    text = heading.text
    for link in reversed(heading.links):
        shorter = text.rstrip(_AROUND + "|").removesuffix(link.text)
        if link.text and is_link_label(link.text) and shorter.strip(_AROUND + "|"):
            text = shorter.rstrip(" \t-–—:|([（【")
    return text


def is_section(heading: Element) -> bool:
    """Return whether a heading has the name of a part that many notes have."""
    return _SECTION.fullmatch(_BESIDE_WORDS.sub("", without_numbering(heading.text))) is not None


def title_of_name(name: str) -> str:
    """Make the name of a file, or of a folder, readable: without dates, numbers of arXiv, and signs for spaces."""
    text = _ID.sub("", one_line(unquote(name)))
    for _, (start, end) in dates_in_name(text):
        if not text[:start].strip(_AROUND) or (not text[end:].strip(_AROUND) and end - start > len("2024")):
            text = f"{text[:start]} {text[end:]}"
            break
    text = _ARXIV_IN_NAME.sub(" ", text).strip(_AROUND) or text
    if " " not in text:
        text = _SEPARATORS.sub(" ", text)
    text = one_line(text).strip()
    return text[:1].upper() + text[1:] if text.islower() and not has_chinese(text) else text


def arxiv_in_name(name: str) -> str:
    """Return the arXiv number in the name of a file; empty if there is none."""
    match = _ARXIV_IN_NAME.search(name)
    return match[0] if match else ""
