"""Names of people in a line of authors and institutions, as papers print them."""

from __future__ import annotations

import re

from retrieval.text.chinese import IDEOGRAPHS

_PARENTHESIS = re.compile(r"[(（][^()（）]*[)）]")
_EMAIL = re.compile(r"\{[^{}]{1,300}\}\s*@\s*\S+|[\w.+'-]{1,64}@[\w.-]{1,255}")
_MARKERS = re.compile(r"[\d∗*†‡§¶♣♠♯⋄◦◇×★☆♦♡△▲⊕#?¹²³⁴⁵⁶⁷⁸⁹⁰|^⟡✉]+")
_BETWEEN_NAMES = re.compile(r"\bet\s+al\b\.?|[,;，；、/\n]|\s(?:and|with)\s|&|\s-\s|^[-*•]\s")
_TOKEN = re.compile(r"[^\W\d_a-z][\w'’‘´`.\-‐]*")
_PARTICLES = frozenset(
    ("al", "bin", "da", "de", "del", "den", "der", "di", "du", "el", "la", "le", "ten", "van", "von", "y")
)
_INSTITUTION = re.compile(
    r"\b(?:Universit\w*|Instituts?|Institutes?|Institution|Labs?|Laborator\w+|Inc|Corp\w*|Ltd|LLC|Company|Research|College|School"
    r"|Department|Dept|Cent(?:er|re)|Academy|Team|Group|Council|National|Technolog\w+|Semiconductors?|Systems?|Consortium"
    r"|Brain|AI|Devices|Computing|Sciences?|Engineering|Google|DeepMind|NVIDIA|Nvidia|Microsoft|Meta|Facebook|ByteDance|Alibaba"
    r"|Tencent|Baidu|Huawei|Intel|AMD|IBM|Apple|Amazon|AWS|OpenAI|Anthropic|DeepSeek|Moonshot|Seed|StepFun|Snowflake|Stanford"
    r"|Princeton|Berkeley|MIT|CMU|UCSD|UCLA|ETH|EPFL|KAIST|HKUST|USA|China|Kong|States|Kingdom|Korea|Switzerland|Germany|Italy"
    r"|Canada|Japan|Singapore|India|France|Beijing|Shanghai|Shenzhen|Clara|Angeles|Diego|Francisco|Equal|Contribut\w+"
    r"|Corresponding|Authors?|Work|Lead|Project|Independent|Researcher|Unaffiliated|Foundation|Networks?|Cloud|Fellow)\b"
    r"|大学|学院|研究|公司|实验室|中心|团队|机构|集团"
)
_NAMED_AFTER = re.compile(r"Universit\w*|Institutes?|College|School|Labs?|Research")
"""Follows the two words of an institution's own name: Carnegie Mellon University."""
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓韩冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖"
    "贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_CHINESE_NAME = re.compile(f"[{_SURNAMES}][{IDEOGRAPHS}]{{1,2}}")
_MAX_PARENTHESES_WITHIN = 3
_MIN_TOKENS, _MAX_TOKENS = 2, 5


def names_in(text: str) -> tuple[str, ...]:
    """Return what reads as people's names in ``text``, in order, without institutions, addresses and footnote marks."""
    names: list[str] = []
    for line in text.split("\n"):
        with_email = "@" in line
        line = _EMAIL.sub(",", line)
        for _ in range(_MAX_PARENTHESES_WITHIN):
            line = _PARENTHESIS.sub(",", line)
        for part in _BETWEEN_NAMES.split(_MARKERS.sub(",", line)):
            name = _without_institution(part.strip(" .:：·"), with_email=with_email)
            if _is_name(name):
                names.append(name)
    return tuple(dict.fromkeys(names))


def names_institution(text: str) -> bool:
    """Return whether ``text`` names an institution or a place of one."""
    return _INSTITUTION.search(text) is not None


def has_email(text: str) -> bool:
    """Return whether ``text`` holds an e-mail address."""
    return _EMAIL.search(text) is not None


def _without_institution(part: str, *, with_email: bool) -> str:
    """Take the institution off a part of a line of the form "name institution address"."""
    if not with_email:
        return part
    words = part.split()
    if len(words) < 3 or _NAMED_AFTER.fullmatch(words[2]) or not _INSTITUTION.search(" ".join(words[2:])):
        return part
    return " ".join(words[:2])


def _is_name(text: str) -> bool:
    if _CHINESE_NAME.fullmatch(text):
        return not _INSTITUTION.search(text)
    tokens = text.split()
    if not _MIN_TOKENS <= len(tokens) <= _MAX_TOKENS or _INSTITUTION.search(text):
        return False
    proper = [token for token in tokens if token not in _PARTICLES]
    return (
        len(proper) >= _MIN_TOKENS
        and all(_TOKEN.fullmatch(token) for token in proper)
        and any(len(token.strip(".")) > 1 for token in proper)
    )
