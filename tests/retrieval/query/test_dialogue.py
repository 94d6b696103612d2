"""What is said to a bot beside questions: greetings, thanks, who it is, for help, for another language."""

from __future__ import annotations

import pytest

from retrieval.query.dialogue import dialogue_act, wanted_language
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
