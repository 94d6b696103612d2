#!/usr/bin/env bash
# python-telegram-bot 22.8: Defaults(parse_mode=…) is sent along with a message whose formatting is given as entities. The
# Bot API documents entities as an alternative that is to be given instead of parse_mode; which of the two counts is the
# server's choice, and "<" in such a text is then markup. With parse_mode=None the default does not apply.
# Seen: the request of send_message(text, entities=[bold]) carries parse_mode HTML and entities both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check python-telegram-bot==22.8
"$folder/venv/bin/python" - "$folder" <<'PY'
import asyncio
import json
import sys

from telegram import Bot, MessageEntity
from telegram.constants import ParseMode
from telegram.ext import Defaults, ExtBot
from telegram.request import BaseRequest, RequestData


class Recorder(BaseRequest):
    """Answers getMe and sendMessage and keeps what was asked for."""

    asked: dict[str, object] = {}
    read_timeout = 1.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(self, url: str, method: str, request_data: RequestData | None = None, **_: object):
        user = {"id": 1, "is_bot": True, "first_name": "b", "username": "b_bot"}
        message = {"message_id": 1, "date": 0, "chat": {"id": 2, "type": "private"}, "text": "a < b"}
        if url.endswith("sendMessage"):
            Recorder.asked = dict(request_data.json_parameters)
        result = user if url.endswith("getMe") else message
        return 200, json.dumps({"ok": True, "result": result}).encode()


async def parameters(**more: object) -> dict[str, object]:
    """Give the parameters that leave for the server."""
    bot: Bot = ExtBot("1:x", request=Recorder(), get_updates_request=Recorder(), defaults=Defaults(ParseMode.HTML))
    async with bot:
        await bot.send_message(2, "a < b", entities=[MessageEntity("bold", 0, 1)], **more)
    return Recorder.asked


both, alone = asyncio.run(parameters()), asyncio.run(parameters(parse_mode=None))
print("by default:", {key: both[key] for key in sorted(both)})
print("with parse_mode=None:", {key: alone[key] for key in sorted(alone)})
sys.exit(not (both.get("parse_mode") == "HTML" and "entities" in both and "parse_mode" not in alone))
PY
