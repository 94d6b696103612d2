"""Detection of new papers: first starts, moves, corrections, notes that break, and a library that fails."""

import logging
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.announce.detect import BROKEN_REST_SECONDS, READER, Changes, content_of, detect_changes
from bot.state import Database
from bot.state.schema import AnnouncementRow, MarkRow, SubscriptionRow
from retrieval.types import Bilingual, Paper
from tests.bot.announce.papers import paper

REST = 60.0


class Desk:
    """Takes stock at moments of its own and announces what is new, as the planner does."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = 1000.0

    def take(self, *papers: Paper, after: float = 0.0, up_to_date: bool = True) -> Changes:
        self.now += after

        def work(session):  # noqa: ANN001, ANN202
            changes = detect_changes(session, papers, self.now, REST, up_to_date=up_to_date)
            for kind, found in (("new", changes.new), ("note", changes.with_note)):
                for one in found:
                    row = AnnouncementRow(kind=kind, path=one.path, paper_id=one.id, title=one.title)
                    row.content, row.created_at = content_of(one), self.now
                    session.add(row)
            return changes

        return self.database.run_now(work)

    def announced(self, *papers: Paper) -> None:
        """See ``papers`` for the first time but the first, and let them rest."""
        self.take(paper("llm/seen"))
        self.take(paper("llm/seen"), *papers)
        assert self.take(paper("llm/seen"), *papers, after=REST).new == papers

    def upgrade(self) -> None:
        """Let the library be one that an older version of the program read."""
        self.database.run_now(lambda session: session.delete(session.get_one(MarkRow, READER)))

    def announcements(self) -> list[AnnouncementRow]:
        query = select(AnnouncementRow).order_by(AnnouncementRow.id)
        return list(self.database.run_now(lambda session: session.scalars(query).all()))


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def many(count: int) -> list[Paper]:
    return [paper(f"llm/note-{number:03}") for number in range(count)]


def test_the_first_start_announces_nothing(desk: Desk) -> None:
    assert desk.take(*many(140)) == Changes(first=True)
    assert desk.take(*many(140), after=10 * REST) == Changes()


def test_a_note_is_news_once_it_has_rested(desk: Desk) -> None:
    desk.take(paper("llm/seen"))
    new = paper("llm/new")
    assert desk.take(paper("llm/seen"), new) == Changes(next_moment=desk.now + REST)
    assert desk.take(paper("llm/seen"), new, after=REST - 1).new == ()
    assert desk.take(paper("llm/seen"), new, after=1).new == (new,)
    assert desk.take(paper("llm/seen"), new, after=REST) == Changes()


def test_every_change_makes_a_note_rest_again(desk: Desk) -> None:
    desk.take(paper("llm/seen"))
    new = paper("llm/new", "A first title")
    desk.take(paper("llm/seen"), new)
    better = replace(new, title="A better title")
    assert desk.take(paper("llm/seen"), better, after=REST).new == ()
    assert desk.take(paper("llm/seen"), better, after=REST).new == (better,)


def test_the_first_note_of_an_empty_collection_is_news(desk: Desk) -> None:
    assert desk.take().first
    desk.take(paper("llm/first"))
    assert desk.take(paper("llm/first"), after=REST).new == (paper("llm/first"),)


def test_a_collection_that_arrives_in_an_empty_library_is_none(desk: Desk) -> None:
    desk.take()
    assert desk.take(*many(140), after=REST).first
    assert desk.take(*many(140), after=REST) == Changes()


@pytest.mark.parametrize("identity", ["arxiv", "doi", "title"])
def test_a_moved_file_is_no_news_and_its_announcement_follows(desk: Desk, identity: str) -> None:
    named = {"arxiv": "2309.06180", "doi": "10.1145/3600006.3613165", "title": "Paged attention"}
    before = paper("llm/inference/paged", **{"title": "A title", identity: named[identity]})
    desk.announced(before)
    title = "Paged  ATTENTION" if identity == "title" else "Another title"
    after = replace(before, path="llm/serving/2023-09-paged", id="0123456789", title=title, url="https://other")
    assert desk.take(paper("llm/seen"), after) == Changes(next_moment=desk.now + REST)
    assert desk.take(paper("llm/seen"), after, after=REST).changed == (after.path,)
    (told,) = desk.announcements()
    assert (told.path, told.paper_id, told.title) == (after.path, after.id, title)
    assert (told.content, told.withdrawn_at) == (content_of(after), None)


def test_a_file_that_moves_before_it_was_announced_is_announced_where_it_lies(desk: Desk) -> None:
    desk.take(paper("llm/seen"))
    desk.take(paper("llm/seen"), paper("llm/draft", "A title"))
    moved = paper("llm/ready", "A title")
    assert desk.take(paper("llm/seen"), moved, after=REST).new == ()
    assert desk.take(paper("llm/seen"), moved, after=REST).new == (moved,)


def test_whoever_wants_more_like_a_paper_wants_it_after_a_move(desk: Desk) -> None:
    desk.announced(paper("llm/old", "A title"))

    def subscribe(session):  # noqa: ANN001, ANN202
        from bot.state.chats import remember_chat

        for chat, values in ((1, ["llm/old"]), (2, ["llm/old", "llm/new"])):
            remember_chat(session, chat, "private", 1.0)
            session.add_all(SubscriptionRow(chat_id=chat, kind="paper", value=one, created_at=1.0) for one in values)

    desk.database.run_now(subscribe)
    desk.take(paper("llm/seen"), paper("llm/new", "A title"))
    query = select(SubscriptionRow.chat_id, SubscriptionRow.value).order_by(SubscriptionRow.chat_id)
    assert desk.database.run_now(lambda session: session.execute(query).all()) == [(1, "llm/new"), (2, "llm/new")]


def test_a_corrected_date_is_no_change(desk: Desk) -> None:
    note = paper("llm/new")
    desk.announced(note)
    assert desk.take(paper("llm/seen"), replace(note, date="2024-12"), after=REST) == Changes()


@pytest.mark.parametrize(
    "correction",
    [
        {"title": "Another"},
        {"title_zh": "另一个"},
        {"summary": Bilingual(zh="新的")},
        {"url": "https://a"},
        {"paper_url": "https://b"},
        {"tag": "osdi25"},
        {"categories": ("systems",)},
    ],
)
def test_a_corrected_note_changes_its_announcement_when_it_has_rested(
    desk: Desk, correction: dict[str, object]
) -> None:
    note = paper("llm/new")
    desk.announced(note)
    corrected = replace(note, **correction)
    assert desk.take(paper("llm/seen"), corrected).changed == ()
    assert desk.take(paper("llm/seen"), corrected, after=REST).changed == (note.path,)
    (told,) = desk.announcements()
    assert (told.title, told.content) == (corrected.title, content_of(corrected))
    assert desk.take(paper("llm/seen"), corrected, after=REST) == Changes()


def test_a_paper_that_gets_its_note_is_told_of_once_more(desk: Desk) -> None:
    stub = paper("llm/stub", has_note=False)
    desk.announced(stub)
    note = replace(stub, has_note=True)
    assert desk.take(paper("llm/seen"), note).with_note == ()
    changes = desk.take(paper("llm/seen"), note, after=REST)
    assert (changes.new, changes.with_note) == ((), (note,))
    # the note breaks and is mended: the index entry stands in for it meanwhile
    desk.take(paper("llm/seen"), stub, after=REST)
    desk.take(paper("llm/seen"), stub, after=REST)
    desk.take(paper("llm/seen"), note, after=REST)
    assert desk.take(paper("llm/seen"), note, after=REST).with_note == ()


def test_the_note_of_a_paper_that_nobody_was_told_of_is_new(desk: Desk) -> None:
    stub = paper("llm/stub", "The same title", has_note=False)
    desk.take(paper("llm/seen"), stub)
    note = paper("llm/engineering/2025-01-note", "The same title")
    desk.take(paper("llm/seen"), note)
    assert desk.take(paper("llm/seen"), note, after=REST).new == (note,)


def test_a_note_that_breaks_while_it_is_written_is_announced_when_it_reads_well(desk: Desk) -> None:
    desk.take(paper("llm/seen"))
    new = paper("llm/new")
    desk.take(paper("llm/seen"), new)
    assert desk.take(paper("llm/seen"), after=REST) == Changes()
    desk.take(paper("llm/seen"), new, after=REST)
    assert desk.take(paper("llm/seen"), new, after=REST).new == (new,)


def test_a_removed_note_is_withdrawn_after_a_rest_and_no_news_when_it_comes_back(desk: Desk) -> None:
    note = paper("llm/new")
    desk.announced(note)
    assert desk.take(paper("llm/seen")) == Changes(next_moment=desk.now + REST)
    changes = desk.take(paper("llm/seen"), after=REST)
    assert changes.withdrawn == (note.path,)
    assert desk.announcements()[0].withdrawn_at == desk.now
    changes = desk.take(paper("llm/seen"), note, after=REST)
    assert (changes.new, changes.returned) == ((), (note.path,))
    assert desk.announcements()[0].withdrawn_at is None
    # elsewhere it is the same paper too
    desk.take(paper("llm/seen"), after=REST)
    moved = paper("systems/elsewhere", note.title)
    assert desk.take(paper("llm/seen"), moved, after=REST).new == ()
    assert desk.take(paper("llm/seen"), moved, after=REST).new == ()
    assert [one.path for one in desk.announcements()] == [moved.path]


def test_a_note_that_is_back_before_it_counted_as_withdrawn_never_was(desk: Desk) -> None:
    note = paper("llm/new")
    desk.announced(note)
    desk.take(paper("llm/seen"))
    assert desk.take(paper("llm/seen"), note, after=REST - 1) == Changes()
    assert desk.take(paper("llm/seen"), note, after=REST) == Changes()


def test_an_empty_library_withdraws_nothing(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    note = paper("llm/new")
    desk.announced(note)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert desk.take(after=10 * BROKEN_REST_SECONDS) == Changes()
    assert "2 papers are known" in caplog.text
    assert desk.take(paper("llm/seen"), note) == Changes()


def test_half_a_collection_that_vanishes_at_once_has_time_to_come_back(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    papers = many(20)
    desk.take(papers[0])
    desk.take(*papers)
    desk.take(*papers, after=REST)
    with caplog.at_level(logging.WARNING):
        changes = desk.take(*papers[:9], after=REST)
    assert "11 of 20 papers left" in caplog.text
    assert changes.next_moment == desk.now + BROKEN_REST_SECONDS
    assert desk.take(*papers[:9], after=10 * REST).withdrawn == ()
    assert desk.take(*papers, after=REST) == Changes()
    # a smaller part is believed, and a larger one when it stays away
    desk.take(*papers[:15], after=REST)
    assert len(desk.take(*papers[:15], after=REST).withdrawn) == 5
    desk.take(papers[0], after=REST)
    assert len(desk.take(papers[0], after=BROKEN_REST_SECONDS).withdrawn) == 14


def test_a_whole_collection_that_moves_is_no_news(desk: Desk) -> None:
    papers = many(20)
    desk.take(papers[0])
    desk.take(*papers)
    desk.take(*papers, after=REST)
    moved = [paper(f"notes/{one.path}", one.title) for one in papers]
    desk.take(*moved, after=REST)
    changes = desk.take(*moved, after=REST)
    assert (changes.new, changes.withdrawn, len(changes.changed)) == ((), (), 19)


def test_a_clock_set_back_keeps_nothing_waiting(desk: Desk) -> None:
    desk.take(paper("llm/seen"))
    new = paper("llm/new")
    desk.take(paper("llm/seen"), new)
    desk.take(paper("llm/seen"), new, after=-1e8)
    assert desk.take(paper("llm/seen"), new, after=REST).new == (new,)


def test_an_upgrade_that_reads_more_notes_announces_none_of_them(desk: Desk) -> None:
    old, stub = paper("llm/old"), paper("llm/stub", has_note=False)
    desk.take(old, stub)
    desk.upgrade()
    # the library is as the older version left it, then part of it is read anew, then all
    assert desk.take(old, stub, up_to_date=False, after=REST) == Changes()
    read = (old, replace(stub, has_note=True), *many(300))
    desk.take(*read[:100], up_to_date=False, after=REST)
    desk.take(*read, after=REST)
    for _ in range(3):
        changes = desk.take(*read, after=REST)
        assert (changes.new, changes.with_note) == ((), ())
    later = paper("llm/later")
    desk.take(*read, later)
    assert desk.take(*read, later, after=REST).new == (later,)


def test_what_waits_to_be_announced_is_announced_after_an_upgrade(desk: Desk) -> None:
    waiting = paper("llm/waiting")
    desk.take(paper("llm/old"))
    desk.take(paper("llm/old"), waiting)
    desk.upgrade()
    assert desk.take(paper("llm/old"), waiting, after=REST).new == (waiting,)
