"""Names of people in a line of authors and institutions, as papers print them."""

from __future__ import annotations

import re

from retrieval.text.chinese import IDEOGRAPHS, has_chinese
from retrieval.text.cleaning import one_line

_PARENTHESIS = re.compile(r"[(（][^()（）]*[)）]")
_EMAIL = re.compile(r"\{[^{}]{1,300}\}\s*@\s*\S+|[\w.+'-]{1,64}@[\w.-]{1,255}")
_MARKERS = re.compile(r"[\d∗*†‡§¶♣♠♯⋄◦◇×★☆♦♡△▲⊕#?¹²³⁴⁵⁶⁷⁸⁹⁰|^⟡✉]+")
_BETWEEN_NAMES = re.compile(
    r"\bet\s+al\b\.?|[,;，；、/\n]|\s(?:and|with)\s|&|\s-\s|^[-*•]\s|(?<=[^\W\d_]{3})\.\s|\s?等人?(?=[\s,，;；、]|$)"
)
_BETWEEN_PEOPLE = re.compile(r" ?[;；] ?(?:and )?| and ")
_BETWEEN_PARTS = re.compile(r" ?[,，] ?")
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
_OF_CAMPUSES = re.compile(
    r"Universit\w{1,3} (?:of|at) (?:California|Illinois|Massachusetts|Maryland|Michigan|Minnesota|Missouri|Nebraska"
    r"|Nevada|New York|North Carolina|Tennessee|Texas|Wisconsin|Hawaii|Alabama|Colorado)$"
)
"""Universities behind whose names the place of one of their campuses stands."""
_ROLE = re.compile(r"^(?>(?:共同|通讯|第一|第二|主要)*)作者\s*+[:：]?\s*+")
_NAMED_AFTER = re.compile(r"Universit\w*|Institutes?|College|School|Labs?|Research")
"""Follows the two words of an institution's own name: Carnegie Mellon University."""
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓韩冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖"
    "贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_CHINESE_NAME = re.compile(f"[{_SURNAMES}][{IDEOGRAPHS}]{{1,2}}")
_ORDINARY_WORDS = (
    "a about abstract adaptive advanced agent algorithm analysis and application approach architecture article attack"
    " attention automatic background base baseline basic bayes bayesian benchmark best better big black block board"
    " book brief building cache case causal chapter chart chat citation class cloud code common comparison complete"
    " complex compression computer computing concept conclusion conference content context contrastive control core"
    " cost data dataset date deep defense demo dense depth design detail detector device diffusion digital direct"
    " discussion distributed domain dynamic edge editing effective efficient embodiment emergent end engine english"
    " environment error evaluation example experiment explicit exploration face fast feature federated few field"
    " figure final finding fine first flow for foundation framework free from full function further future game"
    " general generative geometric global goal good graph guide hardware hidden hierarchical high highlight home how"
    " human idea image imitation implicit important in index inference information insight intelligence interactive"
    " interface internal introduction inverse issue item joint journal kernel key keyword knowledge label language"
    " large last latent lattice layer learned learning library light limit limitation line linear link list literature"
    " local long loss low machine main map markov math mathematical medical member memory mesh meta method metric mind"
    " mining mixed mobile model modeling modern motion motivation multi multimodal music natural navigation neural new"
    " next noise note notebook novel object of offline on online open optimal optimizer original our out output"
    " overall overview page paper parallel parameter part pattern performance personal perspective physical pipeline"
    " place planning point policy power preliminary pretrained previous principle prior problem process program proof"
    " proposed public question quick random rate reader reading real reasoning recap recent recurrent reference"
    " regularization reinforcement related release report representation result retrieval review reward robot robotic"
    " robust role rule safe safety sampling scale scaling scene scheduling score search section security segmentation"
    " self semantic senior sense sequence server set setup shape shared shot side signal sim simple simulation single"
    " skill slide small social software solution source space sparse spatial speech speed state statistical step"
    " storage strategy strength structure structured student study subject summary supervised survey symbolic system"
    " table tag task technical temporal tensor term test text that the theoretical theory thing think this thought"
    " time title to tool topic track training transfer transformer tree trust tutorial type uncertainty unified"
    " universal unsupervised use useful user value variational vector verb version via video view vision visual voice"
    " weak weakness web weight what when why wide with word work world writing zero"
)
_ORDINARY = frozenset(_ORDINARY_WORDS.split())
"""Words of titles, headings and keywords. What is made of nothing else is no name."""
_WORD_ENDING = re.compile(
    r".{3,}(?:tions?|sions?|ments?|ness|ities|ity|ances?|ences?|ical|ized|izing|ating|ated|ious|able|ible|ology|ography|ization)"
)
_ACRONYM = re.compile(r"[A-Z0-9]{2,}s?|[^\d\n]*+\d.*")
_MAX_PARENTHESES_WITHIN = 3
_MIN_TOKENS, _MAX_TOKENS = 2, 5
_SINGLE_NAME = re.compile(r"[^\W\d_a-z][^\W\d_A-Z]{3,}")
_MIN_PEOPLE_BESIDE = 3


