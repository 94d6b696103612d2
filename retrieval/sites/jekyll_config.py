"""The settings of a Jekyll site that decide its addresses: ``_config.yml`` with Jekyll's defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from retrieval.parsing.headings import NO_IDS, HeadingIds
from retrieval.sites.base import Site
from retrieval.sites.kramdown import KramdownIds
from retrieval.sites.permalinks import base_address
from retrieval.sites.settings import mapping_of, read_settings, text_of, texts_of

CONFIG_FILES = ("_config.yml", "_config.yaml", "_config.toml")
"""The names of the settings, of which Jekyll reads the first that is there."""

_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
"""The built-in permalink styles (jekyllrb.com/docs/permalinks)."""
_LEFT_OUT = (
    ".sass-cache", ".jekyll-cache", "gemfiles", "Gemfile", "Gemfile.lock", "node_modules",
    "vendor/bundle/", "vendor/cache/", "vendor/gems/", "vendor/ruby/",
)  # fmt: skip
"""What Jekyll excludes besides what the settings exclude."""
_MARKDOWN_ENDINGS = "markdown,mkdown,mkdn,mkd,md"
_PAGES_WITHOUT_FRONT_MATTER = "jekyll-optional-front-matter"
_NOT_READ = (".", "_", "#", "~")


@dataclass(frozen=True, slots=True)
class Scope:
    """An entry of ``defaults``: the paths and the type (None for any) that it is for, and the values it gives."""

    path: str
    kind: str | None
    values: Mapping[str, Any]

    def covers(self, path: str, kind: str, collections_folder: str) -> bool:
        """Return whether it is for the file at ``path``, below the folder of collections."""
        if self.kind is not None and self.kind != kind:
            return False
        if "*" in self.path:
            whole = PurePosixPath(collections_folder, path).parts
            pattern = PurePosixPath(self.path).parts
            folders_only = self.path.endswith("/")
            return any(_matches(whole[:end], pattern) for end in range(1, len(whole) + (not folders_only)))
        start = self.path.removeprefix(f"{collections_folder}/") if collections_folder else self.path
        return path.startswith(start)


@dataclass(frozen=True, slots=True)
class JekyllConfig:
    """The settings; ``address`` is empty where they do not give it, ``collections`` are those with pages."""

    address: str = ""
    source: str = ""
    destination: str = "_site"
    permalink: str = "date"
    collections_folder: str = ""
    collections: tuple[tuple[str, str], ...] = ()
    posts_permalink: str = _STYLES["date"]
    excluded: tuple[str, ...] = _LEFT_OUT
    included: tuple[str, ...] = ()
    markdown_endings: tuple[str, ...] = tuple(f".{ending}" for ending in _MARKDOWN_ENDINGS.split(","))
    zone: tzinfo = UTC
    future: bool = False
    unpublished: bool = False
    front_matter_needed: bool = True
    heading_ids: HeadingIds = NO_IDS
    scopes: tuple[Scope, ...] = ()

    def reads(self, path: PurePosixPath, folder: PurePosixPath | None = None) -> bool:
        """Return whether Jekyll looks at the file ``path`` below the source.

        ``folder`` is the one of posts or of a collection that holds it, whose own name does not count.
        """
        for end in range(1, len(path.parts) + 1):
            part = PurePosixPath(*path.parts[:end])
            name = part.as_posix()
            if self._includes(name, part.name):
                continue
            if self._excludes(name, folder=end < len(path.parts)):
                return False
            # of what lies in such a folder, Jekyll looks at the first and the last name only
            is_inside = folder is not None and part.is_relative_to(folder)
            counts = not is_inside or part.parent == folder or part == path
            if counts and part != folder and (part.name.startswith(_NOT_READ) or part.name.endswith("~")):
                return False
        return not path.is_relative_to(self.destination)

    def _excludes(self, name: str, *, folder: bool) -> bool:
        return any(
            fnmatchcase(name, pattern) or name.startswith(pattern) or (folder and pattern == f"{name}/")
            for pattern in self.excluded
            if pattern not in self.included
        )

    def _includes(self, *names: str) -> bool:
        return any(fnmatchcase(name, text) or name.startswith(text) for text in self.included for name in names)

    def defaults(self, path: str, kind: str) -> dict[str, Any]:
        """Return the front matter that ``defaults`` give the file at ``path``: what is more specific wins."""
        found: dict[str, Any] = {}
        last: Scope | None = None
        for scope in self.scopes:
            if not scope.covers(path, kind, self.collections_folder):
                continue
            if last is None or _goes_before(scope, last):
                found, last = merged(found, scope.values), scope
            else:
                found = merged(scope.values, found)
        return found


def _goes_before(scope: Scope, last: Scope) -> bool:
    if len(scope.path) != len(last.path):
        return len(scope.path) > len(last.path)
    return scope.kind is not None or last.kind is None


def merged(values: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``values`` with those of ``over`` put over them as Jekyll does: nothing does not replace something."""
    result = dict(values)
    for key, value in over.items():
        old = result.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            result[key] = merged(old, value)
        elif value is not None or key not in result:
            result[key] = value
    return result


