"""python-telegram-bot as a client that takes no object with a field it does not know, however deep."""

import functools
import inspect
from typing import Any

import telegram


class Strict(telegram.Bot):
    """A bot whose every result is looked through before it is given."""

    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        if name.startswith("_") or not inspect.iscoroutinefunction(value):
            return value

        @functools.wraps(value)
        async def looked_through(*given: Any, **options: Any) -> Any:
            result = await value(*given, **options)
            known(result)
            return result

        return looked_through

    async def news(self, **options: Any) -> list[telegram.Update]:
        """Fetch what waits, once."""
        updates = await self.get_updates(timeout=0, **options)
        if updates:
            await self.get_updates(offset=updates[-1].update_id + 1, timeout=0)
        return list(updates)


def known(thing: object) -> None:
    """Fail for a field that python-telegram-bot does not know."""
    if isinstance(thing, telegram.TelegramObject):
        assert not thing.api_kwargs, (type(thing).__name__, thing.api_kwargs)
        for name in {name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ())}:
            if not name.startswith("_") and name != "api_kwargs":
                known(getattr(thing, name))
    elif isinstance(thing, list | tuple):
        for part in thing:
            known(part)