def given_names_first(text: str) -> str:
    """Return authors that are written ``Family, Given; Family, Given``, as in bibliographies, as ``Given Family; …``.

    Any other text is returned as it is: names that have commas between them must not be torn apart.
    """
    people = [_BETWEEN_PARTS.split(one) for one in map(str.strip, _BETWEEN_PEOPLE.split(one_line(text))) if one]
    turned = [parts for parts in people if len(parts) == len(("family", "given"))]
    enough = len(people) > 1 and len(turned) >= (1 if ";" in text or "；" in text else 2)
    if not enough or any(len(parts) > len(("family", "given")) for parts in people):
        return text
    if all(" " in family for family, _ in turned) or has_chinese(text) or names_institution(text):
        return text
    return "; ".join(one_line(" ".join(reversed(parts))) for parts in people)


def names_in(text: str) -> tuple[str, ...]:
    """Return what reads as people's names in ``text``, in order, without institutions, addresses and footnote marks."""
    names: list[str] = []
    for line in text.split("\n"):
        with_email = "@" in line
        line = given_names_first(_EMAIL.sub(",", line))
        for _ in range(_MAX_PARENTHESES_WITHIN):
            line = _PARENTHESIS.sub(",", line)
        parts = [part.strip(" .:：·") for part in _BETWEEN_NAMES.split(_MARKERS.sub(",", line))]
        names += _people([part for part in parts if part], with_email=with_email)
    return tuple(dict.fromkeys(names))


def _people(parts: list[str], *, with_email: bool) -> list[str]:
    names: list[str] = []
    people = sum(map(_is_name, parts))
    single = sum(map(_is_single_name, parts))
    if single > 1 and single >= people:
        # "Family, Given, Family, Given": where no initial or second name tells which are which, nobody is certain
        return _paired(parts)
    # one word is a name among people only, and not behind them, where institutions stand
    alone = people >= _MIN_PEOPLE_BESIDE and people == len(parts) - 1
    for place, part in enumerate(parts):
        name = _without_letters(_without_institution(_ROLE.sub("", part), with_email=with_email))
        if place and _OF_CAMPUSES.search(parts[place - 1]):
            continue
        if _is_name(name) or (alone and place + 1 < len(parts) and _is_single_name(name)):
            names.append(name)
    return names


def _without_letters(name: str) -> str:
    """Take off the small letters behind a name that lead to its institutions: ``Ada Alpha a b``."""
    words = name.split()
    while words and len(words[-1]) == 1 and words[-1].islower() and words[-1].isascii():
        words.pop()
    return " ".join(words)


def _paired(parts: list[str]) -> list[str]:
    """Return the people of a list in which family and given names take turns; none where that is not certain."""
    longer = [place for place, part in enumerate(parts) if " " in part]
    names = [f"{given} {family}" for family, given in zip(parts[::2], parts[1::2], strict=False)]
    certain = len(parts) % 2 == 0 and longer and all(place % 2 for place in longer)
    return names if certain and all(map(_is_name, names)) else []


def _is_single_name(word: str) -> bool:
    return _SINGLE_NAME.fullmatch(word) is not None and not _is_ordinary(word) and not _INSTITUTION.search(word)


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
        and not _is_phrase(proper)
    )


def _is_phrase(tokens: list[str]) -> bool:
    """Return whether words are all of the language, among acronyms and initials: a title, a heading, a keyword."""
    words = [token for token in tokens if len(token.strip(".")) > 1 and not _ACRONYM.fullmatch(token)]
    return bool(words) and all(map(_is_ordinary, words))


def _is_ordinary(token: str) -> bool:
    word = token.casefold()
    parts = word.split("-")
    return (
        all(part in _ORDINARY or part.removesuffix("s") in _ORDINARY for part in parts)
        or _WORD_ENDING.fullmatch(word) is not None
    )
