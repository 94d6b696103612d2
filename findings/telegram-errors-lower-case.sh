#!/usr/bin/env bash
# python-telegram-bot 22.8: an error text that begins with "Bad Request: " is cut and then capitalized, which also turns all
# that follows into small letters. An address, a file id, a bot's name or an error code in capitals that Telegram quotes
# can no longer be found in it, and words to recognise an error by must be written small.
# Seen: "Bad Request: BUTTON_URL_INVALID: https://Host.example/Path" -> "Button_url_invalid: https://host.example/path";
# the same text without the prefix keeps its letters.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check python-telegram-bot==22.8
"$folder/venv/bin/python" - "$folder" <<'PY'
import sys

from telegram.error import BadRequest

TEXT = "BUTTON_URL_INVALID: https://Host.example/Path"
cut, whole = str(BadRequest(f"Bad Request: {TEXT}")), str(BadRequest(TEXT))
print(f"{cut!r}, {whole!r}")
sys.exit(cut != "Button_url_invalid: https://host.example/path" or whole != TEXT)
PY
