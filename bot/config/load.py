"""Reading the settings: ``config.yaml``, overridden by the environment.

A fault ends in a :class:`~bot.errors.SettingsError` that names the key, the line of the file (or the environment
variable) and, for an unknown key, the nearest right one.
"""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from bot.config.secrets import SECRET_VARIABLE, TOKEN_VARIABLE
from bot.config.settings import CATEGORIES_FILE, GLOSSARY_FILE, SHIPPED_GLOSSARY, Settings
from bot.errors import SettingsError
from retrieval import LinedMapping, YamlError, load_yaml

if TYPE_CHECKING:
    from bot.subscriptions.time_zones import Found

logger = logging.getLogger(__name__)

ENVIRONMENT_PREFIX = "PAPERCACHE_"
ENVIRONMENT_DELIMITER = "__"
CONFIG_VARIABLE = "PAPERCACHE_CONFIG"
"""Names the configuration file; not a setting itself."""
TRACEBACK_VARIABLE = "PAPERCACHE_TRACEBACK"
"""Asks the command line for a traceback; not a setting itself."""
DEFAULT_FILE = Path("config.yaml")
_TOP_KEY = re.compile(r"([a-z_]+)\s*:")
_WANTED = {
    ("administrators",): "a list of Telegram ids, which are numbers (not @names), like [123456789]",
    ("languages",): "a list of 'zh' or 'en' or both",
    ("database",): "a file or an address that begins with postgresql://",
    ("announcements", "time_zone"): "a time zone or a city in one, like Asia/Shanghai, Beijing or UTC+8",
    ("embedding", "model"): "bundled, or the hub name or folder of a sentence-transformers model",
    ("rerank", "model"): "the hub name or folder of a sentence-transformers CrossEncoder, or empty",
    ("telegram", "base_url"): "an address that begins with https:// or http://",
    ("site", "url"): "an address that begins with https:// or http://",
    ("webhook", "url"): "an address that begins with https://",
}
"""What settings take whose type does not say it all."""
RENAMED = {
    ("announcements", "rest_seconds"): "settle_seconds",
    ("announcements", "most_subscriptions"): "max_subscriptions",
    ("repository", "minutes"): "pull_minutes",
}
"""Settings that had another name before: still read, and reported with their present name."""
_SECRETS = {"token": TOKEN_VARIABLE, "secret": SECRET_VARIABLE}
_LIKELY_SLIP_SCORE = 80.0
"""Likeness from which a variable that is no setting is a slip and not another program's."""
_NEAREST_KEY_SCORE = 60.0
"""Likeness (0..100) from which a known key is offered for an unknown one: one or two slips in a short word."""


def read_settings(file: Path | None = None, **overrides: object) -> Settings:
    """Read the settings from ``file`` and the environment.

    Without ``file`` it is the one that PAPERCACHE_CONFIG names, or ``config.yaml`` in the working directory where
    there is one, or the defaults. ``overrides`` (from the command line) win over both; paths in them are relative to
    the working directory, and a file of category names beside sources among them wins over a configured one; a
    glossary beside sources adds to the others. Raises SettingsError.
    """
    if file is None:
        named = os.environ.get(CONFIG_VARIABLE)
        file = Path(named) if named else DEFAULT_FILE if DEFAULT_FILE.exists() else None
    written, lines = _read_yaml(file) if file else ({}, {})
    base = file.absolute().parent if file else Path.cwd()
    variables = _from_environment()
    for old, new in RENAMED.items():
        _take_old_name(old, new, file, written, lines)
        if old in variables:
            name, value = variables.pop(old)
            logger.warning("%s (environment): “%s” is called “%s” now; rename it.", name, ".".join(old), new)
            variables.setdefault((*old[:-1], new), (name, value))
    merged = _merge(written, {path: value for path, (_, value) in variables.items()})
    given = {key: _from_here(value) for key, value in overrides.items() if value is not None}
    try:
        # the defaults are relative to the file too, so they pass through the same validators
        defaults = {"sources": ["notes"], "categories": None, "data": "data", "database": "bot.db"}
        settings = Settings.model_validate(
            {**defaults, **merged, **given}, context={"base": base, "find_zone": _find_zone}
        )
    except ValidationError as error:
        raise SettingsError(_explain(error, file, lines, variables)) from None
    found: dict[str, object] = {"glossary": _glossaries(settings)}
    if "categories" not in given and ("sources" in given or "categories" not in merged):
        # a file of category names is no duty, but one that is named has to be there
        names = (_beside(source) / CATEGORIES_FILE for source in settings.sources)
        if beside := next((name for name in names if name.exists()), None):
            found["categories"] = beside
    return settings.model_copy(update=found)


