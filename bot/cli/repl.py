"""A conversation in the terminal, as in ``papercache chat`` and ``papercache demo``."""

from __future__ import annotations

import sys

from rich.console import Console

from bot.cli.render import answer_view, note_view, papers_view
from bot.locales import Texts
from retrieval import Conversation, Library

COMMANDS = {"/quit": "quit", "/exit": "quit", "/q": "quit", "/help": "help", "/list": "list"}


def converse(library: Library, out: Console, texts: Texts) -> None:
    """Answer one line after the other until the input ends or the person says so.

    A number opens the paper of that number in the last answer with its note; a question that refers back is answered
    within it.
    """
    if sys.stdin.isatty():
        import readline  # noqa: F401  line editing and history for input()

        out.print(texts("cli-chat-welcome"), markup=False)
    conversation, spoken = Conversation(library), texts
    while (line := _read_line()) is not None:
        match COMMANDS.get(line.lower()):
            case "quit":
                return
            case "help":
                out.print(texts("cli-chat-help"), markup=False)
            case "list":
                out.print(papers_view(library.papers(), texts), crop=False)
            case _ if line.startswith("/"):
                out.print(texts("cli-chat-no-such-command", word=line.split()[0]), markup=False)
            case _ if line:
                answer = conversation.ask(line)
                if not line.isdecimal():
                    spoken = Texts(answer.query.spoken or answer.query.language)
                opened = line.isdecimal() and answer.query.act == "card"
                shown = (
                    note_view(library.note(answer.hits[0].paper.id), spoken) if opened else answer_view(answer, spoken)
                )
                out.print(shown, crop=False)


def _read_line() -> str | None:
    """Return the next line without its ends, or None at the end of the input."""
    try:
        return input("\n> " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return None
