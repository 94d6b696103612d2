"""What a link leads to, told by its address and its text: a paper, its code, or something beside it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_PAPER_PAGES = (
    r"arxiv\.org/(?:abs|pdf|html|format|ps|src|e-print)/",
    r"ar5iv\.(?:labs\.arxiv\.)?org/",
    r"alphaxiv\.org/(?:abs|overview|pdf)/",
    r"doi\.org/10\.",
    r"openreview\.net/(?:forum|pdf|attachment|group)",
    r"(?:aclanthology\.org|aclweb\.org/anthology|aclanthology\.info)/",
    r"(?:papers|proceedings)\.(?:nips|neurips)\.cc/",
    r"papers\.nips\.cc/",
    r"nips\.cc/.*paper",
    r"proceedings\.mlr\.press/v?\d",
    r"proceedings\.mlsys\.org/",
    r"openaccess\.thecvf\.com/",
    r"ecva\.net/papers/",
    r"semanticscholar\.org/(?:paper|reader|arxiv)",
    r"huggingface\.co/papers/",
    r"paperswithcode\.com/paper/",
    r"dl\.acm\.org/(?:doi|citation|ft_gateway)",
    r"ieeexplore\.ieee\.org/",
    r"computer\.org/csdl/",
    r"link\.springer\.com/(?:article|chapter|content|book|epdf)",
    r"sciencedirect\.com/science/article",
    r"(?:nature|cell)\.com/.*articles?/",
    r"science\.org/doi/",
    r"(?:science\.)?sciencemag\.org/content/",
    r"microsoft\.com/(?:[a-z-]+/)?research/publication/",
    r"pnas\.org/(?:doi|content)",
    r"(?:biorxiv|medrxiv)\.org/content/",
    r"onlinelibrary\.wiley\.com/doi",
    r"academic\.oup\.com/.*article",
    r"direct\.mit\.edu/.*article",
    r"mitpressjournals\.org/doi",
    r"tandfonline\.com/doi",
    r"jmlr\.(?:org|csail\.mit\.edu)/(?:papers|proceedings)",
    r"usenix\.org/(?:conference/[^/]+/presentation|system/files|legacy|publications)",
    r"vldb\.org/pvldb/",
    r"(?:ojs\.)?aaai\.org/.*(?:article|paper|view)",
    r"ijcai\.org/.*(?:proceedings|papers)",
    r"isca-(?:speech|archive)\.org/",
    r"eprint\.iacr\.org/\d",
    r"papers\.ssrn\.com/",
    r"hal\.(?:science|inria\.fr|archives-ouvertes\.fr)/",
    r"researchgate\.net/publication/",
    r"citeseerx\.ist\.psu\.edu/",
    r"research\.google(?:\.com)?/pubs/",
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov/\d|ncbi\.nlm\.nih\.gov/(?:pmc|pubmed))",
    r"mdpi\.com/\d{4}-",
    r"frontiersin\.org/articles",
    r"distill\.pub/20\d\d/",
    r"transformer-circuits\.pub/20\d\d/",
)
_PAPER = re.compile(rf"(?:https?:)?//(?:www\.|export\.|browse\.)?(?:{'|'.join(_PAPER_PAGES)})", re.IGNORECASE)
_NO_PAPER = re.compile(r"arxiv\.org/(?:list|a|search|archive)/", re.IGNORECASE)
_DOCUMENT = re.compile(r"\.(?:pdf|ps|ps\.gz)$", re.IGNORECASE)
_CODE = re.compile(
    r"(?:https?:)?//(?:www\.)?(?:github\.com|gitlab\.(?:com|[a-z]+\.[a-z]+)|gitee\.com|bitbucket\.org|codeberg\.org)/[^/?#]+/[^/?#]+",
    re.IGNORECASE,
)

_LABEL_WORDS = (
    "paper papers pdf ps arxiv link links url code codes github gitlab gitee git repo repository official "
    "unofficial implementation project projects page pages homepage home website web site blog blogpost post "
    "article slides slide video videos youtube bilibili zhihu poster talk demo data dataset datasets model models "
    "weights checkpoint checkpoints colab notebook note notes summary review reviews openreview acl anthology "
    "aclanthology doi abs abstract html full text supplementary supp appendix bib bibtex cite citation citations "
    "twitter tweet thread hf huggingface hugging face modelscope docs doc documentation report tech technical "
    "proceedings conference journal preprint version v1 v2 v3 download torch pytorch tensorflow tf jax keras "
    "caffe mxnet announcement podcast interview discussion reddit medium wiki wikipedia semantic scholar google "
    "acm ieee springer cvf cvpr iccv eccv wacv neurips nips icml iclr aaai ijcai emnlp naacl kdd www sigir osdi "
    "sosp nsdi atc usenix vldb sigmod mlr pmlr jmlr tmlr alphaxiv elsevier biorxiv medrxiv leaderboard benchmark "
    "and the with of code1 code2 here source"
)
_LABELS = frozenset(_LABEL_WORDS.split())
_TOLD_AT = frozenset(("slides", "slide", "video", "videos", "talk", "poster", "presentation", "recording"))
_WHERE = frozenset(("in", "at", "on", "from", "by", "for", "my", "me", "author", "authors", *_TOLD_AT))
_YEAR = re.compile(r"(?:19|20)\d\d|\d\d(?:st|nd|rd|th)?")
_CHINESE_LABEL = re.compile(
    r"(?:论文|原文|原论文|文章|代码|源码|开源|官方|链接|地址|项目|主页|网站|网址|博客|博文|笔记|解读|讲解|逐段|精读|串讲|视频|幻灯片|海报|演示|数据集?"
    r"|模型|权重|知乎|公众号|微信|中文|英文|中译|翻译|版|下载|点击|查看|这里|在线|预印本|会议|期刊|摘要|全文|附录|补充材料|评审|引用|仓库|实现|复现|[&/和与、，,\s])+"
)
_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(
    r"https?://\S+|(?:arxiv(?>(?:\s*+[:：])?)\s*+)?\d{4}\.\d{4,5}(?:v\d+)?|(?:doi(?>(?:\s*+[:：])?)\s*+)?10\.\d{4,9}/\S+",
    re.IGNORECASE,
)
_MAX_LABEL = 60


def leads_to_paper(address: str) -> bool:
    """Return whether ``address`` is that of a paper: of its page where papers are published, or of a document."""
    if _NO_PAPER.search(address):
        return False
    return _PAPER.match(address) is not None or is_document(address)


def is_document(address: str) -> bool:
    """Return whether what lies at ``address`` in the web is a document such as papers are."""
    if not address.lower().startswith(("http://", "https://", "//")):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return _DOCUMENT.search(parts.path) is not None or parts.query.lower().endswith(".pdf")


def leads_to_code(address: str) -> bool:
    """Return whether ``address`` is that of a repository of code."""
    return lies_in_repository(address) and not is_document(address)


def lies_in_repository(address: str) -> bool:
    """Return whether ``address`` is that of a repository or of a file in one."""
    return _CODE.match(address) is not None


def is_link_label(text: str) -> bool:
    """Return whether the text of a link says what kind of thing is behind it (``PDF``, ``代码``): it names no paper."""
    text = text.strip(" \t\n[](){}【】（）<>:：|·•,，.。-–—*_#!\"'“”📄📝🔗💻🌐📖📑🎬🎥🤗⭐️")
    if not text:
        return True
    if _ADDRESS.fullmatch(text):
        return True
    if len(text) > _MAX_LABEL:
        return False
    if _CHINESE_LABEL.fullmatch(text):
        return True
    words = _WORD.findall(text.casefold())
    if not _TOLD_AT.isdisjoint(words):
        # where it was told: Slides in SOSP 2019
        words = [word for word in words if word not in _WHERE and not _YEAR.fullmatch(word)]
    return all(
        word in _LABELS or (word.isdigit() and len(word) < 3) or _CHINESE_LABEL.fullmatch(word) for word in words
    )