def _glossaries(settings: Settings) -> tuple[Path, ...]:
    """Return the glossary files that are set and those beside the sources, each once.

    The shipped one is no duty: an installed program has no notes.
    """
    beside = (_beside(source) / GLOSSARY_FILE for source in settings.sources)
    found = [*(file for file in settings.glossary if file != SHIPPED_GLOSSARY or file.exists())]
    found += [file for file in beside if file.exists()]
    return tuple({file.resolve(): file for file in reversed(found)}.values())[::-1]


def _take_old_name(
    old: tuple[str, ...], new: str, file: Path | None, written: dict[str, Any], lines: dict[tuple[str, ...], int]
) -> None:
    """Let what is ``written`` under the name ``old`` stand under ``new``; raises SettingsError where both are there."""
    part = written.get(old[0])
    if not isinstance(part, dict) or old[-1] not in part:
        return
    where, path = f"{file}:{lines[old]}", (*old[:-1], new)
    if new in part:
        raise SettingsError(f"{where}: “{'.'.join(old)}” is called “{new}” now, which stands there too; leave one out.")
    logger.warning("%s: “%s” is called “%s” now; rename it.", where, ".".join(old), new)
    part[new], lines[path] = part.pop(old[-1]), lines[old]


def _find_zone(text: str) -> Found:
    # only here: the names of cities take a while to load
    from bot.subscriptions.time_zones import find_zone

    return find_zone(text)


def _beside(source: Path) -> Path:
    return source.parent if source.is_file() else source


def _from_here(value: object) -> object:
    if isinstance(value, Path):
        return value.absolute()
    if isinstance(value, (list, tuple)):
        return [_from_here(item) for item in value]
    return value


def _read_yaml(file: Path) -> tuple[dict[str, Any], dict[tuple[str, ...], int]]:
    """Read the file's mapping and the line (from 1) of every key in it."""
    try:
        text = file.read_text("utf-8")
        content = load_yaml(text, typed=True)
    except FileNotFoundError:
        raise SettingsError(f"There is no configuration file {file}: name another with --config.") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{file} is not UTF-8: save it as UTF-8.") from None
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}.") from None
    except YamlError as error:
        where = f"{file}:{error.line}" if error.line else str(file)
        hint = _of_the_setting_above(text, error.line)
        raise SettingsError(f"{where} is not YAML: {error.reason}{hint}.") from None
    if content is None:
        return {}, {}
    if not isinstance(content, LinedMapping):
        raise SettingsError(f"{file} must hold settings as “key: value” lines.")
    groups: dict[tuple[str, ...], LinedMapping] = {
        (): content,
        **{(key,): value for key, value in content.items() if isinstance(value, LinedMapping)},
    }
    for key, line in (odd for group in groups.values() for odd in group.odd):
        raise SettingsError(f"{file}:{line}: there is no setting “{key}”.")
    for path, line in (((*above, key), line) for above, group in groups.items() for key, line in group.repeated):
        raise SettingsError(f"{file}:{line}: the setting “{'.'.join(path)}” stands there twice; leave one out.")
    lines: dict[tuple[str, ...], int] = {}
    for above, group in groups.items():
        lines |= {(*above, key): line for key, line in group.lines.items()}
        for key, items in group.item_lines.items():
            lines |= {(*above, key, str(place)): line for place, line in enumerate(items)}
    return content, lines


def _of_the_setting_above(text: str, line: int) -> str:
    """Say what the setting takes to which a ``line`` (from 1) of the file belongs, as the end of a sentence."""
    keys = (match[1] for one in reversed(text.splitlines()[:line]) if (match := _TOP_KEY.match(one)))
    key = next(keys, "")
    return f" (“{key}” takes {_WANTED[key,]})" if (key,) in _WANTED else ""


def _from_environment() -> dict[tuple[str, ...], tuple[str, Any]]:
    """Return the settings that the environment overrides: path → (the variable's name, its value read as YAML)."""
    found: dict[tuple[str, ...], tuple[str, Any]] = {}
    for name, value in sorted(os.environ.items()):
        if not name.startswith(ENVIRONMENT_PREFIX) or name in (CONFIG_VARIABLE, TRACEBACK_VARIABLE):
            continue
        path = tuple(name.removeprefix(ENVIRONMENT_PREFIX).lower().split(ENVIRONMENT_DELIMITER))
        if path[0] not in Settings.model_fields:
            if nearest := _nearest(path[0], list(Settings.model_fields), _LIKELY_SLIP_SCORE):
                raise SettingsError(
                    f"{name} (environment): there is no setting “{path[0]}”; did you mean "
                    f"{ENVIRONMENT_PREFIX}{nearest.upper()}?"
                )
            continue  # other programs of the project (the tests, say) use the prefix too
        try:
            found[path] = (name, load_yaml(value, typed=True))
        except YamlError:
            found[path] = (name, value)
    return found


