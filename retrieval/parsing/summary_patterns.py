"""Patterns of the phrases, Chinese and English, with which notes say what a paper does, to find a summary by.

They were gathered by reading the summaries of the 140 posts of a real site, and are patterns of language, not of posts.
"""

from __future__ import annotations

import re

_KIND = (
    r"(?:(?:the|our|main|key|core|paper|brief|short|quick|general|high[- ]level|executive|novel|research|technical) )"
)
_BESIDE = r"(?: (?:and|&) \w+| of (?:the|this) paper)?"


CONTRIBUTIONS = re.compile(
    rf"贡献|创新|^\W*+{_KIND}{{0,2}}(?:contributions?|highlights?|tl;?\s*dr|what(?:'s| is) new){_BESIDE}\W*$",
    re.IGNORECASE,
)
ABSTRACT = re.compile(
    rf"摘要|概述|概要|总览|简介|^\W*+{_KIND}{{0,2}}(?:abstract|overview|summary){_BESIDE}\W*$", re.IGNORECASE
)
INTRODUCTION = re.compile(
    rf"引言|导言|介绍|背景|^\W*+{_KIND}{{0,2}}(?:introduction|motivations?|background){_BESIDE}\W*$", re.IGNORECASE
)
"""Headings of the sections a summary is looked for in, best first."""

