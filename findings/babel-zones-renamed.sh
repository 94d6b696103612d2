#!/usr/bin/env bash
# babel 2.18.0: the cities of renamed time zones (Asia/Kathmandu, Asia/Kolkata, Europe/Kyiv) stand in its Chinese data
# under their old ids, but get_timezone_location turns an old id into the new one first and looks that up: it gives the
# English city for both, without an error. Locale.time_zones has the Chinese name under the old id.
# Seen: get_timezone_location gives Kathmandu for Asia/Katmandu and Asia/Kathmandu, the data say 加德满都; Tokyo is 东京.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check babel==2.18.0 tzdata==2026.6
"$folder/venv/bin/python" - "$folder" <<'PY'
import sys

from babel import Locale
from babel.dates import get_timezone_location

names = ("Asia/Katmandu", "Asia/Kathmandu", "Asia/Tokyo")
found = [get_timezone_location(name, locale="zh", return_city=True) for name in names]
in_data = Locale("zh").time_zones["Asia/Katmandu"]["city"]
print(dict(zip(names, found)), in_data)
sys.exit(found != ["Kathmandu", "Kathmandu", "东京"] or in_data != "加德满都")
PY
