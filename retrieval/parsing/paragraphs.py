"""Paragraphs cut into what they really are: prose, lists written with signs, formulas, captions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.parsing.elements import Element
from retrieval.text.chinese import IDEOGRAPHS
from retrieval.text.cleaning import one_line

_SIGN = re.compile(
    r"^(?P<indent>[ \t]*)(?P<sign>[*•·●▪‣–-]|\d{1,2}[.、)）]|[(（]\d{1,2}[)）])"
    rf"(?:\s+|(?=[{IDEOGRAPHS}]))(?P<text>\S.*)"
)
_DISPLAY_FORMULA = re.compile(r"\$\$(?:[^$]|\\\$)+\$\$")
_BRACKETED = re.compile(r"(?<!\\)\\\(((?>(?:[^\\]|\\[^()]){1,2000}))\\\)")
_DISPLAYED = re.compile(r"(?<!\\)\\\[((?>(?:[^\\]|\\[^\[\]]){1,5000}))\\\]")
_LABEL = (
    r"(?:附?图|附?表|插图|图表|算法|代码|列表|清单|Figure|Fig\.?|Table|Algorithm|Listing|Algo\.?)"
    r"\s*+[A-Z]?\.?\d+(?:[.-]\d+)*\s*+(?:\([a-z]\)|[a-z])?"
)
_CAPTION = re.compile(rf"^\W{{0,3}}{_LABEL}\s*+[:：.．|、]\s*+\S")
_ONLY_LABEL = re.compile(
    rf"^\W*+(?:(?:公式|等式|式|Equation|Eq\.?)(?:\s*+[(（]?\d+)?|\d*+|{_LABEL})\W*+$", re.IGNORECASE
)
_FILE_NAME = re.compile(
    r"^[^\n]+\.(?:png|jpe?g|gif|svg|webp|bmp)$|^(?:image|img|figure|图片|公式|截图)\W*\d*$"
    r"|^(?:屏幕快照|屏幕截图|截屏|截图|企业微信截图|微信图片|QQ截图|screen ?shot|pasted image|snipaste|img|dsc|image)"
    r"(?>(?:[\W\d_]|[ap]m|at|上午|下午|中午|晚上)*)$",
    re.IGNORECASE,
)
_LOCAL_PATH = re.compile(r"/[\w.-]+/|~/|[A-Za-z]:[\\/]|file:/")
_CITATION = re.compile(r"【([^【】]{0,1200})】|\[(\d{1,3}\s*[,，]\s*[^\[\]\n]{15,600})\]")
_CITED_NUMBER = re.compile(r"(?:索引|引用|参考文献|文献)?(?:编号)?[\s:：\[]*(\d{1,3})(?!\d)")
_CITED_WORK = re.compile(r"(?:索引[:：]?\s*)?([^,，(（]{2,60})[,，(（ ]")
_CITATIONS_NEST = 2
_YEAR = re.compile(r"\b(?:19|20)\d\d")
_FOOTNOTE = re.compile(r"\[\^[\w-]{1,20}\]:?")
_DEAD_LABEL = re.compile(
    r"(?:the |full |original |official )?(?:link|links|url|paper|papers|pdf|code|arxiv|html|abs|here|source|project|"
    r"project page|project website|github|repo|repository|website|webpage|homepage|video|slides|poster|demo|doi|"
    r"openreview|download|click here|read more|article|post|blog|supplementary|bibtex|data|dataset)"
    r"(?: (?:link|version))?(?: to (?:the )?(?:\w+ )?(?:paper|code|article|pdf|post|blog|blog post|repo|implementation|"
    r"video|slides|website|source))?"
    r"|(?:论文|原文|文章|代码|项目|源码|官方|arxiv|pdf|github|视频|数据集|博客)?\s?(?:链接|地址|主页|原文|下载|传送门)"
    r"|论文|原文|代码|源码|点击?(?:这里|此处)|这里|此处",
    re.IGNORECASE,
)
_MIN_CAPTION = 6
_MAX_LABEL = 80


def split_paragraph(text: str, lead: str) -> list[Element]:
    """Cut the ``text`` of a paragraph (a line for each line break set) into pieces; ``lead`` is its bold beginning."""
    pieces: list[Element] = []
    prose: list[str] = []
    items: list[str] = []

    def end_prose() -> None:
        joined = plain_inline("\n".join(prose))
        prose.clear()
        if joined:
            pieces.append(_prose(joined, lead if not pieces else ""))

    def end_items() -> None:
        if items:
            pieces.append(Element("list", "\n".join(items)))
            items.clear()

    lines = [line for line in text.split("\n") if line.strip()]
    for index, line in enumerate(lines):
        match = _SIGN.match(line)
        if match and (items or _is_list(match, lines, index)):
            end_prose()
            items.append(_item(match))
        elif items and line.startswith("  "):
            items.append("  " + plain_inline(line))
        else:
            end_items()
            prose.append(line.strip())
    end_prose()
    end_items()
    return pieces


def plain_inline(text: str) -> str:
    """Put formulas into dollar signs, cut cited works down to their number and end every line cleanly."""
    if "\\" in text:
        text = _DISPLAYED.sub(lambda match: f"$${match[1].strip()}$$", text)
        text = _BRACKETED.sub(lambda match: f"${match[1].strip()}$", text)
    for _ in range(_CITATIONS_NEST):
        text = _CITATION.sub(_short_citation, text)
    text = _FOOTNOTE.sub("", text)
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def only_dead_labels(labels: Sequence[str], beside: Sequence[str]) -> bool:
    """Return whether all of a paragraph is links whose ``labels`` say nothing without their addresses."""
    if not labels or any(character.isalnum() for text in beside for character in text):
        return False
    return all(_DEAD_LABEL.fullmatch(label.strip(" \t\n[]()（）【】.。:：→>»!！")) for label in labels if label.strip())


def _short_citation(match: re.Match[str]) -> str:
    """Return ``[8]`` for ``【8，Author. A whole reference. 2020】`` and ``[Author]`` for one without a number."""
    content = match[1] or match[2]
    if content is None or (match[2] and not _YEAR.search(content)):
        return match[0]
    if number := _CITED_NUMBER.match(content):
        return f"[{number[1]}]"
    if content.startswith("http"):
        return ""
    years = [year.start() for year in _YEAR.finditer(content)]
    work = _CITED_WORK.match(content, 0, years[-1]) if years else None
    return f"[{work[1].strip()}]" if work else match[0]


def caption_of(text: str) -> str:
    """Return the caption that ``text`` (of a picture or below it) is; empty if it is a file's name or only a number."""
    text = plain_inline(one_line(text))
    if len(text) < _MIN_CAPTION:
        return ""
    if _LOCAL_PATH.match(text):
        return ""
    if len(text) < _MAX_LABEL and (_ONLY_LABEL.match(text) or _FILE_NAME.match(text)):
        return ""
    return text


def _prose(text: str, lead: str) -> Element:
    if _DISPLAY_FORMULA.fullmatch(text):
        return Element("formula", text)
    if _CAPTION.match(text):
        return Element("caption", one_line(text))
    return Element("paragraph", text, lead=lead if text.startswith(lead) else "")


def _is_list(match: re.Match[str], lines: list[str], index: int) -> bool:
    """Return whether a line with a sign begins a list: a sign may also be a minus, a number may open a sentence."""
    if match["sign"] in "*•·●▪‣":
        return True
    following = lines[index + 1] if index + 1 < len(lines) else ""
    return _SIGN.match(following) is not None or (match["sign"] in "-–" and len(lines) > 1)


def _item(match: re.Match[str]) -> str:
    sign = match["sign"] if match["sign"][0] in "0123456789(（" else "-"
    indent = "  " if len(match["indent"].expandtabs(4)) > 1 else ""
    return f"{indent}{sign} {plain_inline(match['text'])}"
