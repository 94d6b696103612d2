"""The settings with their defaults and what holds of them: validated once, frozen after.

One object, :class:`Settings`, is read at the start (:mod:`bot.config.load`) and handed to whoever needs a part of it.
The bot's token and the webhook's secret are never part of it; see :mod:`bot.config.secrets`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

CATEGORIES_FILE = "categories.yaml"
"""Names the categories, where it lies in the folder of a source and no other file is set."""
GLOSSARY_FILE = "glossary.yaml"
"""Says what words stand for; where it lies in the folder of a source, it adds to the glossaries that are set."""
SHIPPED_GLOSSARY = Path(__file__).resolve().parents[2] / "notes" / GLOSSARY_FILE
MONITORING_PATHS = ("/healthz", "/readyz", "/metrics")
_PATH = re.compile(r"/[A-Za-z0-9._/-]+")
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class _Part(BaseModel):
    """A group of settings: frozen, and refusing keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _no_yes_or_no(cls, value: object, info: ValidationInfo) -> object:
        # there is no switch among the settings, and 1 is not what was meant
        if hasattr(cls.model_fields[info.field_name or ""].annotation, "model_fields"):
            return value
        if isinstance(value, bool) or (isinstance(value, list) and any(isinstance(item, bool) for item in value)):
            raise PydanticCustomError("yes_or_no", "not a yes or no")
        return value


def _below_base(path: Path, info: ValidationInfo) -> Path:
    base: Path = (info.context or {}).get("base", Path.cwd())
    if path == Path() or "\0" in str(path):
        raise ValueError("must be the path of a file or folder")
    try:
        return base / path.expanduser()
    except RuntimeError:
        raise ValueError("must not begin with the name of a user that there is not (~name)") from None


