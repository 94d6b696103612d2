"""Every code that a button sends back is answered: those the bot wrote, and any that look nearly like them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.views import callback_data as codes
from tests.bot.conversation.bot_harness import Room

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAPER, DIGEST = "0123456789", "abcdef"
KNOWN = (
    *map(
        str,
        (
            codes.OpenPaper(PAPER),
            codes.ShowCard(PAPER, "b"),
            codes.OpenSection(PAPER, DIGEST, 3, "t:0"),
        ),
    ),
    *map(
        str,
        (
            codes.ShowRelated(PAPER),
            codes.Cite(PAPER),
            codes.Browse(),
            codes.Browse(PAPER, 1),
        ),
    ),
    *map(
        str,
        (
            codes.BrowseVenue(DIGEST, 1),
            codes.BrowseYear(2024, 1),
            codes.LatestPage(9),
            codes.ListPage(1),
        ),
    ),
    *map(
        str,
        (
            codes.AnswerPage(1),
            codes.AnswerPage(1, True),
            codes.SwitchLanguage("en", "h"),
            codes.Rate(True),
        ),
    ),
    *map(
        str,
        (
            codes.Forget(False),
            codes.Broadcast(False),
            codes.CatchUp(True),
            codes.CatchUp(False),
        ),
    ),
    *("n", "h", "i", "g"),
    *map(str, (codes.ShowCategoryPicker(), codes.ShowCategoryPicker(PAPER, 2, -100123))),
    *map(str, (codes.PickCategory(False, PAPER, PAPER), codes.ShowSubscriptions(1, -100123))),
    *map(
        str,
        (codes.Pause(True, 7), codes.Remove(7), codes.ConfirmRemoveAll()),
    ),
    *map(
        str,
        (
            codes.RemoveAll(),
            codes.ShowTimes("z"),
            codes.ShowPreview(),
        ),
    ),
    *map(str, (codes.ChooseDelivery("h", "9"), codes.ChooseDelivery("z", "0", -100123))),
    *map(str, (codes.Follow("x", "c", PAPER), codes.Follow("h", "a"))),
    *map(str, (codes.Reinterpret("c", "w"), "kw:x", "kt\n", "kf", "", "z:yy", "j:y ", "u:1\n", "hello")),
)
_SIGNS = st.sampled_from([*"abcdefghijklmnopqrstuvwxyz0123456789:|-_x", "\n", " ", "\x00", "١", "²", "中", "😀"])


@st.composite
def _forged(draw: st.DrawFn) -> str:
    """Draw a code with some of its signs changed, cut out, added, or put behind another code."""
    data = draw(st.sampled_from(KNOWN))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(data)))
        change = draw(st.sampled_from(("change", "cut", "add", "end", "number", "join")))
        sign = draw(_SIGNS)
        match change:
            case "change":
                data = data[:at] + sign + data[at + 1 :]
            case "cut":
                data = data[:at] + data[at + 1 :]
            case "add":
                data = data[:at] + sign + data[at:]
            case "end":
                data = data[:at]
            case "number":
                data = data[:at] + "9" * draw(st.integers(1, 18)) + data[at:]
            case "join":
                data = f"{data[:at]}{draw(st.sampled_from(('|', ':', '')))}{draw(st.sampled_from(KNOWN))}"
    while len(data.encode()) > codes.MAX_DATA_BYTES:
        data = data[:-1]
    return data


class _Rooms:
    """Opens rooms; written out by Hypothesis it is short, as a room is not."""

    def __init__(self, first: Room) -> None:
        self._first = first

    def opened_anew(self) -> Room:
        return self._first.opened_anew()


@pytest.fixture(scope="module")
def rooms(brisk_room: Room) -> _Rooms:
    return _Rooms(brisk_room)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_forged(), min_size=1, max_size=12), st.booleans(), st.sampled_from(["en", "zh"]))
async def test_every_button_is_answered(rooms: _Rooms, forged: list[str], gone: bool, language: str) -> None:
    room = rooms.opened_anew()
    reader = room.english if language == "en" else room.chinese
    reader.says("/lang")
    shown = await reader.wait_for_reply()
    shown.deleted = gone
    for query in [reader.presses_stale(data, shown) for data in forged]:
        await reader.wait_for_answer(query)
    assert "ERROR" not in room.log


async def test_in_a_group_and_under_what_was_shared(brisk_room: Room) -> None:
    room = brisk_room.opened_anew()
    member = room.beside(room.in_group(room.chinese), room.english)
    member.says("/ask PagedAttention")
    shown = await member.wait_for_reply()
    typed = room.english.types("PagedAttention")
    assert await room.telegram.server.until(lambda: typed.results is not None, 20)
    shared = room.english.chooses(typed, (typed.results or [])[0]["id"])
    for data in KNOWN:
        await member.wait_for_answer(member.presses_stale(data, shown))
        await room.english.wait_for_answer(room.english.presses_stale(data, shared))
    assert "ERROR" not in room.log
