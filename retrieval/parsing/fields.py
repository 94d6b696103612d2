"""Names under which notes say what is known of their papers: as keys of front matter, and as labels of lines.

A name is compared as :func:`spelled` has it, so that ``publish_date``, ``Publish Date`` and ``publishDate`` are one.
The first of several that says something counts.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

Field = Literal["title", "title_zh", "date", "authors", "affiliation", "venue", "paper", "arxiv", "doi", "code", "tags"]


def spelled(name: str) -> str:
    """Return what all spellings of a key or a label have in common: its letters and digits."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in folded if character.isalnum())


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


TITLE_KEYS = _names("title papertitle papername 标题 题目 论文标题 论文题目 论文名称 论文名 名称 name")
TITLE_ZH_KEYS = _names("titlezh titlecn zhtitle chinesetitle 中文标题 中文题目 中文名")
DATE_KEYS = _names(
    "date 日期 published publishdate publisheddate pubdate publicationdate publishedat publishedon datepublished"
    " 发表时间 发布时间 发表日期 发布日期 created createdat createdon createdtime createddate datecreated"
    " creationdate 创建时间 创建日期 timestamp datetime 时间 year 年份 年 发表年份 publicationyear pubyear lastmod"
    " lastmodified lastupdated modified datemodified updated updatedat dateupdated 更新时间 修改时间"
)
AUTHOR_KEYS = _names("authors author 作者 论文作者 作者列表 paperauthors authorlist")
VENUE_KEYS = _names(
    "tag venue conference conf 会议 journal 期刊 会议期刊 期刊会议 发表会议 发表期刊 发表于 publication publishedin"
    " journalconference conferencejournal booktitle venueyear"
)
IDENTIFYING_KEYS = _names(
    "paper paperurl paperlink 论文链接 论文地址 link linktopaper 链接 absurl arxivurl arxivlink openreview"
    " openreviewurl aclanthology pdfurl pdflink pdf url sourceurl source 原文链接 原文地址 原文 地址 arxiv arxivid"
    " arxivnumber arxivno arxiv编号 arxiv号 eprint doi doiurl"
)
"""Keys whose value may be the paper's address, its number of arXiv or its DOI."""
ANY_ADDRESS_KEYS = frozenset(_names("url sourceurl source 链接 地址"))
"""Keys of addresses that need not be a paper's: of the page, of where a clipping is from."""
CATEGORY_KEYS = _names("categories category 分类 类别 topic topics area 领域 方向")
TAG_KEYS = _names("tags tag keywords keyword 标签 关键词 关键字")
SUMMARY_KEYS = _names(
    "summary tldr 一句话总结 总结 description excerpt abstract 摘要 简介 概述 描述 onesentencesummary oneliner"
)

_LABELS: dict[Field, str] = {
    "title": (
        "title papertitle papername 标题 题目 论文标题 论文题目 论文名称 论文名 文章标题 文章题目 原文标题 英文标题"
        " 论文 paper originaltitle fulltitle nameofthepaper"
    ),
    "title_zh": ("中文标题 中文题目 中文名 论文中文标题 chinesetitle"),
    "date": (
        "date 日期 时间 published publishdate publicationdate publisheddate publishedon datepublished 发布时间"
        " 发表时间 发布日期 发表日期 提交时间 提交日期 submitted submittedon submissiondate arxivdate releasedate"
        " year 年份 年 发表年份 publicationyear yearofpublication 发表年"
    ),
    "authors": (
        "author authors 作者 作者信息 通讯作者 第一作者 共同作者 主要作者 论文作者 文章作者 作者列表 全部作者"
        " paperauthors authorlist authorsofthepaper writtenby"
    ),
    "affiliation": (
        "affiliation affiliations institution institutions institute institutes 机构 单位 作者单位 研究机构 所属机构"
        " organization organizations organisation org lab labs company email emails 邮箱 联系方式"
    ),
    "venue": (
        "venue conference conf journal 会议 期刊 会议期刊 期刊会议 发表会议 发表期刊 发表于 发表 发表状态 录用 收录"
        " 录用情况 收录情况 publication publishedin publishedat publicationvenue conferencejournal journalconference"
        " venueyear presentedat acceptedat acceptedby accepted 出处 发表信息 发表场合 发表刊物 刊物"
    ),
    "paper": (
        "link links url urls paperlink paperurl linktopaper linktothepaper pdf pdflink pdfurl 论文链接 论文地址"
        " 论文下载 链接 原文链接 原文地址 原文 原论文 地址 文章链接 文章地址 论文原文 openreview aclanthology"
        " arxivlink arxiv链接 arxiv地址 arxivurl source sourceurl fulltext paperpdf download 下载 论文pdf absurl"
        " 论文url website"
    ),
    "arxiv": ("arxiv arxivid arxivnumber arxivno arxiv编号 arxiv号 预印本 preprint"),
    "doi": ("doi doiurl doilink"),
    "code": (
        "code codes github githublink githuburl 代码 代码链接 代码地址 源码 源码地址 开源代码 开源地址 开源 官方代码"
        " codelink codeurl sourcecode implementation repo repository 仓库 代码仓库 project projectpage projectlink"
        " projecturl projectwebsite 项目 项目主页 项目地址 项目链接 主页 homepage webpage demo video 视频 slides"
    ),
    "tags": (
        "tags tag keywords keyword 标签 分类标签 关键词 关键字 论文标签 topics topic categories category 分类 类别"
    ),
}
_FIELD_OF: dict[str, Field] = {name: field for field, names in _LABELS.items() for name in names.split()}


def label_of(name: str) -> Field | None:
    """Return the field whose value stands behind the label ``name``; None where it is no label of any."""
    return _FIELD_OF.get(spelled(name))
