"""What the columns of a table of papers hold, told by their labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

Role = Literal["title", "date", "venue", "authors", "summary", "category", "links", "ignored", ""]

_NAMES_TITLE = re.compile(r"title|题目|标题|题名", re.IGNORECASE)
_NAMES_PAPER = re.compile(r"paper|论文|文章|文献|article|work", re.IGNORECASE)
_NOT_LETTERS = re.compile(r"[^\w\s&/()（）;-]+")
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        "date",
        re.compile(
            r"(?:(?:pub(?:lication|lished|lish)?|submission|release[d]?|arxiv|upload|update)\s)?(?:date|year|time|month)s?|published|when|submitted"
            r"|(?:发表|发布|发行|出版|上传|更新|提交|阅读|录制|收录)?(?:日期|年份|时间|年月|年|月份)"
        ),
    ),
    (
        "authors",
        re.compile(r"(?:(?:first|lead|main)\s)?authors?(?:\s?\(s\))?|by|(?:第一|主要|通讯)?作者(?:列表)?"),
    ),
    (
        "venue",
        re.compile(
            r"venues?|conf(?:erence|\.)?s?|journals?|publications?|pub\.?|publishe[rd](?:\sin|\sat)?|publish|conference\s?/\s?journal|venue\s?[&/]\s?year"
            r"|where|accepted|source|(?:发表|收录)?(?:会议|期刊|刊物|出处|来源|会刊|期刊会议|会议期刊|会议名|发表于|发表)|(?:会议|期刊)\s?[/&]\s?(?:会议|期刊)"
        ),
    ),
    (
        "links",
        re.compile(
            r"(?:paper\s|pdf\s|project\s|code\s|source\s|arxiv\s|official\s)?(?:links?|urls?|address|address(?:es)?)|pdf|arxiv(?:\s?id)?|doi|codes?|github|repo(?:sitory)?"
            r"|implementations?|projects?|(?:project\s|home)?pages?|websites?|homepage|resources?|slides?|videos?|blogs?|demos?|notes?|links?\s?[&/]\s?code"
            r"|my\s?notes?|reading\s?notes?|(?:论文|代码|项目|原文|开源|笔记|解读|视频|博客|文章|阅读|源码)?\s?(?:链接|地址|主页|网址|下载|仓库)|代码|源码|开源|笔记|解读|视频.*|讲解|主页|pytorch|tensorflow"
        ),
    ),
    (
        "summary",
        re.compile(
            r"summar(?:y|ies)|descriptions?|tl;?dr|abstract|intro(?:duction)?|(?:key\s|main\s)?(?:ideas?|contributions?|points?|takeaways?|highlights?|insights?|features?)|comments?|remarks?|overview|what"
            r"|(?:论文)?(?:简介|介绍|描述|摘要|总结|概述|概要|说明|备注|要点|亮点|贡献|主要贡献|主要内容|核心思想|核心内容|核心贡献|内容|一句话总结|一句话简介|一句话|创新点|方法|特点)"
        ),
    ),
    (
        "category",
        re.compile(
            r"categor(?:y|ies)|topics?|tasks?|fields?|areas?|(?:sub)?domains?|types?|tags?|subjects?|directions?|section"
            r"|(?:类别|分类|领域|任务|方向|主题|研究方向|类型|标签|子领域|专题)"
        ),
    ),
    (
        "title",
        re.compile(
            r"(?:paper\s?)?titles?|(?:paper\s)?names?|papers?(?:\s?[&/]\s?(?:code|links?|title|models?|pdf|url))?|articles?|works?|methods?|models?|(?:title|paper|name)\s?\(.*\)|title\s?[&/]\s?\w+"
            r"|(?:论文|文章|文献|paper)?(?:题目|标题|名称|名字|名|题名)|论文|文章|文献|方法名?|模型名?"
        ),
    ),
    (
        "ignored",
        re.compile(
            r"#|no\.?|id|index|序号|编号|stars?|recom|rating|score|推荐(?:指数)?|评分|status|状态|已录制|read|封面|时长|citations?|引用(?:数|量)?|cited\s?by|institut(?:e|ion)s?|affiliations?|org(?:anization)?|机构|单位|license|size|参数量?|datasets?|backbone|language|platform|framework|thumbnail|figure|image|teaser|图"
        ),
    ),
)


def roles(labels: Sequence[str]) -> tuple[Role, ...]:
    """Return what each column holds; where both a title and a paper are named, the title is the title."""
    found = [_role(label) for label in labels]
    titles = [place for place, role in enumerate(found) if role == "title"]
    if len(titles) > 1:
        best = next((place for place in titles if _NAMES_TITLE.search(labels[place])), None)
        if best is None:
            best = next((place for place in titles if _NAMES_PAPER.search(labels[place])), titles[0])
        for place in titles:
            if place != best:
                found[place] = "links"
    return tuple(found)


def _role(label: str) -> Role:
    bare = " ".join(_NOT_LETTERS.sub(" ", label).casefold().split()).replace("_", " ")
    for role, pattern in _ROLES:
        if pattern.fullmatch(bare):
            return role
    return ""
