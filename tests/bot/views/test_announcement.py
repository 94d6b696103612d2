"""Announcements: whatever the notes hold, Telegram takes them; what does not fit is said, never cut off."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.locales import Texts
from bot.views.announcement import AnnouncementContext, News, announcement, catch_up_offer, reason
from retrieval.types import Bilingual
from tests.bot.views.samples import TREE, accepted, hostile, paper, papers

_kinds = st.sampled_from(["all", "category", "venue", "words", "idea", "paper"])


@st.composite
def _news(draw: st.DrawFn) -> News:
    one = draw(papers())
    shown = one if draw(st.booleans()) else None
    kind = draw(st.sampled_from(["new", "note"]))
    return News(kind, one.id, draw(hostile) or "title", shown, draw(_kinds), draw(hostile))


_settings = st.builds(
    AnnouncementContext,
    st.sampled_from([Texts("zh"), Texts("en")]),
    st.sampled_from(["private", "group", "channel"]),
    st.just("papercache_bot"),
    st.just(TREE),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_news(), min_size=1, max_size=20), _settings, st.booleans())
def test_whatever_the_notes_hold_telegram_takes_it(news: list[News], setting: AnnouncementContext, whole: bool) -> None:
    message, count = announcement(news, setting, whole=whole)
    accepted(message)
    assert 1 <= count <= len(news)
    if whole:
        assert count == len(news)


def test_the_reason_is_told_in_the_words_of_the_chat() -> None:
    def said(kind: str, value: str, place: str = "private") -> tuple[str, str]:
        news = News("new", "", "", paper(), kind, value)
        titles = {"llm/a": "Paged attention"}
        return tuple(
            reason(news, AnnouncementContext(Texts(language), place, "bot", TREE, titles))
            for language in ("zh", "en")  # type: ignore[arg-type]
        )  # type: ignore[return-value]

    assert said("category", "llm/inference") == ("因为你关注「推理」", "Because you follow “Inference”")
    assert said("category", "~扩散模型")[1] == "Because you follow “Diffusion models”"
    assert said("venue", "osdi25")[0] == "因为你关注「OSDI 2025」"
    assert said("venue", "osdi")[1] == "Because you follow “OSDI”"
    assert said("words", "kv cache, 量化, -survey")[0] == "因为你关注关键词「kv cache、量化」"
    assert said("paper", "llm/a")[1] == "Because you follow papers like “Paged attention”"
    assert said("all", "", "group")[0] == "因为本群关注全部新论文"


def test_a_channel_s_buttons_lead_to_the_reader_s_own_chat() -> None:
    setting = AnnouncementContext(Texts("en"), "channel", "papercache_bot", TREE)
    message, _ = announcement([News("new", paper(1).id, "", paper(1), "all")] * 2, setting)
    assert message.keyboard[-1][0].text == "🔔 Subscribe"
    assert message.keyboard[-1][0].url.endswith("?start=s_all")
    assert {button.url.split("=")[0] for row in message.keyboard for button in row} == {
        "https://t.me/papercache_bot?start"
    }


def test_a_digest_cuts_a_summary_once_and_behind_a_sentence() -> None:
    first, second = "It tells of pages. " * 14, "It ends here. "
    for summary, shown in ((first + second, first + second), (first + second * 5, first + second * 2)):
        one = paper(summary=Bilingual("摘要。", summary))
        message, _ = announcement(
            [News("new", one.id, "", one, "all")] * 2, AnnouncementContext(Texts("en"), "private", "bot", TREE)
        )
        lines = accepted(message).text.split("\n")
        assert [line for line in lines if line.startswith("It tells")] == [shown.strip()] * 2


def test_a_long_catch_up_offers_the_newest() -> None:
    assert "the latest 20" in catch_up_offer(57, Texts("en")).text
    assert "3 篇" in catch_up_offer(3, Texts("zh")).text
