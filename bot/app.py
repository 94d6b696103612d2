"""The application: wires the bot together and runs it; every decision is made elsewhere."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Sequence
from typing import Any, cast

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
from bot.degradation import DATABASE, PARTS, Degradation
from bot.errors import ConflictError
from bot.handlers.admin_alerts import AdminAlerts
from bot.handlers.administrators import Administrators
from bot.handlers.ask import ask
from bot.handlers.broadcasting import Broadcasting
from bot.handlers.browse import open_latest, open_venues, open_years
from bot.handlers.catching_up import CatchingUp
from bot.handlers.commands import BeginsWithCommand, Command
from bot.handlers.deduplicate_updates import UpdateDeduplicator
from bot.handlers.delivery_times import choose_delivery, set_quiet_hours, set_time_zone
from bot.handlers.errors import ErrorHandler
from bot.handlers.excluding import exclude
from bot.handlers.inline import Inline
from bot.handlers.language import language_command, switch_language
from bot.handlers.membership import Membership
from bot.handlers.menu import introduce
from bot.handlers.once import Once, PredicateFilter
from bot.handlers.papers import cite, open_paper, paper_command
from bot.handlers.privacy import confirm_forget, explain_privacy, forget_or_keep, show_data
from bot.handlers.question_text import ASK, AddressedToBot
from bot.handlers.rate_limits import RateLimiter
from bot.handlers.ratings import rate_answer
from bot.handlers.request import ButtonHandle, Callback, MessageHandle, on_button, on_message
from bot.handlers.screens import opens, screen_kinds, show_pressed
from bot.handlers.service import Service
from bot.handlers.spoken_commands import SPOKEN_COMMANDS
from bot.handlers.start import start
from bot.handlers.subscribe import (
    SubscriptionRequests,
    follow,
    reinterpret,
    subscribe_command,
    subscribe_in_words,
)
from bot.handlers.subscription_requests import SUBSCRIBE, UNSUBSCRIBE
from bot.handlers.subscription_screens import SUBSCRIPTION_KINDS, show_pressed_subscriptions
from bot.handlers.subscriptions import (
    pause,
    pick_category,
    preview_command,
    remove,
    remove_everything,
    subscriptions_command,
)
from bot.handlers.unsubscribe import unsubscribe_command
from bot.handlers.unsupported import Unsupported
from bot.lifecycle import UpdateSource, run_until_stopped
from bot.metrics import Metrics
from bot.monitoring import Health, monitoring_routes, watch_degradation, watch_library
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
from bot.views import callback_data as data
from bot.views.callback_data import Kind, read_data
from retrieval import Library

logger = logging.getLogger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "channel_post", "callback_query", "inline_query", "my_chat_member")
SENDING_CONNECTIONS = 64


class PaperBot:
    """The bot over a library and a database, built and run; ``met_conflict`` says whether a conflict ended it."""

    def __init__(
        self,
        settings: Settings,
        token: str,
        library: Library,
        database: Database,
        secret: str = "",
        degradation: Degradation | None = None,
    ) -> None:
        """Build the bot of ``token`` over ``library``, which remembers in ``database``; ``secret`` is the webhook's.

        ``degradation`` holds what was found to fail before.
        """
        self.metrics, connection = Metrics(), ConnectionState()
        watch_library(self.metrics, library)
        self._degradation = degradation or Degradation()
        self._degradation.watch(DATABASE, lambda: database.trouble)
        watch_degradation(self.metrics, self._degradation)
        self.health = Health(library, connection, self._degradation)
        self.service = Service(
            library, database, settings.languages, announcements=settings.announcements, metrics=self.metrics
        )
        self.rate_limiter = RateLimiter(self.service, settings.limits)
        self.conflicts = ConflictDetector()
        self.met_conflict = False
        self.application = self._build_application(settings, token, connection)
        self._settings = settings
        self._administrators = settings.administrators
        self._alerts = AdminAlerts(self.service, self._administrators)
        self._sender: Sender | None = None
        self._end_of_announcing: asyncio.Task[None] | None = None
        self._add_handlers()
        self.update_source, self.servers = self._update_source(settings, secret)

    def _build_application(self, settings: Settings, token: str, connection: ConnectionState) -> PunctualApplication:
        # with or without the path that some clients want at its end
        root = settings.telegram.base_url.rstrip("/").removesuffix("/bot")
        built = (
            ApplicationBuilder()
            .application_class(PunctualApplication)
            .token(token)
            .base_url(f"{root}/bot")
            .base_file_url(f"{root}/file/bot")
            .request(WatchedRequest(SENDING_CONNECTIONS, connection, self.metrics))
            .get_updates_request(WatchedRequest(1, connection))
            .concurrent_updates(ChatOrder(take_up=UpdateDeduplicator(self.service).take_up, metrics=self.metrics))
            .rate_limiter(Pacing(metrics=self.metrics))
            .job_queue(None)
            .post_init(self._started)
            .post_stop(self._stopping)
            .post_shutdown(self._stopped)
            .build()
        )
        # the builder does not tell which class it was given
        return cast("PunctualApplication", built)

    def _update_source(self, settings: Settings, secret: str) -> tuple[UpdateSource, list[Server]]:
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
        service = self.service
        once, administrators = Once(service), Administrators(service)
        broadcasting = Broadcasting(service, self._administrators)
        unsupported, catching_up = Unsupported(once), CatchingUp(service, self._wake_sender)
        membership = Membership(service, catching_up)
        routes = _Routes(service, self.application, lambda callback: self.rate_limiter.limited(once.noting(callback)))
        private, edited = filters.ChatType.PRIVATE, filters.UpdateType.EDITED_MESSAGE
        message = filters.UpdateType.MESSAGE & ~PredicateFilter(once.answered)
        # in private one is told to send it once more; in a group nobody would know why there is no answer
        asked_by_edit = edited & ~private & PredicateFilter(once.asks_anew)

        # Only the first handler that takes an update is called: the order matters.
        # a channel's posts are commands or nothing to us
        _add_commands(routes, message | filters.UpdateType.CHANNEL_POST, asked_by_edit)

        # the bot's administrators
        by_administrators = message & private & filters.User(self._administrators)
        routes.command("stats", administrators.stats, by_administrators)
        routes.command("reindex", administrators.reindex, by_administrators)
        routes.command("broadcast", broadcasting.preview, by_administrators)

        # requests to subscribe, then questions, in plain words
        addressed = (message | asked_by_edit) & ~BeginsWithCommand() & AddressedToBot()
        routes.message(addressed & SubscriptionRequests(), subscribe_in_words)
        for spoken, handle in SPOKEN_COMMANDS:
            routes.message(addressed & spoken, handle)
        routes.message(addressed, ask)

        # what is no question
        routes.message(edited & private & (filters.TEXT | filters.CAPTION), unsupported.edited)
        routes.message(message & private & BeginsWithCommand(), unsupported.unknown_command)
        unread = private & filters.ATTACHMENT & ~filters.CAPTION & PredicateFilter(unsupported.begins)
        routes.message(message & unread, unsupported.unreadable)

        # the chats that the bot is in
        routes.add(ChatMemberHandler(membership.changed, ChatMemberHandler.MY_CHAT_MEMBER))
        routes.message(message & filters.StatusUpdate.MIGRATE, membership.migrated)

        # buttons
        routes.button(broadcasting.decide, data.Broadcast)
        routes.button(catching_up.decide, data.CatchUp)
        _add_buttons(routes)

        # what is typed after the bot's name in any chat
        routes.add(InlineQueryHandler(Inline(service).answer))

        errors = ErrorHandler(service, membership, self._alerts, self.conflicts, self._give_up)
        self.application.add_error_handler(errors.handle)

    def run(self) -> None:
        """Serve until a signal or a conflict ends it. Raises BotError where it cannot, or cannot any longer."""
        # the library warns at every 429 until one opts in to timedeltas
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        # its polling logs a refused token with a traceback; we raise one sentence instead
        logging.getLogger("telegram.ext").addFilter(_not_of_the_token)
        asyncio.run(run_until_stopped(self.application, self.update_source, self.health, self.servers))
        if self.met_conflict:
            raise ConflictError(
                "Another process already receives this bot's messages: stop that one first, or use another token."
            )

    async def _started(self, application: Application) -> None:  # type: ignore[type-arg]
        self.service.usage.since = self.service.clock.now()
        await introduce(application.bot, self.service.languages, self._administrators)
        announcer = self._announcing(application.bot)
        announcer.start()
        self._end_of_announcing = asyncio.create_task(self._end_announcing(announcer))
        logger.info("@%s is listening", application.bot.username)
        for remark in self._degradation.remarks:
            await self._alerts.say(application.bot, "admin-remark", remark=remark)

    def _announcing(self, bot: ExtBot[Any]) -> Announcer:
        service, zone = self.service, self._settings.announcements.time_zone
        self._sender = Sender(
            service.database,
            bot,
            LibraryPaperLookup(service.library),
            service.clock,
            languages=service.languages,
            not_before=lambda chat, now: not_before(chat, zone, now),
            report=lambda unknown: self._alerts.say(bot, "announce-unknown", count=unknown),
        )
        return Announcer(
            self._settings,
            service.library,
            service.database,
            service.clock,
            self._sender,
            lambda reason: self._alerts.say(bot, "admin-notes", reason=reason),
            lambda found: self._alerts.say_duplicates(bot, found),
            self._degradation,
            lambda part: self._alerts.say(bot, "admin-works-again", part=PARTS[part][0]),
        )

    def _wake_sender(self) -> None:
        if self._sender is not None:
            self._sender.wake()

    async def _end_announcing(self, announcer: Announcer) -> None:
        # at once when the bot is to end, beside the answers that are under way: both have the same few seconds
        await self.application.stopping.wait()
        await announcer.stop()

    async def _stopping(self, _application: Application) -> None:  # type: ignore[type-arg]
        if self._end_of_announcing is not None:
            self.application.stopping.set()
            await self._end_of_announcing

    async def _stopped(self, _application: Application) -> None:  # type: ignore[type-arg]
        logger.info("stopped")

    def _give_up(self) -> None:
        self.met_conflict = True
        self.application.stop_running()


class _Routes:
    """Adds handlers to an application, each behind what is common to all callbacks."""

    def __init__(
        self, service: Service, application: PunctualApplication, wrapped: Callable[[Callback], Callback]
    ) -> None:
        self._service = service
        self._application = application
        self._wrapped = wrapped

    def add(self, handler: BaseHandler[Any, Any, Any]) -> None:
        handler.callback = self._wrapped(handler.callback)
        self._application.add_handler(handler)

    def message(self, where: filters.BaseFilter, handle: MessageHandle) -> None:
        self.add(MessageHandler(where, on_message(self._service, handle)))

    def command(self, names: str | Sequence[str], handle: MessageHandle, where: filters.BaseFilter) -> None:
        self.add(Command(names, on_message(self._service, handle), where))

    def button(self, handle: ButtonHandle[Kind], *kinds: type[Kind]) -> None:
        callback = on_button(self._service, kinds, handle)
        self.add(CallbackQueryHandler(callback, lambda text: isinstance(text, str) and bool(read_data(text, kinds))))

    def stale_button(self) -> None:
        self.add(CallbackQueryHandler(on_button(self._service, (), show_pressed)))


def _add_commands(routes: _Routes, new: filters.BaseFilter, asked_by_edit: filters.BaseFilter) -> None:
    routes.command("start", start, new)
    routes.command("help", opens(data.ShowHelp()), new)
    routes.command(["list", "categories"], opens(data.Browse()), new)
    routes.command("latest", opens(data.LatestPage()), new)
    routes.command(["venues", "venue"], open_venues, new)
    routes.command(["year", "years"], open_years, new)
    routes.command(["lang", "language"], language_command, new)
    routes.command("paper", paper_command, new)
    routes.command(ASK, ask, new | asked_by_edit)

    # subscriptions, also of a channel by a post in it
    routes.command(SUBSCRIBE, subscribe_command, new)
    routes.command(UNSUBSCRIBE, unsubscribe_command, new)
    routes.command("subscriptions", subscriptions_command, new)
    routes.command("preview", preview_command, new)
    routes.command(["timezone", "time_zone"], set_time_zone, new)
    routes.command("quiet", set_quiet_hours, new)

    # what the bot keeps of a reader
    routes.command("privacy", explain_privacy, new)
    routes.command("mydata", show_data, new)
    routes.command("forget", confirm_forget, new)


def _add_buttons(routes: _Routes) -> None:
    # those that do something
    routes.button(open_paper, data.OpenPaper)
    routes.button(cite, data.Cite)
    routes.button(open_latest, data.OpenLatest)
    routes.button(switch_language, data.SwitchLanguage)
    routes.button(rate_answer, data.Rate)
    routes.button(forget_or_keep, data.Forget)
    routes.button(pick_category, data.PickCategory)
    routes.button(pause, data.Pause)
    routes.button(remove, data.Remove)
    routes.button(remove_everything, data.RemoveAll)
    routes.button(choose_delivery, data.ChooseDelivery)
    routes.button(follow, data.Follow)
    routes.button(exclude, data.Exclude)
    routes.button(reinterpret, data.Reinterpret)

    # those that show a screen in place; what is neither is stale
    routes.button(show_pressed_subscriptions, *SUBSCRIPTION_KINDS)
    routes.button(show_pressed, *screen_kinds())
    routes.stale_button()


def _not_of_the_token(record: logging.LogRecord) -> bool:
    return not (record.exc_info and record.exc_info[0] and issubclass(record.exc_info[0], InvalidToken))
