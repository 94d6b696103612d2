"""Documents agree with the program: their commands, options and settings are those that exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from bot.cli.main import app

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh.md")
_ROW = re.compile(r"^\| `papercache (?P<usage>[^`]+)` \|.*\|$", re.MULTILINE)
_OPTION = re.compile(r"--[a-z][a-z-]*")


def documented(readme: str) -> dict[str, str]:
    """Return what the README's table says of each command: its usage and its text."""
    rows: dict[str, str] = {}
    for row in _ROW.finditer((ROOT / readme).read_text("utf-8")):
        words = row["usage"].replace("\\|", "|").split()
        subcommands = words[1].split("|") if len(words) > 1 and words[1][0].islower() else [""]
        rows.update({f"{words[0]} {one}".strip(): row[0] for one in subcommands})
    return rows


def commands() -> dict[str, Any]:
    """Return every command by its words; of a group that works without a subcommand, the group itself."""
    found: dict[str, Any] = {}
    for name, command in vars(typer.main.get_command(app))["commands"].items():
        below = getattr(command, "commands", {})
        if not below or command.invoke_without_command:
            found[name] = command
        else:
            found.update({f"{name} {one}": each for one, each in below.items()})
    return found


@pytest.mark.parametrize("readme", READMES)
def test_the_table_of_commands_is_the_command_line(readme: str) -> None:
    assert sorted(documented(readme)) == sorted(commands())


@pytest.mark.parametrize("readme", READMES)
def test_the_options_in_the_table_are_taken(readme: str) -> None:
    there = commands()
    for name, row in documented(readme).items():
        taken = {option for parameter in there[name].params for option in parameter.opts}
        assert set(_OPTION.findall(row)) <= taken, name


def test_every_command_says_what_it_does() -> None:
    for name, command in commands().items():
        assert command.help, name
        assert "--json" in {option for parameter in command.params for option in parameter.opts}, name
        for parameter in command.params:
            assert getattr(parameter, "help", None), f"{name}: {parameter.name}"


def test_both_readmes_have_the_same_parts() -> None:
    def shape(readme: str) -> list[str]:
        text = (ROOT / readme).read_text("utf-8")
        return re.findall(r"^(#{1,3}) |^(```)console|!\[", text, re.MULTILINE)

    assert shape(READMES[0]) == shape(READMES[1])


def test_every_setting_says_what_it_is() -> None:
    text = (ROOT / "config.yaml").read_text("utf-8")
    lines = text.splitlines()

    def leaves(node: yaml.Node) -> list[int]:
        assert isinstance(node, yaml.MappingNode)
        return [
            line
            for key, value in node.value
            for line in (leaves(value) if isinstance(value, yaml.MappingNode) else [key.start_mark.line])
        ]

    root = yaml.compose(text, Loader=yaml.SafeLoader)
    unsaid = [lines[line].strip() for line in leaves(root) if not re.search(r"\s# \S", lines[line])]
    assert unsaid == []


def test_what_the_documents_name_is_there() -> None:
    for file in (*READMES, "CONTRIBUTING.md", *(str(page.relative_to(ROOT)) for page in ROOT.glob("docs/*.md"))):
        page = ROOT / file
        text = page.read_text("utf-8")
        links = re.findall(r"\]\((?!https?:|/)([^)#]+)", text)
        names = re.findall(r"`((?:bot|retrieval|tests|docs|notes|findings)/[\w./]*)`", text)
        missing = [one for one in links if not (page.parent / one).exists()]
        missing += [one for one in names if not (ROOT / one).exists()]
        assert missing == [], file
