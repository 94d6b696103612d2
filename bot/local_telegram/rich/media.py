"""Photos, videos and other files in a rich message: sent as InputMedia, told as what the server made of them (S)."""

from __future__ import annotations

import mimetypes
from typing import Any

from bot.local_telegram.files import ATTACHED, Sent, take_media
from bot.local_telegram.objects import file_object, media_object
from bot.local_telegram.refusals import bad_request
from bot.local_telegram.rich.limits import NO_PHOTO_FOUND
from bot.local_telegram.rich.source import Source, flag_field, integer_field, missing, string_field
from bot.local_telegram.state import Json, Media

_MEASURES = {
    "video": ("width", "height", "duration"),
    "animation": ("width", "height", "duration"),
    "audio": ("duration",),
    "voice_note": ("duration",),
    "document": (),
}
"""What the server would measure in a file; here it is taken from the request."""
_MAY_BE_HIDDEN = frozenset({"photo", "video", "animation"})


def read_media(source: Source, kind: str, value: Json) -> Json:
    """Return a block of media as it is kept, without its caption. Raises Refusal."""
    given = value.get(kind)
    if given is None:
        raise missing(kind, "InputRichBlock")
    if not isinstance(given, dict):
        raise bad_request(f'can\'t parse InputRichBlock: Field "{kind}" must be of type Object')
    # E has both words
    if given.get("type") != kind:
        raise bad_request(f'unexpected media type "{given.get("type", "")}" for block "{kind}"')
    media = take(source, kind, string_field(given, "media", "InputMedia"))
    hidden = kind in _MAY_BE_HIDDEN and flag_field(given, "has_spoiler", "InputMedia")
    measures = {name: max(0, integer_field(given, name, "InputMedia")) for name in _MEASURES.get(kind, ())}
    return {"type": kind, kind: _told(kind, media, measures)} | ({"has_spoiler": True} if hidden else {})


def take(source: Source, kind: str, sent: str) -> Media:
    """Return the file that a request names by its id or brings along. Raises Refusal."""
    if not sent or (sent.startswith(ATTACHED) and sent.removeprefix(ATTACHED) not in source.parameters.files):
        raise bad_request("media not found")
    if not source.uploads and sent.startswith((ATTACHED, "http://", "https://")):
        # S has the rule (inline messages and drafts take known files only); its words are unverified
        raise bad_request("wrong file identifier specified")
    if sent.startswith(("http://", "https://")):
        # nothing here reaches beyond this machine: every address is a dead one, which fails the whole message (M)
        raise NO_PHOTO_FOUND
    return take_media(source.server, source.bot, source.parameters, kind, Sent("media", sent))


def _told(kind: str, media: Media, measures: dict[str, int]) -> Any:
    if kind in {"photo", "document"}:
        return media_object(media)[kind]
    mime = mimetypes.guess_type(media.file.name)[0]
    return file_object(media.file) | measures | ({"mime_type": mime} if mime else {})
