"""The parameters of a request, whichever way they came: in the address, a form, a multipart form or as JSON.

Like tdlib's server this keeps every value as a string (objects and arrays as JSON text) and reads it as the type that a
method wants.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.types import Message, Receive

from bot.local_telegram import refusals
from bot.local_telegram.refusals import Refusal, bad_request

MAX_BODY_BYTES = 50 * 1024 * 1024
"""What the Bot API takes at most."""
MAX_FIELDS = 1000

_TRUE = frozenset({"true", "yes", "1"})
_INTEGER = re.compile(r"[+-]?\d+")
SURROGATE = re.compile("[\ud800-\udfff]")
"""Half a character, which JSON can write and UTF-8 cannot."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of one request and the files that came with it."""

    values: dict[str, str]
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Return a string."""
        return self.values.get(name, default)

    def flag(self, name: str) -> bool:
        """Return a truth value: ``true``, ``yes`` and ``1``, everything else is no."""
        return self.values.get(name, "").lower() in _TRUE

    def integer(self, name: str, default: int = 0, least: int | None = None, most: int | None = None) -> int:
        """Return a number, kept within bounds; the ``default`` for whatever is no number."""
        written = self.values.get(name, "").strip()
        value = int(written) if _INTEGER.fullmatch(written) and len(written) < 20 else default
        if least is not None:
            value = max(value, least)
        return value if most is None else min(value, most)

    def decoded(self, name: str, what: str) -> Any:
        """Return the value of JSON text, None if there is none; ``what`` names it in a refusal."""
        written = self.values.get(name, "")
        if not written:
            return None
        try:
            return json.loads(written)
        except (ValueError, RecursionError):
            raise bad_request(f"can't parse {what} JSON object") from None


async def read_parameters(request: Request) -> Parameters:
    """Read the parameters of ``request``. Raises Refusal."""
    values = {name: str(value) for name, value in request.query_params.items()}
    files: dict[str, Upload] = {}
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > MAX_BODY_BYTES:
        raise refusals.TOO_LARGE
    request = Request(request.scope, _bounded(request))
    if kind == "application/json":
        values |= _from_json(await request.body())
    elif kind == "application/x-www-form-urlencoded":
        values |= _from_form(await request.body())
    elif kind == "multipart/form-data":
        # the parser's own faults become Starlette's HTTPException, which the server answers with 400
        async with request.form(max_files=100, max_fields=MAX_FIELDS, max_part_size=MAX_BODY_BYTES) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    files[name] = Upload(value.filename or "", await value.read())
                else:
                    values[name] = value
    if any(SURROGATE.search(name) or SURROGATE.search(text) for name, text in values.items()):
        raise bad_request("strings must be encoded in UTF-8")
    return Parameters(values, files)


def _bounded(request: Request) -> Receive:
    """Return the body's pieces until they are too much together: a body in chunks does not say how long it will be."""
    left = MAX_BODY_BYTES

    async def receive() -> Message:
        nonlocal left
        message = await request.receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise refusals.TOO_LARGE
        return message

    return receive


def _from_form(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    except ValueError:
        raise bad_request("too many parameters") from None
    return dict(pairs)


def _from_json(body: bytes) -> dict[str, str]:
    refusal = Refusal(400, "Bad Request: can't parse request: can't parse JSON object")
    try:
        parsed = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise refusal from None
    if not isinstance(parsed, dict):
        raise refusal
    return {name: as_text(value) for name, value in parsed.items() if value is not None}


def as_text(value: Any) -> str:
    """Return a value from JSON as a parameter: strings as they are, all else as JSON text."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
