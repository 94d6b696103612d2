"""What is said to a bot beside questions: greetings, thanks, who it is, for help, for another language."""

from __future__ import annotations

import pytest

from retrieval.query.dialogue import asks_for_more, dialogue_act, wanted_language
from retrieval.text.terms import normalise


@pytest.mark.parametrize(
    ("text", "act"),
    [
        *(("Hi!", "greeting"), ("hello there", "greeting"), ("你好啊", "greeting"), ("在吗？", "greeting")),
        *(("谢谢您！", "thanks"), ("Thank you so much", "thanks"), ("thanks", "thanks"), ("谢谢", "thanks")),
        *(("bye", "farewell"), ("晚安", "farewell"), ("OK", "acknowledgement"), ("哈哈哈", "acknowledgement")),
        *(("Are you a real human?", "identity"), ("你是机器人吗？", "identity"), ("你是AI吗", "identity")),
        *(("你是谁", "identity"), ("what can you do?", "identity"), ("help", "help"), ("怎么用？", "help")),
    ],
)
def test_what_is_no_question_is_known(text: str, act: str) -> None:
    assert dialogue_act(normalise(text)) == act


@pytest.mark.parametrize(
    "text",
    [
        *("hierarchical all-to-all", "test-time scaling", "你好像说过 MoE", "no pipeline bubbles", ""),
        *(
            "are you a MoE model",
            "help me find papers on MoE",
            "谢谢，PagedAttention 是什么",
            "how does this method work",
        ),
    ],
)
def test_questions_are_no_small_talk(text: str) -> None:
    assert dialogue_act(normalise(text)) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        *(("switch to Chinese", "zh"), ("speak chinese please", "zh"), ("说中文", "zh"), ("zh", "zh"), ("中文", "zh")),
        *(("换成英文", "en"), ("speak English", "en"), ("请用英语回答", "en"), ("english", "en")),
        *(("能说中文吗？", "zh"), ("can you answer in English?", "en")),
    ],
)
def test_a_wish_for_a_language_is_known(text: str, language: str) -> None:
    assert wanted_language(normalise(text)) == language


@pytest.mark.parametrize(
    "text", ["中文大模型", "用英文总结 FlashAttention", "English corpora", "switch transformers", ""]
)
def test_a_question_about_a_language_is_none(text: str) -> None:
    assert wanted_language(normalise(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        *("more", "More, please", "show me more papers", "any others?", "anything else?", "next page", "another one"),
        *("what else?", "give me two more", "go on", "more results", "the next", "other papers", "more like this"),
        *(
            "还有吗",
            "还有别的吗？",
            "还有其他论文吗",
            "更多",
            "再来几篇",
            "再给我推荐几篇",
            "下一页",
            "换一个",
            "换一批",
        ),
        *("继续", "还有没有", "有其他的吗", "还有什么论文", "另一篇", "那还有呢", "翻页"),
    ],
)
def test_a_wish_for_more_is_known(text: str) -> None:
    assert asks_for_more(normalise(text))


@pytest.mark.parametrize(
    "text",
    [
        *("tell me more", "more memory", "next token prediction", "more about it", "is there more than one GPU?", ""),
        *("还有什么局限", "更多显存", "继续预训练", "下一个 token", "换一个优化器", "其他方法的缺点", "多卡", "不"),
    ],
)
def test_anything_else_is_no_wish_for_more(text: str) -> None:
    assert not asks_for_more(normalise(text))