LIMITS = re.compile(
    r"局限|不足|缺点|缺陷|批判|存疑|疑问|待解决|未来(?:工作|方向|研究)|展望|开放问题|limitation|weakness|drawback|\bcons\b"
    r"|future\s(?:work|direction)|open\s(?:question|problem)|critique|concerns",
    re.IGNORECASE,
)
"""Headings of sections that say what a paper lacks."""
_PAPER = (
    r"(?:本文|本论文|该论文|论文|本研究|该研究|本工作|该工作|本报告|本综述|该报告|文章|作者"
    r"|研究者|研究团队|我们|本项目)"
)
_PROPOSING = r"(?:提出|介绍|引入|设计|开发|构建|推出|实现|发布|开源|综述|呈现|给出|提供|建立|发明)(?!的)"
PROPOSES = re.compile(
    rf"{_PAPER}(?!的)(?:[^，。；：]{{0,16}}?{_PROPOSING}|[^。；：]{{2,80}}，(?:并|从而|进而|首次)?(?:提出|介绍|引入|设计|开发|构建)(?!的))"
    r"|(?:研究|本文的?|论文的?)(?:核心)?(?:目标|贡献)(?:是|在于)[^，。]{0,20}?(?:提出|介绍|设计|开发|构建)"
    r"|\b(?:we|they|this (?:paper|work|report|survey|article)|the (?:paper|authors?))\s+(?:\w+\s+)?"
    r"(?:propose|suggest|present|introduce|develop|design|build|describe|release|survey|implement|give|offer)",
    re.IGNORECASE,
)
PROPOSES_WITHOUT_SUBJECT = re.compile(rf"^(?:首次)?{_PROPOSING}(?:并[^，。]{{1,6}})?了?(?:一[种个套款组类项]|名为|新)")
_STUDYING = (
    r"(?:研究|探讨|旨在|分析|证明|展示|揭示|发现|探索|评估|解决|致力|描述|阐述|总结|回顾"
    r"|表明|比较|提炼|聚焦|首次|主张|认为|强调|对[^，。]{2,50}进行)"
)
STUDIES = re.compile(
    rf"{_PAPER}(?!的)(?:[^，。；：]{{0,16}}?|[^。；：]{{2,60}}，){_STUDYING}|目标(?:是|为)"
    r"|\b(?:we|this (?:paper|work|report|survey|article)|the (?:paper|authors?))\s+(?:\w+\s+)?"
    r"(?:stud|analy[sz]|show|investigat|examin|explor|demonstrat|evaluat|review|address|argue|compare|revisit)",
    re.IGNORECASE,
)
OF_PAPER = re.compile(
    r"^(?:[泛精略]读[。，])?(?:本文|这篇(?:文章|论文|工作|综述)|该文|此文|这项(?:研究|工作)|这本书)(?!中的|里的)[^。！？]{6,}[。！？]"
    r"|^(?:in )?(?:this|the) (?:paper|work|article|report|study|survey|authors?|post|chapter|book|talk|lecture)"
    r"(?:,? (?!in (?:section|figure|table)))",
    re.IGNORECASE,
)
"""Begins a sentence on the paper or the text as a whole."""
NAMES = re.compile(r"名为|称为|——|[（(][A-Z]")
DEFINES = re.compile(r"^[^，。；：]{0,40}(?:是一[种个款套项]|是首个|是第一个|is an? )")
BACKGROUND_LABEL = re.compile(
    r"^[^，。：:]{0,14}(?:问题|挑战|背景|动机|瓶颈|痛点|局限|现状|难点|不足|缺陷)[^，。：:]{0,8}[：:]"
)
LEAD_IN_CLAUSE = re.compile(r"^(.{12,})，(?:其|并|主要|核心)[^，。]{0,16}(?:如下|包括|有|以下[^，。]{0,10})[：:]$")
ANY_LABEL = re.compile(r"^[^，。：:]{2,40}[：:]?$")
BACKGROUND = re.compile(
    r"^(?:现有|传统|目前|当前|近年来|随着|以往|先前|过去|虽然|尽管|由于|然而|但是?|不过|在现代|大多数|许多)"
)
HANGS = re.compile(
    r"^(?:(?:通过|基于|在|利用|借助|根据|对于|由)(?:这|该|此|上述|其)|[^，。]{0,4}(?:还|也|进一步)|受\[|受的|该(?!文|论文|研究|工作)|这(?!篇|项|本)些?|此外|另外|因此|其中?|它们?|同时|并且|而且|例如|比如|具体|上述|接着|然后|最后|其次|首先|第[一二三四五]|基于此"
    r"|this (?!paper|work|article|post|note|report|chapter|survey|study|book|tutorial|blog)|these|that|those|it |they"
    r"|(?:we|they|it|the authors?) also|however|moreover|furthermore|in addition"
    r"|therefore|thus|for example|specifically|finally|but |and |or |so |on top,|in this (?:way|case))",
    re.IGNORECASE,
)
LEADS_IN = re.compile(
    r"(?:如下|包括|以下|下列|体现在|概括为|有[几三四五两二]个?(?:方面|点)?"
    r"|following(?:\s\w{1,20}){0,4})[^。！？]{0,16}[：:。.]?$"
    r"|以下(?:几个?|[一二三四五六七八九十两]个?|核心|主要|关键|创新)[^。]{0,12}(?:方面|点|项|贡献|创新|问题|内容)|[：:]$",
    re.IGNORECASE,
)
LABEL = re.compile(
    r"^(?:(?:具体)?创新点包括[：:]\s*|(?:核心|主要|关键|研究|本文的?|论文的?|技术|总体|整体)*(?:贡献|创新点?|目标|思想|方法|方案|解决方案|动机|结论|成果|工作|内容|观点|概述|目的|总结|洞察)"
    r"(?:与(?:主要|核心)?(?:贡献|目标|方案))?\s*+(?:[(（][^()（）]*[)）]\s*+)?[：:]\s*)"
)
SIGN = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.、)）]|[(（]\d{1,2}[)）])\s+")
_BEFORE_CITED = r"受由与和在对从如及的到自、\]"
CITATION = re.compile(
    # after one of these words the citation is part of the sentence, and so is the first space before it
    rf"(?:(?<![{_BEFORE_CITED}\s])|(?<=[{_BEFORE_CITED}]\s))\s*+"
    r"\[(?:\d{1,3}(?:\s*[,，–-]\s*\d{1,3})*|[A-Z][\w .&-]{1,40})\](?![的、和与及\[])"
    r"|(?:(?<!\s)\s++)?[(（](?:如|见|参见|详见|例如)?\s*+"
    r"(?:图|表|附录|第\s*+\S{1,5}\s*+[章节]|公式|§|Fig|Table|Sec)[^()（）]{0,30}[)）]"
)
CITES = re.compile(r"\[\d{1,3}\]|\[[A-Z]")
POINT = re.compile(r"^[A-Z][\w&/()’' -]{2,40}:\s")
"""Begins one of several points, each under its name."""
OWN_LABEL = re.compile(r"^[^，。：:；]{2,60}[：:]\s*(?=\S)")
"""The bold name of a contribution before the sentence that describes it."""
HANGING_CLAUSE = re.compile(
    r"^(?:为了?|针对|面对|基于|作为|鉴于|结合|利用|借助)(?:应对|解决|克服|满足|实现|突破|弥补|缓解)?"
    r"(?:(?:上述|以上|这些?|这一|这两个|此|该|其中)[^，。]{0,16}|解决方案|\(C\d\))，\s*"
)
PROBLEM = re.compile(
    r"(?:问题|挑战|瓶颈)(?:是|在于|源于|为(?!了))|(?:^|。)(?>[^。]*?如何)[^。]*？|^如何|[：:]如何|[？?]$|带来了[^。]{0,16}挑战|充满挑战|面临[^。]{0,20}(?:挑战|困难)"
    r"|尤为突出|(?:^|。)(?>[^。]*?虽然)[^。]*但|限制了其|消耗大量|呈二次方|瓶颈。$"
)
PURPOSE = re.compile(r"^为(?:了|此)")
PLACEHOLDER = re.compile(
    r"^\W*(?:(?>(?:(?:please|a|an|the|your|brief|short|one[- ]sentence|summary|summaries|summari[sz]e|description"
    r"|describe|overview|write|of|main|key|core|overall|technical|paper|papers|ideas?|details?|impression|contributions?|methods?"
    r"|results?|and|in|here|one|sentence|words?)\b\W*+)+)|to-?do|tbd|wip|n/?a|none|coming\ssoon|待(?:补充|写|续|完善|填写?|更新)|暂无|略|无)\W*$",
    re.IGNORECASE,
)
"""What a template has where a summary should be."""
ABOUT_WRITER = re.compile(
    r"我叫|大佬们|(?:个人|自我|作者)(?:介绍|简介)[：:]|公众号|欢迎(?:关注|大家|指正)|微信群|转载请|版权声明"
    r"|\b(?:subscribe|follow me|my (?:blog|website|newsletter))\b",
    re.IGNORECASE,
)
NEVER = re.compile(
    r"从引言中|^[^，。]{0,8}(?:章|节)[^，。]{0,4}(?:介绍|描述|讨论)|未(?:明确)?(?:提供|说明|提及|给出|报告)"
)
RESULT = re.compile(
    r"(?:实验|评估|评测|结果|测试|原型)[^。，]{0,24}(?:表明|显示|证明|证实)"
    r"|(?:^|\.)(?>[^.]*?\b(?:outperforms?|achieves?|improves?|reduces?)\b)[^.]*\d",
    re.IGNORECASE,
)
GAIN = re.compile(r"\d\.*+\s*+(?:倍|%|×|x\b)")
STANDS_WITHOUT_LABEL = re.compile(
    rf"^(?:{_PAPER}|(?:首次)?{_PROPOSING}|实验|评估|评测|结果|原型|广泛|大量|全面|通过[^，。]{{0,20}}(?:实验|评估))"
)
SYSTEM_NAME = re.compile(
    r"(?<![\w.+-])(?>(?:(?![A-Za-z])[\w.+-])*)([A-Za-z](?>(?:(?![A-Z0-9])[\w.+-])*)[A-Z0-9][\w.+-]*+)"
)
"""In a word of a title, its part from the first letter on, if a capital or a digit follows in it."""
REFERS = re.compile(
    r"(?:如|见)?(?:下|上)?[图表]\s*\d+\s*(?:所示|展示|显示|中)|公式\s*[(（]?\d+|\b(?:Fig\.|Figure|Table|Eq\.)\s*\d+"
)
WHOLE = re.compile(r"[。！？.!?][」』”’\"'）)]*$")
MARKUP = re.compile(r"\*\*|__|`")
