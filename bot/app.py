"""Wires the bot together and runs it; every decision is made elsewhere."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from typing import Any, cast

from telegram import Update
from telegram.error import InvalidToken
from telegram.ext import (
    Application,
    ApplicationBuilder,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    ExtBot,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.announce.paper_lookup import LibraryPaperLookup
from bot.announce.sender import Sender
from bot.announce.service import Announcer
from bot.config.settings import Settings
from bot.errors import ConflictError
from bot.handlers.admin_alerts import AdminAlerts
from bot.handlers.administrators import Administrators
from bot.handlers.ask import Ask
from bot.handlers.broadcasting import Broadcasting
from bot.handlers.catching_up import CatchingUp
from bot.handlers.commands import BeginsWithCommand, Command
from bot.handlers.deduplicate_updates import UpdateDeduplicator
from bot.handlers.delivery_times import DeliveryTimes
from bot.handlers.errors import ErrorHandler
from bot.handlers.excluding import Excluding
from bot.handlers.inline import Inline
from bot.handlers.membership import Membership
from bot.handlers.menu import introduce
from bot.handlers.navigation import SCREENS, Navigation
from bot.handlers.once import Meets, Once
from bot.handlers.papers import Papers
from bot.handlers.privacy import Privacy
from bot.handlers.question_text import ASK, AddressedToBot
from bot.handlers.rate_limits import Callback, RateLimiter
from bot.handlers.ratings import Ratings
from bot.handlers.screens import Screens
from bot.handlers.service import Context, Service
from bot.handlers.start import Start
from bot.handlers.subscribe import Subscribe, SubscriptionRequests
from bot.handlers.subscription_requests import SUBSCRIBE, UNSUBSCRIBE
from bot.handlers.subscription_screens import SHOWING, SubscriptionScreens
from bot.handlers.subscriptions import CHANGING, Subscriptions
from bot.handlers.unsubscribe import Unsubscribe
from bot.handlers.unsupported import Unsupported
from bot.health import DATABASE, PARTS, Degradation
from bot.lifecycle import UpdateSource, run_until_stopped
from bot.metrics import Metrics
from bot.monitoring import Health, monitoring_routes, watch_library, watch_troubles
from bot.state import Database
from bot.subscriptions.schedule import not_before
from bot.transport.conflicts import ConflictDetector
from bot.transport.connection import ConnectionState, WatchedRequest
from bot.transport.pacing import Pacing
from bot.transport.polling import Polling
from bot.transport.server import Server
from bot.transport.shutdown import PunctualApplication
from bot.transport.update_queue import ChatOrder
from bot.transport.webhook import Webhook
from bot.views.callback_data import (
    Broadcast,
    CatchUp,
    ChooseDelivery,
    Cite,
    Exclude,
    Follow,
    Forget,
    OpenLatest,
    OpenPaper,
    PickCategory,
    Rate,
    Reinterpret,
    SwitchLanguage,
    read_data,
)
from retrieval import Library

logger = logging.getLogger(__name__)

AnyHandler = BaseHandler[Any, Any, Any]
ALLOWED_UPDATES = ("message", "edited_message", "channel_post", "callback_query", "inline_query", "my_chat_member")
SENDING_CONNECTIONS = 64


class PaperBot:
    """The application and how it ended."""

    def __init__(
        self,
        settings: Settings,
        token: str,
        library: Library,
        database: Database,
        secret: str = "",
        troubles: Degradation | None = None,
    ) -> None:
        """Build the bot of ``token`` over ``library``, which remembers in ``database``; ``secret`` is the webhook's.

        ``troubles`` are those that were met on the way here.
        """
        # with or without the path that some clients want at its end
        root = settings.telegram.base_url.rstrip("/").removesuffix("/bot")
        self.metrics, line = Metrics(), ConnectionState()
        watch_library(self.metrics, library)
        self._troubles = troubles or Degradation()
        self._troubles.watch(DATABASE, lambda: database.trouble)
        watch_troubles(self.metrics, self._troubles)
        self.health = Health(library, line, self._troubles)
        self.service = Service(
            library, database, settings.languages, announcements=settings.announcements, metrics=self.metrics
        )
        self.frugality = RateLimiter(self.service, settings.limits)
        self.rivals = ConflictDetector()
        self.met_rival = False
        built = (
            ApplicationBuilder()
            .application_class(PunctualApplication)
            .token(token)
            .base_url(f"{root}/bot")
            .base_file_url(f"{root}/file/bot")
            .request(WatchedRequest(SENDING_CONNECTIONS, line, self.metrics))
            .get_updates_request(WatchedRequest(1, line))
            .concurrent_updates(ChatOrder(take_up=UpdateDeduplicator(self.service).take_up, metrics=self.metrics))
            .rate_limiter(Pacing(metrics=self.metrics))
            .job_queue(None)
            .post_init(self._started)
            .post_stop(self._stopping)
            .post_shutdown(self._stopped)
            .build()
        )
        # the builder does not tell which class it was given
        self.application = cast("PunctualApplication", built)
        self._settings = settings
        self._administrators = settings.administrators
        self._notices = AdminAlerts(self.service, self._administrators)
        self._sender: Sender | None = None
        self._end_of_announcing: asyncio.Task[None] | None = None
        self._add_handlers()
        self.inlet, self.servers = self._ways_in(settings, secret)

    def _ways_in(self, settings: Settings, secret: str) -> tuple[UpdateSource, list[Server]]:
        """Return the way in which updates come, and the servers for them and for those who watch the bot."""
        watching = monitoring_routes(self.health, self.metrics)
        monitoring, hook = settings.monitoring, settings.webhook
        servers = [Server("monitoring", monitoring.listen, monitoring.port, watching)] if monitoring.port else []
        if settings.telegram.mode == "polling":
            return Polling(self.application, ALLOWED_UPDATES), servers
        webhook = Webhook(self.application, ALLOWED_UPDATES, hook, secret, self.metrics)
        routes = [webhook.route, *([] if servers else watching)]
        return webhook, [*servers, Server("webhook", hook.listen, hook.port, routes)]

    def _add_handlers(self) -> None:
        screens = Screens(self.service)
        go = Navigation(self.service, screens)
        papers = Papers(self.service, screens, go)
        own = SubscriptionScreens(self.service)
        screens.add("k", own.make)
        excluding = Excluding(self.service, own)
        unsubscribe = Unsubscribe(self.service, own, go, excluding)
        subscribe = Subscribe(self.service, own, go, unsubscribe)
        subscriptions, timing = Subscriptions(self.service, screens, own, go), DeliveryTimes(self.service, own)
        welcome, ask = Start(self.service, go, papers, subscribe), Ask(self.service, screens, go, papers)
        once = Once(self.service)
        ratings, privacy, others = Ratings(self.service), Privacy(self.service), Unsupported(self.service, once)
        catching_up = CatchingUp(self.service, self._wake_sender)
        membership = Membership(self.service, catching_up)
        faults = ErrorHandler(self.service, membership, self._notices, self.rivals, self._give_up)
        administrators, broadcasting = Administrators(self.service), Broadcasting(self.service)
        private, edited, unanswered = filters.ChatType.PRIVATE, filters.UpdateType.EDITED_MESSAGE, ~Meets(once.answered)
        message = filters.UpdateType.MESSAGE & unanswered
        # a channel's posts are commands or nothing to us
        new = message | filters.UpdateType.CHANNEL_POST
        # in private one is told to send it once more; in a group nobody would know why there is no answer
        asked_by_edit = edited & ~private & Meets(once.asks_anew)
        by_administrators = message & private & filters.User(self._administrators)

        def add(handler: AnyHandler) -> None:
            handler.callback = self.frugality.limited(once.noting(handler.callback))
            self.application.add_handler(handler)

        # commands
        add(Command("start", welcome.start, new))
        add(Command("help", go.help, new))
        add(Command(["list", "categories"], go.topics, new))
        add(Command("latest", go.latest, new))
        add(Command(["venues", "venue"], go.venues, new))
        add(Command(["year", "years"], go.years, new))
        add(Command(["lang", "language"], go.languages, new))
        add(Command("paper", papers.command, new))
        add(Command(ASK, ask.question, new | asked_by_edit))

        # subscriptions, also of a channel by a post in it
        add(Command(SUBSCRIBE, subscribe.command, new))
        add(Command(UNSUBSCRIBE, unsubscribe.command, new))
        add(Command("subscriptions", subscriptions.command, new))
        add(Command("preview", subscriptions.preview, new))
        add(Command(["timezone", "time_zone"], timing.zone, new))
        add(Command("quiet", timing.quiet, new))

        # what the bot keeps of a reader
        add(Command("privacy", privacy.explain, new))
        add(Command("mydata", privacy.show, new))
        add(Command("forget", privacy.ask, new))

        # the bot's administrators
        add(Command("stats", administrators.stats, by_administrators))
        add(Command("reindex", administrators.reindex, by_administrators))
        add(Command("broadcast", broadcasting.preview, by_administrators))

        # wishes, then questions, in plain words
        words = (message | asked_by_edit) & ~BeginsWithCommand() & AddressedToBot()
        add(MessageHandler(words & SubscriptionRequests(), subscribe.wish))
        add(MessageHandler(words, ask.question))

        # what is no question
        add(MessageHandler(edited & private & (filters.TEXT | filters.CAPTION), others.edited))
        add(MessageHandler(message & private & BeginsWithCommand(), others.unknown))
        unread = private & filters.ATTACHMENT & ~filters.CAPTION & Meets(others.begins)
        add(MessageHandler(message & unread, others.unreadable))

        # where the bot is at home
        add(ChatMemberHandler(membership.changed, ChatMemberHandler.MY_CHAT_MEMBER))
        add(MessageHandler(message & filters.StatusUpdate.MIGRATE, membership.migrated))

        # buttons, each by the code that is read from it; whatever cannot be read is stale
        add(CallbackQueryHandler(papers.button, _where(OpenPaper.read)))
        add(CallbackQueryHandler(papers.cite, _where(Cite.read)))
        add(CallbackQueryHandler(go.newest, _where(OpenLatest.read)))
        add(CallbackQueryHandler(go.switch, _where(SwitchLanguage.read)))
        add(CallbackQueryHandler(ratings.button, _where(Rate.read)))
        add(CallbackQueryHandler(privacy.decide, _where(Forget.read)))
        add(CallbackQueryHandler(self._if_administrator(broadcasting.decide, faults.stale), _where(Broadcast.read)))
        add(CallbackQueryHandler(catching_up.button, _where(CatchUp.read)))
        add(CallbackQueryHandler(subscriptions.tick, _where(PickCategory.read)))
        add(CallbackQueryHandler(subscriptions.change, _where(lambda data: read_data(data, CHANGING))))
        add(CallbackQueryHandler(subscriptions.button, _where(lambda data: read_data(data, SHOWING))))
        add(CallbackQueryHandler(timing.button, _where(ChooseDelivery.read)))
        add(CallbackQueryHandler(subscribe.follow, _where(Follow.read)))
        add(CallbackQueryHandler(excluding.button, _where(Exclude.read)))
        add(CallbackQueryHandler(subscribe.reread, _where(Reinterpret.read)))
        add(CallbackQueryHandler(go.button, _where(lambda data: SCREENS.fullmatch(data))))
        add(CallbackQueryHandler(faults.stale))

        # what is typed after the bot's name in any chat
        add(InlineQueryHandler(Inline(self.service).answer))

        self.application.add_error_handler(faults.handle)

    def run(self) -> None:
        """Serve until a signal or a rival ends it. Raises BotError where it cannot, or cannot any longer."""
        asyncio.run(run_until_stopped(self.application, self.inlet, self.health, self.servers))
        if self.met_rival:
            raise ConflictError(
                "Another process already receives this bot's messages: stop that one first, or use another token."
            )

    async def _started(self, application: Application) -> None:  # type: ignore[type-arg]
        self.service.tally.since = self.service.clock.now()
        await introduce(application.bot, self.service.languages, self._administrators)
        announcer = self._announcing(application.bot)
        announcer.start()
        self._end_of_announcing = asyncio.create_task(self._end_announcing(announcer))
        logger.info("@%s is listening", application.bot.username)
        for remark in self._troubles.remarks:
            await self._notices.say(application.bot, "admin-remark", remark=remark)

    def _announcing(self, bot: ExtBot[Any]) -> Announcer:
        service, zone = self.service, self._settings.announcements.time_zone
        self._sender = Sender(
            service.database,
            bot,
            LibraryPaperLookup(service.library),
            service.clock,
            languages=service.languages,
            not_before=lambda chat, now: not_before(chat, zone, now),
            report=lambda unknown: self._notices.say(bot, "announce-unknown", count=unknown),
        )
        return Announcer(
            self._settings,
            service.library,
            service.database,
            service.clock,
            self._sender,
            lambda reason: self._notices.say(bot, "admin-notes", reason=reason),
            lambda found: self._notices.say_duplicates(bot, found),
            self._troubles,
            lambda part: self._notices.say(bot, "admin-works-again", part=PARTS[part][0]),
        )

    def _wake_sender(self) -> None:
        if self._sender is not None:
            self._sender.wake()

    async def _end_announcing(self, announcer: Announcer) -> None:
        # at once when the bot is to end, beside the answers that are under way: both have the same few seconds
        await self.application.stopping.wait()
        await announcer.stop()

    async def _stopping(self, application: Application) -> None:  # type: ignore[type-arg]  # noqa: ARG002
        if self._end_of_announcing is not None:
            self.application.stopping.set()
            await self._end_of_announcing

    async def _stopped(self, application: Application) -> None:  # type: ignore[type-arg]  # noqa: ARG002
        logger.info("stopped")

    def _if_administrator(self, callback: Callback, otherwise: Callback) -> Callback:
        async def chosen(update: Update, context: Context) -> None:
            user = update.effective_user
            known = user is not None and user.id in self._administrators
            await (callback if known else otherwise)(update, context)

        return chosen

    def _give_up(self) -> None:
        self.met_rival = True
        self.application.stop_running()


def run(
    settings: Settings,
    token: str,
    library: Library,
    database: Database,
    secret: str = "",
    troubles: Degradation | None = None,
) -> None:
    """Run the bot until it is stopped by a signal. Raises BotError when it cannot run."""
    # the library warns at every 429 until one opts in to timedeltas
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    # its polling logs a refused token with a traceback; we raise one sentence instead
    logging.getLogger("telegram.ext").addFilter(_not_of_the_token)
    PaperBot(settings, token, library, database, secret, troubles).run()


def _where(read: Callable[[str], object]) -> Callable[[object], bool]:
    """Let a button's data through from which ``read`` reads something."""
    return lambda data: isinstance(data, str) and bool(read(data))


def _not_of_the_token(record: logging.LogRecord) -> bool:
    return not (record.exc_info and record.exc_info[0] and issubclass(record.exc_info[0], InvalidToken))
