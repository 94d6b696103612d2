"""What is said to a bot beside questions about papers: greetings, thanks, who it is, for help, for another language."""

from __future__ import annotations

import re

from retrieval.types import DialogueAct, Language

_TAIL = (
    r"(?>(?:[\s,，]*+(?:there|all|everyone|you|so much|very much|a lot|a bunch|today|again|bot|"
    r"啊|呀|吗|你|您|了|哦|哈|啦|呢|大家|一下))*)"
)
_HUMAN = r"(?:an? )?(?:real )?(?:human|person|bot|robot|ai|real)"
_ACTS: tuple[tuple[DialogueAct, str], ...] = (
    (
        "greeting",
        r"hi+|hello+|hey|yo|good (?:morning|evening|afternoon)|how are you|test(?:ing)?|ping|start|"
        r"你好|您好|嗨|哈喽|哈罗|在吗|在不在|早上好|下午好|晚上好|早安|早|测试",
    ),
    (
        "thanks",
        r"(?:many )?thanks?|thank you|thx|ty|cheers|much appreciated|(?:太|非常|十分)?(?:谢谢|多谢|感谢|谢了)|辛苦了?",
    ),
    ("farewell", r"(?:good)?bye(?:[ -]bye)?|see you|good night|再见|拜拜|回见|晚安"),
    (
        "acknowledgement",
        r"ok(?:ay)?|lol|yes|yep|no|nope|great|nice|cool|good bot|got it|i see|well done|"
        r"好的?|嗯+|哦+|哈+|行|明白|知道|懂|收到|不错|真?棒|厉害",
    ),
    (
        "identity",
        rf"(?:who|what) are you|what(?:'s| is) your name|what can you do(?: for me)?|what do you do|are you {_HUMAN}|"
        r"(?:introduce|tell me about) yourself|"
        r"你是谁|你是什么|你叫什么(?:名字)?|你会(?:做|干)?(?:什么|啥|些什么)|你能(?:做|干)(?:什么|啥|些什么)|"
        r"你是(?:真?人|机器人|ai|真的)|你有什么(?:功能|用)|(?:请)?(?:自我介绍|介绍一?下?你自己)",
    ),
    (
        "help",
        r"help(?: me)?(?: please)?|how (?:do|can|should) i use (?:you|this(?: bot)?)|"
        r"how (?:do you|does this(?: bot)?) work|"
        r"(?:使用)?(?:帮助|说明|教程|指南)|(?:请问)?(?:该|要)?(?:怎么|如何)(?:使?用|问)(?:你|这个机器人|这个)?",
    ),
)
_PATTERNS = tuple((act, re.compile(rf"^\W*+(?:{said}){_TAIL}\W*+$")) for act, said in _ACTS)

_PAPERS = r"(?: (?:papers?|results?|ones?|notes?|articles?|of (?:them|these|those)|like (?:this|these|that|it)))?"
_PAPERS_ZH = r"(?>(?:论文|文章|笔记|结果|篇|个|的)*)"
_OTHERS_ZH = r"(?:别的|其他|其它|更多|另外|相关|类似|剩下|后面|余下)"
_SOME = r"(?: (?:few|couple|page|batch|\d|two|three|five))?"
_MORE = re.compile(
    r"\W*+(?:and |ok(?:ay)?,? |please )?(?:"
    r"(?:(?:(?:show|give|send|find|get|list)(?: me)?|i want|are there|is there|got|have you got|do you have) )?"
    rf"(?:(?:some|any|a few|a couple|the|\d|two|three|five) )?(?:more|others?|another|next){_SOME}{_PAPERS}|"
    rf"any(?:thing|one) (?:more|else)|what else|something else|(?:the )?rest{_PAPERS}|page down|"
    r"go on|continue|keep going)(?:,? please| there| then)?\W*+|"
    r"\W*+(?>(?:请|麻烦|那么?|可以|能不能|能|好的?|嗯)*)[,，\s]*+(?:"
    rf"还有(?:没有)?(?>{_OTHERS_ZH}*){_PAPERS_ZH}(?:吗|么|呢|没有?|嘛)?|"
    r"还有(?:什么|哪些)(?:别的|其他|其它)?(?:论文|文章|笔记)?|"
    rf"(?:还?想|还?要)?[再多](?:[来给找看列发要换说举我多]|推荐)(?>(?:[我点些来给找看列发一几两三\d]|推荐)*){_PAPERS_ZH}(?:看看)?|"
    rf"(?:还?有没有|有|看看?|来点?|给我)?{_OTHERS_ZH}{_PAPERS_ZH}(?:呢|吗|有吗|还有吗|看看)?|另一?[篇个]|"
    r"(?:看|翻到?|到)?下一?[页批个篇组]|下面(?:的|几篇)?呢?|翻页|往下[看翻]?|继续(?:看|列|翻|往下)?|接着[来看列]?|"
    r"(?:帮我|给我)?换(?:一?[个批篇些组换]|几[篇个]|别的)(?:论文|看看)?"
    r")(?>(?:吧|呗|吗|呀|啊|谢谢)*)\W*+"
)
"""A wish for more of what was found, and nothing else."""

_NAMES: dict[Language, str] = {
    "zh": "zh|zh-cn|zh-hans|zh-hant|zh-tw|cn|chinese|mandarin|simplified chinese|中文|简体中文|汉语|普通话|国语|华语",
    "en": "en|en-us|en-gb|english|英文|英语",
}
_LANGUAGES: dict[str, Language] = {name: language for language, names in _NAMES.items() for name in names.split("|")}
_LANGUAGE = "|".join(sorted(map(re.escape, _LANGUAGES), key=len, reverse=True))
_SWITCH = re.compile(
    r"(?:and |now |then |那么?)?(?:"
    rf"(?>(?:请|麻烦|能不能|可不可以|可以|能|你|都)*)(?:用|说|讲|使用|改用|改说|(?:切换|切|换|改|转)(?:回|成|到|为)?)\s?({_LANGUAGE})"
    r"(?:版|模式|界面)?(?:来?(?:回答|回复|说话|说|聊天|聊|交流|讲|答))?(?:我|问题)*(?:吧|吗|可以吗|好吗|好不好|谢谢)?|"
    r"(?:(?:please|pls|can you|could you|would you|i want (?:you )?to|let's) )*"
    r"(?:(?:switch|change|set|go)(?: (?:the|your|my) language| language)?(?: back)?|"
    r"speak|talk|reply|answer|respond|use|write)(?: (?:to|with) me| me)?(?: in| to| into)? "
    rf"({_LANGUAGE})(?: (?:please|pls|now|instead|from now on|with me|to me))*|"
    rf"(?:in )?({_LANGUAGE})(?: please)?"
    r")"
)


def dialogue_act(text: str) -> DialogueAct | None:
    """Return what ``text`` (normalised) says if that is all it says, a greeting or the like; None for anything else."""
    return next((act for act, pattern in _PATTERNS if pattern.fullmatch(text)), None)


def asks_for_more(text: str) -> bool:
    """Return whether ``text`` (normalised) asks for more of what was found, as the button below an answer does."""
    return _MORE.fullmatch(text) is not None


def wanted_language(text: str) -> Language | None:
    """Return the language that ``text`` (normalised) asks to speak in, or merely names; None for anything else."""
    match = _SWITCH.fullmatch(text.strip(" .。!！?？~～"))
    return _LANGUAGES[match[match.lastindex or 0]] if match else None
