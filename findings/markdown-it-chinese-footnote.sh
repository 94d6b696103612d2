#!/usr/bin/env bash
# markdown-it-py 4.3.0 with CommonMark rules: a footnote written in Chinese is taken for the definition of a link, because
# its text has no space in it, and vanishes from the page; its mark becomes a link to the text. The same footnote in English
# stays, so that a test in English does not see it. The footnote plug-in (mdit-py-plugins 0.7.0) keeps both.
# Seen: 首字延迟 vanishes, "time to first token" stays; with the plug-in both stay.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check markdown-it-py==4.3.0 mdit-py-plugins==0.7.0
"$folder/venv/bin/python" - "$folder" <<'PY'
import sys

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

CHINESE, ENGLISH = "测得 35 毫秒[^1]。\n\n[^1]: 这里的首字延迟不含排队时间。\n", "It took 35 ms[^1].\n\n[^1]: time to first token\n"
plain, with_footnotes = MarkdownIt("commonmark"), MarkdownIt("commonmark").use(footnote_plugin)
found = [
    "不含排队时间</p>" in plain.render(CHINESE),
    "time to first token</p>" in plain.render(ENGLISH),
    "不含排队时间" in with_footnotes.render(CHINESE) and "class=\"footnotes\"" in with_footnotes.render(CHINESE),
]
print(f"Chinese footnote kept: {found[0]}, English one: {found[1]}, Chinese one with the plug-in: {found[2]}")
print(plain.render(CHINESE).strip())
sys.exit(found != [False, True, True])
PY
