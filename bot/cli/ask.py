"""Commands that ask: ``ask``, ``chat``, ``eval``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import json_schema
from bot.cli.context import Call, JsonOption, end_if_empty, print_json, ready_library
from bot.cli.evaluation_view import evaluation_view
from bot.cli.progress import progress_bar
from bot.cli.render import answer_view
from bot.cli.repl import converse
from bot.errors import BotError
from bot.locales import Texts
from retrieval import Conversation
from retrieval.evaluation import Evaluation, compare, evaluate, load_questions


def ask(
    context: typer.Context,
    question: Annotated[str | None, typer.Argument(help="The question, in Chinese, English or both.")] = None,
    batch: Annotated[
        Path | None,
        typer.Option(
            "--batch",
            metavar="FILE",
            help='Answer every line of a file of {"id": …, "query": …}; “-” reads standard input. Needs --json.',
        ),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="Papers to give with --json.")] = 10,
    as_json: JsonOption = False,
) -> None:
    """Answer a question from the notes."""
    call: Call = context.obj
    if bool((question or "").strip()) == (batch is not None):
        raise typer.BadParameter("give either a question or --batch FILE")
    if batch is not None and not as_json:
        raise typer.BadParameter("--batch prints JSON lines: add --json")
    rows = list(_batch_rows(batch)) if batch is not None else []
    with ready_library(call) as library:
        if batch is not None:
            for row in rows:
                answer = library.ask(row["query"], limit=limit, passages=range(limit))
                print_json(call, {"id": row["id"], **json_schema.answer_json(answer)}, lines=True)
            return
        answer = library.ask(question or "", limit=limit, passages=range(limit))
        if as_json:
            print_json(call, json_schema.answer_json(answer))
        end_if_empty(library)
        if not as_json:
            call.out.print(answer_view(answer, Texts(answer.query.spoken or answer.query.language)), crop=False)


def chat(context: typer.Context, as_json: JsonOption = False) -> None:
    """Keep asking: a conversation with the notes in the terminal."""
    call: Call = context.obj
    with ready_library(call) as library:
        if not as_json:
            end_if_empty(library)
            converse(library, call.out, call.texts)
            return
        conversation = Conversation(library)
        for line in sys.stdin:
            if line.strip():
                print_json(call, json_schema.answer_json(conversation.ask(line.strip())), lines=True)


def evaluate_answers(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help='Questions, one JSON object a line: {"id", "query", "type", "lang", "relevant": \\[slugs]}; '
            "the types list and off_topic or off_near want an exact list and a refusal. "
            '"kind", "acceptable" and "answers" (pieces of the sentences that answer) may be there too; '
            "tests/eval/README.md tells all of it.",
        ),
    ],
    against: Annotated[
        Path | None, typer.Option("--against", metavar="FILE", help="JSON of an earlier run to compare with.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure the answers against a file of questions with known answers."""
    call: Call = context.obj
    questions = load_questions(file)
    earlier = Evaluation.read(against) if against else None
    with ready_library(call) as library:
        with progress_bar(call.err, call.texts) as progress:
            evaluation = evaluate(library, questions, lambda done, total: progress("asking", done, total))
        if as_json:
            print_json(call, evaluation.as_json())
        else:
            call.out.print(evaluation_view(evaluation, compare(evaluation, earlier) if earlier else None), crop=False)


def _batch_rows(file: Path) -> Iterator[dict[str, Any]]:
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8-sig")
    except OSError as error:
        raise BotError(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise BotError(f"{file} is not UTF-8: save it as UTF-8.") from None
    # not splitlines, which also cuts at characters that JSON may hold
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict) or not isinstance(row.get("query"), str) or "id" not in row:
            raise BotError(f'{file}:{number}: this line is no object with "id" and "query".')
        yield row