def _matches(parts: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Return whether the ``parts`` of a path are those of a ``pattern`` in which ``**`` stands for any folders."""
    reached = {0}
    for step in pattern:
        if step == "**":
            reached = set(range(min(reached), len(parts) + 1))
        else:
            reached = {at + 1 for at in reached if at < len(parts) and fnmatchcase(parts[at], step)}
        if not reached:
            return False
    return len(parts) in reached


def read_config(folder: Path, site: Site) -> JekyllConfig:
    """Read the settings of the site in ``folder``; ``site`` gives the address where they do not.

    Raises SourceError when they cannot be read.
    """
    file = next((folder / name for name in CONFIG_FILES if (folder / name).is_file()), folder / CONFIG_FILES[0])
    values = read_settings(file)
    permalink = text_of(values, "permalink", "date")
    # as a list they have no pages
    collections = mapping_of(values, "collections")
    posts = mapping_of(collections, "posts")
    endings = text_of(values, "markdown_ext") or _MARKDOWN_ENDINGS
    plugins = (*texts_of(values, "plugins"), *texts_of(values, "gems"))
    return JekyllConfig(
        address=_address(values, site),
        source=_folder(values, "source"),
        destination=_folder(values, "destination") or "_site",
        permalink=permalink,
        collections_folder=_folder(values, "collections_dir"),
        collections=tuple(_collections(collections, permalink)),
        posts_permalink=text_of(posts, "permalink") or _STYLES.get(permalink, permalink),
        excluded=(*(text.lstrip("/") for text in texts_of(values, "exclude")), *_LEFT_OUT),
        included=tuple(text.lstrip("/") for text in texts_of(values, "include")),
        markdown_endings=tuple(f".{ending.strip().lower()}" for ending in endings.split(",")),
        zone=_zone(text_of(values, "timezone")),
        future=values.get("future") is True,
        unpublished=values.get("unpublished") is True,
        front_matter_needed=_PAGES_WITHOUT_FRONT_MATTER not in plugins,
        heading_ids=_heading_ids(values),
        scopes=tuple(_scopes(values.get("defaults"))),
    )


def _address(values: Mapping[str, Any], site: Site) -> str:
    url, baseurl = text_of(values, "url"), text_of(values, "baseurl")
    if url or "://" in baseurl:
        return base_address(url, baseurl)
    # an address of which the site says one half is not completed with the other half of another site's
    return base_address(site.url, baseurl or site.baseurl)


def _folder(values: Mapping[str, Any], key: str) -> str:
    return text_of(values, key).removeprefix("./").strip("/").removeprefix(".")


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def _collections(given: Mapping[str, Any], permalink: str) -> Iterator[tuple[str, str]]:
    for label, settings in given.items():
        if label != "posts" and isinstance(settings, dict) and settings.get("output") is True:
            yield label, text_of(settings, "permalink") or with_suffix("/:collection/:path", permalink)


def with_suffix(template: str, permalink: str) -> str:
    """Return the ``template`` of pages with the ending that the site's ``permalink`` asks for."""
    if permalink == "pretty" or permalink.endswith("/"):
        return f"{template}/"
    if permalink in ("date", "ordinal", "none") or permalink.endswith(":output_ext"):
        return f"{template}:output_ext"
    return template


def _heading_ids(values: Mapping[str, Any]) -> HeadingIds:
    kramdown = mapping_of(values, "kramdown")
    dialect = text_of(kramdown, "input", "GFM").lower()
    if text_of(values, "markdown", "kramdown").lower() != "kramdown" or dialect not in ("gfm", "kramdown"):
        return NO_IDS
    quirks = kramdown.get("gfm_quirks", "paragraph_end")
    return KramdownIds(
        gfm=dialect == "gfm",
        auto_ids=kramdown.get("auto_ids", True) is not False,
        prefix=text_of(kramdown, "auto_id_prefix"),
        transliterated=kramdown.get("transliterated_header_ids") is True,
        stripped=kramdown.get("auto_id_stripping") is True,
        quirks="paragraph_end" in (quirks or ()),
    )


def _scopes(written: object) -> Iterator[Scope]:
    for entry in written if isinstance(written, list) else ():
        if not isinstance(entry, dict) or not isinstance(values := entry.get("values"), dict):
            continue
        scope = entry.get("scope")
        scope = scope if isinstance(scope, dict) else {}
        kind = {"page": "pages", "post": "posts", "draft": "drafts"}.get(text_of(scope, "type"), text_of(scope, "type"))
        path = text_of(scope, "path")
        yield Scope(path.removeprefix("/").removesuffix("/") if path.startswith("/") else path, kind or None, values)
