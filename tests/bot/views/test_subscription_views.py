"""Views of subscriptions: within Telegram's limits whatever is subscribed to, and codes that come back as they went."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.locales import Texts
from bot.state.delivery_settings import DeliverySettings
from bot.state.subscriptions import Subscription
from bot.subscriptions.filters import TOPIC_PREFIX, SubscriptionFilter
from bot.subscriptions.interpret import APART, KIND_LETTERS, Interpretation
from bot.views import callback_data as codes
from bot.views.browse import TreePosition
from bot.views.callback_data import MAX_DATA_BYTES, SwitchLanguage, node_id
from bot.views.category_picker import Picked, category_picker, value_of
from bot.views.delivery_times import Times, hours, quiet_hours, times, zones
from bot.views.filter_names import FilterNames
from bot.views.subscription_result import SubscriptionOutcome, interpretation_buttons, subscribed
from bot.views.subscriptions import ChatContext, preview, subscriptions
from retrieval.types import Bilingual, Category
from tests.bot.views.samples import TREE, accepted, categories, hostile, papers

CHANNEL = -1_009_999_999_999
ALL_CODES: tuple[codes.CallbackData, ...] = (
    codes.ShowCategoryPicker("0123456789", 9999, CHANNEL),
    codes.ShowCategoryPicker(),
    codes.PickCategory(True, "0123456789", "0123456789", 9999, CHANNEL),
    codes.PickCategory(False, codes.EVERYTHING, "", 0),
    codes.ShowSubscriptions(9999, CHANNEL),
    codes.Pause(True, 999_999_999_999, 9999, CHANNEL),
    codes.Remove(7, 0, CHANNEL),
    codes.RemoveAll(CHANNEL),
    codes.ConfirmRemoveAll(CHANNEL),
    codes.ConfirmRemoveAll(),
    codes.ShowTimes("z", CHANNEL),
    codes.ChooseDelivery("q", "2208", CHANNEL),
    codes.ShowPreview(9999, CHANNEL),
    codes.Follow("n", "c", "0123456789"),
    codes.Follow("x", "a"),
    codes.Reinterpret("c", codes.UNDONE),
    codes.Reinterpret("w", APART),
    codes.Exclude(True),
)
texts_of = st.sampled_from([Texts("zh"), Texts("en")])
kinds = st.sampled_from(list(KIND_LETTERS))


def _names(texts: Texts) -> FilterNames:
    return FilterNames(lambda path: (Bilingual(path, path),), (), texts)


def test_codes_come_back_as_they_went() -> None:
    for code in ALL_CODES:
        assert type(code).read(str(code)) == code
        assert len(str(SwitchLanguage("zh", str(code))).encode()) <= MAX_DATA_BYTES
    for stale in ("", "k", "kt:xyz", "kq:1", "km:-1", "kc:c:", "kf:n:z", "kr:2"):
        assert codes.read_data(stale, map(type, ALL_CODES)) is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(kinds, hostile, st.booleans()), max_size=30), st.integers(0, 9), hostile, texts_of)
def test_any_list_is_accepted(held: list[tuple[str, str, bool]], page: int, name: str, texts: Texts) -> None:
    rows = [
        Subscription(number, kind, value, paused)  # type: ignore[arg-type]
        for number, (kind, value, paused) in enumerate(held, 1)
    ]
    accepted(subscriptions(rows, DeliverySettings(), page, _names(texts), ChatContext(texts)))
    shown = subscriptions(rows, DeliverySettings(), page, _names(texts), ChatContext(texts, CHANNEL, name), (name,))
    accepted(shown)


@settings(max_examples=25, deadline=None)
@given(st.lists(categories(), max_size=4), st.integers(0, 9), st.booleans(), hostile, texts_of)
def test_any_category_picker_is_accepted(
    tree: list[Category], page: int, everything: bool, name: str, texts: Texts
) -> None:
    picked = Picked(everything, frozenset(value_of(node).casefold() for node in tree[:1]), 3)
    accepted(category_picker(tuple(tree), None, picked, page, ChatContext(texts)))
    for node in tree[:2]:
        accepted(category_picker(tuple(tree), TreePosition((node,)), picked, page, ChatContext(texts, CHANNEL, name)))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(papers(), hostile), max_size=20), st.integers(0, 9), texts_of)
def test_any_preview_is_accepted(found: list[tuple[object, str]], page: int, texts: Texts) -> None:
    accepted(preview(found, page, TREE, texts))  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(kinds, hostile, st.sampled_from(["added", "resumed", "already", "full", "undone"]), texts_of)
def test_any_confirmation_is_accepted(kind: str, value: str, outcome: str, texts: Texts) -> None:
    interest = SubscriptionFilter(kind, value)  # type: ignore[arg-type]
    others = [
        Interpretation((interest,)),
        Interpretation((SubscriptionFilter("words", "kv"),)),
        Interpretation((SubscriptionFilter("idea", "kv"),)),
    ]
    buttons = interpretation_buttons(others[0], others[1:], outcome == "already", texts)
    said = SubscriptionOutcome(outcome, (interest,) * 3, DeliverySettings(), 50, 3, 140, CHANNEL, value)  # type: ignore[arg-type]
    accepted(subscribed(said, _names(texts), texts, buttons))


@settings(max_examples=40, deadline=None)
@given(
    st.builds(DeliverySettings, st.sampled_from(["at_once", "daily", "weekly"]), st.integers(0, 23), st.integers(0, 6)),
    hostile,
    texts_of,
)
def test_times_are_accepted(choices: DeliverySettings, name: str, texts: Texts) -> None:
    shown = Times(choices, "Asia/Shanghai", 1e9, CHANNEL, name)
    for message in (
        times(shown, texts),
        hours(shown, texts),
        zones(shown, texts),
        zones(shown, texts, ("UTC",), name),
        quiet_hours(shown, texts),
    ):
        accepted(message)


def test_names_that_people_know() -> None:
    names = FilterNames(
        lambda _path: (Bilingual("大语言模型", "LLMs"), Bilingual("推理", "Inference")), (), Texts("en")
    )
    assert names.full("category", "llm/inference") == "LLMs › Inference"
    assert names.brief("category", "llm/inference", 20) == "Inference"
    assert names.full("category", f"{TOPIC_PREFIX}量子") == "量子"
    assert names.full("venue", "osdi25") == "OSDI 2025"
    assert names.full("venue", "nips") == "NeurIPS"
    assert names.full("words", "kv cache, 量化, -survey") == "“kv cache” or “量化”, without “survey”"


def test_picks_know_what_lies_below() -> None:
    llm = TREE[0]
    picked = Picked(False, frozenset({"llm"}), 1)
    assert picked.covers((llm, llm.children[0]))
    assert picked.covering((llm, llm.children[0])) is llm
    assert not picked.own(llm.children[0])
    shown = category_picker(TREE, TreePosition((llm,)), picked, 0, ChatContext(Texts("en")))
    codes_shown = [button.data for row in shown.keyboard for button in row]
    assert codes_shown[0] == str(codes.PickCategory(False, node_id(llm), node_id(llm), 0))
