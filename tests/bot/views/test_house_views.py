"""Views of kept data, figures, reports, broadcasts and words before a message: accepted whatever is in them."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.local_telegram.entities import utf16_length
from bot.locales import LANGUAGES, Texts
from bot.state.delivery_settings import DeliverySettings
from bot.views import Message
from bot.views.administration import (
    Figures,
    broadcast,
    confirm_broadcast,
    indexed,
    indexing,
    indexing_failed,
    statistics,
)
from bot.views.privacy import KeptData, confirm_forgetting, my_data, privacy
from bot.views.welcome import group_greeting, guide, with_word
from retrieval import RefreshReport, Skipped
from tests.bot.views.samples import accepted, hostile

ALL = st.sampled_from(LANGUAGES).map(Texts)
thorough = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
kinds = st.sampled_from(["all", "category", "venue", "words", "idea", "paper"])
kept = st.builds(
    KeptData,
    st.sampled_from([None, "zh", "en"]),
    st.sampled_from(["", "at_once", "daily", "weekly"]),
    st.lists(st.tuples(kinds, hostile), max_size=60),
    st.integers(0, 5000),
    st.lists(st.tuples(st.booleans(), hostile), max_size=60),
    st.sampled_from(
        [
            None,
            DeliverySettings(),
            DeliverySettings("weekly", 7, 2),
            DeliverySettings(time_zone="Asia/Tokyo", quiet=(22, 7), updates=True),
        ]
    ),
    st.integers(0, 60),
)


@thorough
@given(kept, ALL, st.booleans())
def test_whatever_is_kept_is_shown(data: KeptData, texts: Texts, group: bool) -> None:
    shown = accepted(my_data(data, texts, group=group)).text.split("\n")
    empty = (data.choices, data.elsewhere, data.announcements, [*data.subscriptions], [*data.ratings])
    assert (len([line for line in shown if line]) > 2) is (empty != (None, 0, 0, [], [])), "no list without entries"
    accepted(my_data(None, texts, group=group))


@thorough
@given(hostile, ALL)
def test_whatever_is_broadcast_arrives_as_text(text: str, texts: Texts) -> None:
    accepted(broadcast(text, texts))
    assert "<b>x</b> & y" in accepted(broadcast("<b>x</b> & y", texts)).text


@thorough
@given(st.lists(st.builds(Skipped, hostile, st.integers(0, 99), hostile), max_size=30), hostile, ALL)
def test_whatever_was_skipped_is_reported(skipped: list[Skipped], reason: str, texts: Texts) -> None:
    report = RefreshReport(("a",), (), (), 3, tuple(skipped), 1.234)
    shown = accepted(indexed(report, texts))
    assert utf16_length(shown.text) < 4096
    accepted(indexing_failed(reason, texts))


@thorough
@given(ALL, st.text(max_size=5000))
def test_a_word_before_a_message_leaves_it_whole(texts: Texts, text: str) -> None:
    message = with_word(privacy(texts), texts("question-shortened", most=500), texts)
    assert privacy(texts).text in message.text
    accepted(with_word(Message("<b>x</b>" * 2000), "<i>", texts))


@given(ALL)
def test_what_is_always_the_same(texts: Texts) -> None:
    figures = Figures(1e9, 1, 2, 3, 4, 5, 6, {"private": 7, "group": 8, "supergroup": 9}, 1, 2, {"sent": 10}, 140, 139)
    shown = accepted(statistics(figures, texts)).text
    assert "17" in shown
    for message in (
        privacy(texts),
        guide("papercache_bot", texts),
        group_greeting(1, "papercache_bot", texts),
        confirm_forgetting(texts, group=True),
        confirm_broadcast(1, ("en",), texts),
        indexing("", 0, 0, texts),
        indexing("reading", 1, 2, texts),
    ):
        accepted(message)
