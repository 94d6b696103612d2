"""The files of the page: what they lead to, how they write to the page, and what they say in both languages."""

import re
from pathlib import Path

from bot.local_telegram import page


def test_the_page_names_no_address_outside() -> None:
    allowed = {"http://www.w3.org/2000/svg", "https://", "http://"}
    for file in page.FOLDER.iterdir():
        found = set(re.findall(r"(?:https?:)?//[\w.]+[\w./]*", _without_comments(file)))
        assert {address for address in found if "w3.org" not in address} <= allowed, file.name


def _without_comments(file: Path) -> str:
    return re.sub(r"(?m)^\s*//.*$|\s// .*$", "", file.read_text("utf-8"))


def test_no_message_can_become_markup() -> None:
    for file in page.FOLDER.glob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", file.read_text("utf-8")
        )


def test_both_languages_of_the_page_say_the_same_things() -> None:
    text = (page.FOLDER / "strings.js").read_text("utf-8")
    english, chinese = text.split("  zh: {")[0], text.split("  zh: {")[1].split("\n};")[0]
    pattern = re.compile(r'(?:^|[,{]\s*)\s*"?([A-Za-z][\w-]*)"?: (?=["n])', re.MULTILINE)
    keys = set(pattern.findall(english)) - {"en"}
    assert keys == set(pattern.findall(chinese))
    used = {
        key
        for file in page.FOLDER.iterdir()
        for pair in re.findall(r'data-(?:text|label|placeholder)="([\w-]+)"|\bt\("([\w-]+)"', file.read_text("utf-8"))
        for key in pair
        if key
    }
    assert {"send", "typing", "publish"} <= used <= keys