class SiteSettings(_Part):
    """Where readers open the notes: a link is ``url`` + ``baseurl`` + ``permalink``, and what makes their pages.

    It is for sources that have no settings of a site beside them; without ``url`` nothing leads to their notes.
    """

    url: str = ""
    baseurl: str = ""
    permalink: str = "/:path.html"
    generator: Literal["jekyll", "hugo", "hexo", "mkdocs", "vitepress", "none"] = "jekyll"

    @field_validator("url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError("must begin with https:// or http://")
        return value.rstrip("/")


class EmbeddingSettings(_Part):
    """Which model embeds: ``bundled``, or a sentence-transformers model by hub name or folder."""

    model: str = Field(default="bundled", min_length=1)


class RepositorySettings(_Part):
    """A git repository of notes that the bot pulls every ``pull_minutes``; none while ``url`` is empty."""

    url: str = ""
    branch: str = "main"
    folder: Path = Field(default=Path("notes-repository"), validate_default=True)
    pull_minutes: float = Field(default=5, ge=0.01)

    @field_validator("url", "branch")
    @classmethod
    def _no_option(cls, value: str) -> str:
        if value.startswith("-"):
            raise ValueError("must not begin with a dash")
        return value

    @field_validator("folder")
    @classmethod
    def _absolute(cls, value: Path, info: ValidationInfo) -> Path:
        return _below_base(value, info)


class RerankSettings(_Part):
    """Which model looks again at the best papers: a sentence-transformers CrossEncoder, or none (empty)."""

    model: str = ""


class TelegramSettings(_Part):
    """How the bot reaches Telegram."""

    base_url: str = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"

    @field_validator("base_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("must begin with https:// or http://")
        return value.rstrip("/")


class AnnouncementSettings(_Part):
    """What new papers wait for before readers hear of them, and how much a chat may subscribe to.

    ``settle_seconds`` is how long a new or changed note has to stand still, ``time_zone`` (an IANA name or a city)
    that of chats that chose none, ``max_subscriptions`` the most that one chat may have, its topics together.
    """

    settle_seconds: float = Field(default=60, ge=0)
    time_zone: str = "Asia/Shanghai"
    max_subscriptions: int = Field(default=50, ge=1)

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str, info: ValidationInfo) -> str:
        try:
            return ZoneInfo(value).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            # a folder of the zones (“Asia”) is an OSError, a path out of them a ValueError
            pass
        near = ""
        # whoever reads the configuration knows the names of cities; no other setting needs them
        if find_zone := (info.context or {}).get("find_zone"):
            found = find_zone(value)
            if found.zone:
                return str(found.zone)
            near = f"; did you mean {' or '.join(found.near)}?" if found.near else ""
        raise ValueError(f"must be a time zone or a city in one, like Asia/Shanghai, Beijing or UTC+8{near}")


class LimitsSettings(_Part):
    """How many questions and commands the bot answers in a minute, of one reader and in one group; 0 for any number."""

    reader_per_minute: int = Field(default=20, ge=0)
    group_per_minute: int = Field(default=60, ge=0)


class WebhookSettings(_Part):
    """Where Telegram posts updates (``url`` + ``path``), and where the bot receives them."""

    url: str = ""
    path: str = "/telegram"
    listen: str = "127.0.0.1"
    port: int = Field(default=8443, ge=1, le=65535)

    @property
    def address(self) -> str:
        """What Telegram is told."""
        return self.url + self.path

    @field_validator("url")
    @classmethod
    def _public(cls, value: str) -> str:
        parts = urlsplit(value)
        unseen = parts.scheme == "http" and parts.hostname in _LOOPBACK  # by anybody but the local Telegram
        if value and not (parts.hostname and (parts.scheme == "https" or unseen)):
            raise ValueError("must be the address by which Telegram reaches the bot, beginning with https://")
        if parts.query or parts.fragment or parts.username or parts.password:
            raise ValueError("must be a plain address, without a password, ? or #")
        return value.rstrip("/")

    @field_validator("path")
    @classmethod
    def _plain_path(cls, value: str) -> str:
        if not _PATH.fullmatch(value) or value in MONITORING_PATHS:
            raise ValueError(
                f"must begin with / and hold A-Z a-z 0-9 . _ - /, but not be {' or '.join(MONITORING_PATHS)}"
            )
        return value


class MonitoringSettings(_Part):
    """Where ``/healthz``, ``/readyz`` and ``/metrics`` are served; ``port`` 0: with the webhook, or not at all."""

    listen: str = "127.0.0.1"
    port: int = Field(default=0, ge=0, le=65535)


class Settings(_Part):
    """All settings, with their defaults. Paths are absolute after reading; ``database`` may be an address instead.

    ``rescan_seconds`` is how often the sources are looked at for changes of which the system did not tell.
    """

    site: SiteSettings = Field(default_factory=SiteSettings)
    sources: tuple[Path, ...] = (Path("notes"),)
    rescan_seconds: float = Field(default=60, ge=1, le=86_400)
    categories: Path | None = None
    glossary: tuple[Path, ...] = (SHIPPED_GLOSSARY,)
    data: Path = Path("data")
    database: str = "bot.db"
    embedding: EmbeddingSettings = Field(default_factory=EmbeddingSettings)
    rerank: RerankSettings = Field(default_factory=RerankSettings)
    languages: tuple[Literal["zh", "en"], ...] = ("en", "zh")
    # a dictionary, so that the default folder is put beside the configuration file like all others
    repository: RepositorySettings = Field(default_factory=dict, validate_default=True)
    telegram: TelegramSettings = Field(default_factory=TelegramSettings)
    announcements: AnnouncementSettings = Field(default_factory=AnnouncementSettings)
    limits: LimitsSettings = Field(default_factory=LimitsSettings)
    administrators: tuple[int, ...] = ()
    webhook: WebhookSettings = Field(default=WebhookSettings(), validate_default=True)
    monitoring: MonitoringSettings = Field(default_factory=MonitoringSettings)

    @field_validator("sources", "glossary", "languages", "administrators", mode="before")
    @classmethod
    def _one_is_a_list(cls, value: object) -> object:
        return [value] if isinstance(value, (str, int)) else value

    @field_validator("glossary", mode="before")
    @classmethod
    def _none_is_wanted(cls, value: object) -> object:
        return () if value is None else value

    @field_validator("sources", "languages")
    @classmethod
    def _not_empty(cls, value: tuple[Any, ...]) -> tuple[Any, ...]:
        if not value:
            raise ValueError("must have at least one entry")
        return value

    @field_validator("webhook")
    @classmethod
    def _reachable(cls, value: WebhookSettings, info: ValidationInfo) -> WebhookSettings:
        telegram: TelegramSettings | None = info.data.get("telegram")
        if telegram is not None and telegram.mode == "webhook" and not value.url:
            raise ValueError("telegram.mode is webhook, so it needs a url, the public address that Telegram posts to")
        return value

    @field_validator("database")
    @classmethod
    def _file_or_address(cls, value: str, info: ValidationInfo) -> str:
        if "://" in value:
            if not value.startswith("postgresql://"):
                raise ValueError("must be a file or an address that begins with postgresql://")
            return value
        return str(_below_base(Path(value), info))

    @field_validator("sources", "categories", "glossary", "data", mode="after")
    @classmethod
    def _absolute(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, tuple):
            return tuple(_below_base(Path(item), info) for item in value)
        return value if value is None else _below_base(Path(value), info)
