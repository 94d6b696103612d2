"""Messages composed from claimed deliveries: the papers as they are now, in the chat's language."""

from __future__ import annotations

from dataclasses import dataclass

from bot.announce.outbox import Batch, Item
from bot.announce.paper_lookup import PaperLookup
from bot.locales import Texts
from bot.views import Message
from bot.views.announcement import AnnouncementContext, News, Place, announcement
from retrieval import Language, Paper


@dataclass(frozen=True, slots=True)
class Composed:
    """A message and the items that it announces; ``missing`` are those whose paper the library does not have now."""

    message: Message | None
    told: tuple[Item, ...] = ()
    missing: tuple[Item, ...] = ()


class Composer:
    """Composes messages from claimed deliveries, each in the language of its chat."""

    def __init__(self, lookup: PaperLookup, languages: tuple[Language, ...], bot_name: str = "") -> None:
        """Write of the papers in ``lookup``, in the first of ``languages`` where a chat chose none of them."""
        self._lookup = lookup
        self._languages = languages
        self._bot_name = bot_name

    def texts(self, batch: Batch) -> Texts:
        """Return the words for a chat."""
        return Texts(next((one for one in self._languages if one == batch.language), self._languages[0]))

    async def compose(self, batch: Batch, *, whole: bool = False) -> Composed:
        """Compose a message of as much of ``batch`` as one message holds, all of it if ``whole``."""
        paths = {item.path for item in batch.items}
        similar_to = {item.reason_value for item in batch.items if item.reason_kind == "paper"}
        papers = await self._lookup.papers(paths | similar_to)
        missing = tuple(item for item in batch.items if item.path not in papers and not item.withdrawn)
        present = tuple(item for item in batch.items if item not in missing)
        if not present or (whole and missing):
            return Composed(None, missing=missing)
        context = AnnouncementContext(
            self.texts(batch),
            _place(batch.chat_kind),
            self._bot_name,
            await self._lookup.tree(),
            {path: paper.title for path, paper in papers.items()},
        )
        message, count = announcement([_news(item, papers.get(item.path)) for item in present], context, whole=whole)
        return Composed(message, present[:count], missing)


def _place(kind: str) -> Place:
    return "group" if kind in {"group", "supergroup"} else "channel" if kind == "channel" else "private"


def _news(item: Item, paper: Paper | None) -> News:
    shown = None if item.withdrawn else paper
    return News(item.kind, item.paper_id, item.title, shown, item.reason_kind, item.reason_value)
