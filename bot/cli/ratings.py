"""Commands about readers' ratings: ``ratings export``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.context import Call, JsonOption, print_json
from bot.errors import BotError
from bot.library import open_library

if TYPE_CHECKING:
    from bot.state.schema import RatingRow

RATED = "rated"
"""The type of the questions in an export."""

ratings = typer.Typer(name="ratings", help="What readers thought of the answers.", no_args_is_help=True)


@dataclass(frozen=True, slots=True)
class RatedQuestion:
    """A question with the slugs of the papers that readers liked and disliked as answers to it."""

    question: str
    language: str
    liked: tuple[str, ...]
    disliked: tuple[str, ...]

    def as_json(self, number: int) -> dict[str, Any]:
        """Return the form that ``eval`` reads, with the disliked papers beside it."""
        return {
            "id": f"{RATED}-{number}",
            "query": self.question,
            "type": RATED,
            "lang": self.language,
            "relevant": list(self.liked),
            "disliked": list(self.disliked),
        }


def rated_questions(rows: Iterable[RatingRow], slugs: Mapping[str, str]) -> tuple[RatedQuestion, ...]:
    """Put together what readers said of the same question; ``slugs`` by path are of the papers that there still are.

    A paper is liked where more readers rated an answer with it 👍 than 👎, disliked where fewer did.
    """
    votes: dict[str, Counter[str]] = {}
    from bot.state.ratings import papers_of

    written: dict[str, RatingRow] = {}
    for row in rows:
        key = row.question.casefold()
        written.setdefault(key, row)
        counted = votes.setdefault(key, Counter())
        for path in papers_of(row):
            if path in slugs:
                counted[slugs[path]] += row.verdict
    return tuple(
        RatedQuestion(
            written[key].question,
            written[key].language,
            tuple(slug for slug, sum_ in counted.items() if sum_ > 0),
            tuple(slug for slug, sum_ in counted.items() if sum_ < 0),
        )
        for key, counted in votes.items()
    )


@ratings.command("export")
def export_ratings(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE.jsonl", help="Where the questions with liked answers go, for “eval”.")
    ],
    disliked: Annotated[
        Path | None,
        typer.Option("--disliked", metavar="FILE", help="Where the questions go of which no answer was liked."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write the rated questions with the papers that readers liked, in the form that “eval” reads."""
    call: Call = context.obj
    # only here: asking a question must not wait for the database's libraries
    from bot.state import open_database
    from bot.state.ratings import ratings as all_ratings

    with open_library(call.settings) as library, open_database(call.settings.database) as database:
        slugs = {paper.path: paper.slug for paper in library.papers()}
        found = database.run_now(lambda session: rated_questions(reversed(all_ratings(session)), slugs))
    good = [question for question in found if question.liked]
    bad = [question for question in found if question.disliked and not question.liked]
    _write(file, good)
    if disliked is not None:
        _write(disliked, bad)
    if as_json:
        print_json(call, {"liked": len(good), "disliked": len(bad), "file": str(file)})
    else:
        call.err.print(call.texts("cli-ratings", liked=len(good), disliked=len(bad)), markup=False)


def _write(file: Path, questions: list[RatedQuestion]) -> None:
    lines = [json.dumps(question.as_json(number), ensure_ascii=False) for number, question in enumerate(questions, 1)]
    try:
        file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    except OSError as error:
        raise BotError(f"{file} cannot be written: {error.strerror}.") from None