def _merge(written: dict[str, Any], changes: dict[tuple[str, ...], Any]) -> dict[str, Any]:
    merged = {key: dict(value) if isinstance(value, dict) else value for key, value in written.items()}
    for path, value in changes.items():
        part = merged
        for key in path[:-1]:
            below = part.get(key)
            part[key] = part = below if isinstance(below, dict) else {}
        part[path[-1]] = value
    return merged


def _explain(
    error: ValidationError,
    file: Path | None,
    lines: dict[tuple[str, ...], int],
    variables: dict[tuple[str, ...], tuple[str, Any]],
) -> str:
    """Say in one sentence what the first fault is, where it stands and what would be right."""
    fault = error.errors(include_url=False, include_context=False)[0]
    path = tuple(str(part) for part in fault["loc"])
    key = ".".join(part for part in path if not part.isdigit())
    where = ""
    for length in range(len(path), 0, -1):
        if path[:length] in variables:
            where = f"{variables[path[:length]][0]} (environment)"
            break
        if path[:length] in lines:
            where = f"{file}:{lines[path[:length]]}"
            break
    prefix = f"{where}: " if where else ""
    if fault["type"] == "extra_forbidden":
        if path[-1] in _SECRETS:
            return f"{prefix}a {path[-1]} does not belong into a file in git; put it into {_SECRETS[path[-1]]}."
        nearest = _nearest(path[-1], _known_keys(path[:-1]), _NEAREST_KEY_SCORE)
        hint = f"; did you mean “{nearest}”?" if nearest else f"; there are {', '.join(_known_keys(path[:-1]))}."
        return f"{prefix}there is no setting “{key}”{hint}"
    if fault["type"] == "model_type":
        return f"{prefix}the setting “{key}” holds settings of its own: {', '.join(_known_keys(path))}."
    if fault["type"] == "value_error":
        reason = fault["msg"].removeprefix("Value error, ")
        return (
            f"{prefix}the setting “{key}” is wrong: {reason[:1].lower()}{reason[1:]}{'' if reason[-1] == '?' else '.'}"
        )
    return f"{prefix}the setting “{key}” is wrong: it must be {_wanted(path)}."


def _nearest(key: str, known: list[str], least: float) -> str:
    from rapidfuzz import fuzz, process

    found = process.extractOne(key, known, scorer=fuzz.ratio, score_cutoff=least)
    return str(found[0]) if found else ""


def _known_keys(path: tuple[str, ...]) -> list[str]:
    field = _field(path)
    model = field.annotation if field else Settings
    return list(getattr(model, "model_fields", ()))


def _field(path: tuple[str, ...]) -> FieldInfo | None:
    """Return the setting at ``path``, whose numbers are those of items in it."""
    model: Any = Settings
    field: FieldInfo | None = None
    for part in path:
        known: dict[str, FieldInfo] = getattr(model, "model_fields", {})
        if part not in known:
            break
        field = known[part]
        model = field.annotation
    return field


def _wanted(path: tuple[str, ...]) -> str:
    """Say what the setting at ``path`` takes."""
    if (named := tuple(part for part in path if not part.isdigit())) in _WANTED:
        return _WANTED[named]
    field = _field(path)
    kind = field.annotation if field else str
    arguments = get_args(kind)
    if get_origin(kind) is tuple:
        return f"a list, each of its entries {_kind(arguments[0])}"
    least, most = (
        next((getattr(bound, name) for bound in (field.metadata if field else ()) if hasattr(bound, name)), None)
        for name in ("ge", "le")
    )
    bounds = f" from {least} to {most}" if most is not None else f" of at least {least}" if least is not None else ""
    return _kind(kind) + bounds


def _kind(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return " or ".join(map(repr, get_args(kind)))
    names = {int: "a whole number", float: "a number", str: "a text", Path: "the path of a file or folder"}
    # a setting that may be left empty is told of as what it is otherwise
    return next((words for one, words in names.items() if one is kind or one in get_args(kind)), "a text")
