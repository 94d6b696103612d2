"""The bot at a brisk pace: what it says can be tested without waiting a second before each message.

Nothing else differs. Telegram's own pace is held in the script, with the crowd, and wherever limits are enforced.
"""

import functools

import bot.app
from bot.cli.main import main
from bot.transport.pacing import Pacing
from bot.transport.telegram_limits import RateLimit

bot.app.Pacing = functools.partial(Pacing, chat=RateLimit(20, 1.0), group=RateLimit(1000, 60.0))  # type: ignore[misc, assignment]
main()
