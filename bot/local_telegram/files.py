"""Files: uploaded with a request, used again by their id, fetched by the bot."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from bot.local_telegram.objects import file_object
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.refusals import bad_request
from bot.local_telegram.server_state import Server
from bot.local_telegram.state import Bot, Json, Media, StoredFile

MAX_PHOTO_BYTES = 10 * 1024 * 1024
MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024
"""What a bot may fetch; it may send more than that."""
MAX_PHOTO_SIDES = 10_000
"""Width and height of a photo together."""
MAX_PHOTO_RATIO = 20
ATTACHED = "attach://"
PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
_JPEG_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as a request names it: the value of the parameter and the name it goes by."""

    field: str
    value: str


def take_media(server: Server, bot: Bot, parameters: Parameters, kind: str, sent: Sent) -> Media:
    """Return the photo or document that a request sends. Raises Refusal."""
    file = _take(server, bot, parameters, sent)
    if kind != "photo":
        return Media("document", file)
    if len(file.content) > MAX_PHOTO_BYTES:
        raise bad_request("file is too big")
    size = image_size(file.content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    if width + height > MAX_PHOTO_SIDES or max(size) > MAX_PHOTO_RATIO * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return Media("photo", file, width, height)


def get_file(server: Server, bot: Bot, parameters: Parameters) -> Json:
    """Say where a file can be fetched (``getFile``)."""
    file_id = parameters.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    file = server.files.get(file_id)
    if file is None or file.bot_id != bot.account.id:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.content) > MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return file_object(file) | {"file_path": f"files/{file.id}/{file.name}"}


def image_size(content: bytes) -> tuple[int, int] | None:
    """Return the width and height of a PNG or JPEG image, None for anything else."""
    if content.startswith(PNG) and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
    elif content.startswith(_JPEG):
        width, height = next(_jpeg_sizes(content), (0, 0))
    else:
        return None
    return (width, height) if width and height else None


def _jpeg_sizes(content: bytes) -> Iterator[tuple[int, int]]:
    position = 2
    while position + 9 <= len(content) and content[position] == 0xFF:
        marker, length = content[position + 1], int.from_bytes(content[position + 2 : position + 4], "big")
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            yield width, height
        position += 2 + length


def _take(server: Server, bot: Bot, parameters: Parameters, sent: Sent) -> StoredFile:
    name = sent.value.removeprefix(ATTACHED) if sent.value.startswith(ATTACHED) else sent.field
    if name in parameters.files and (not sent.value or sent.value.startswith(ATTACHED)):
        upload = parameters.files[name]
        if not upload.content:
            raise bad_request("file must be non-empty")
        return _keep(server, bot, upload.name or "file", upload.content)
    if sent.value.startswith(("http://", "https://")):
        # nothing here reaches beyond this machine
        raise bad_request("failed to get HTTP URL content")
    file = server.files.get(sent.value)
    if not sent.value:
        raise bad_request(f"there is no {sent.field} in the request")
    if file is None or file.bot_id != bot.account.id:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return file


def _keep(server: Server, bot: Bot, name: str, content: bytes) -> StoredFile:
    unique = hashlib.blake2b(content, digest_size=8).hexdigest()
    file = StoredFile(f"file-{bot.account.id}-{len(server.files) + 1}-{unique}", unique, bot.account.id, name, content)
    server.files[file.id] = file
    return file
