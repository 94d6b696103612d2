"""Reading the settings: ``config.yaml``, overridden by the environment.

A fault ends in a :class:`~bot.errors.SettingsError` that names the key, the line of the file (or the environment
variable) and, for an unknown key, the nearest right one.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from bot.credentials import SECRET_VARIABLE, TOKEN_VARIABLE
from bot.errors import SettingsError
from bot.settings import CATEGORIES_FILE, Settings

ENVIRONMENT_PREFIX = "PAPERCACHE_"
ENVIRONMENT_DELIMITER = "__"
CONFIG_VARIABLE = "PAPERCACHE_CONFIG"
"""Names the configuration file; not a setting itself."""
TRACEBACK_VARIABLE = "PAPERCACHE_TRACEBACK"
"""Asks the command line for a traceback; not a setting itself."""
DEFAULT_FILE = Path("config.yaml")
_SECRETS = {"token": TOKEN_VARIABLE, "secret": SECRET_VARIABLE}
_LIKELY_SLIP_SCORE = 80.0
"""Likeness from which a variable that is no setting is a slip and not another program's."""
_NEAREST_KEY_SCORE = 60.0
"""Likeness (0..100) from which a known key is offered for an unknown one: one or two slips in a short word."""


def read_settings(file: Path | None = None, **overrides: object) -> Settings:
    """Read the settings from ``file`` and the environment.

    Without ``file`` it is the one that PAPERCACHE_CONFIG names, or ``config.yaml`` in the working directory where
    there is one, or the defaults. ``overrides`` (from the command line) win over both; paths in them are relative to
    the working directory. Raises SettingsError.
    """
    if file is None:
        named = os.environ.get(CONFIG_VARIABLE)
        file = Path(named) if named else DEFAULT_FILE if DEFAULT_FILE.exists() else None
    written, lines = _read_yaml(file) if file else ({}, {})
    base = file.absolute().parent if file else Path.cwd()
    variables = _from_environment()
    merged = _merge(written, {path: value for path, (_, value) in variables.items()})
    merged.update(
        {key: _from_here(value) for key, value in overrides.items() if value is not None},
    )
    try:
        # the defaults are relative to the file too, so they pass through the same validators
        return Settings.model_validate({**_path_defaults(base), **merged}, context={"base": base})
    except ValidationError as error:
        raise SettingsError(_explain(error, file, lines, variables)) from None


def _path_defaults(base: Path) -> dict[str, object]:
    """Give the defaults that are paths; a file of category names is no duty, but one that is named has to be there."""
    names = CATEGORIES_FILE if (base / CATEGORIES_FILE).exists() else None
    return {"sources": ["notes"], "categories": names, "data": "data", "database": "bot.db"}


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
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except FileNotFoundError:
        raise SettingsError(f"There is no configuration file {file}: name another with --config.") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{file} is not UTF-8: save it as UTF-8.") from None
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{file}:{mark.line + 1}" if mark else str(file)
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "its form is broken"
        raise SettingsError(f"{where} is not YAML: {reason}.") from None
    if content is None:
        return {}, {}
    if not isinstance(content, dict) or not isinstance(node, yaml.MappingNode):
        raise SettingsError(f"{file} must hold settings as “key: value” lines.")
    lines = _key_lines(node, ())
    for place, (path, line) in enumerate(lines):
        if path in (earlier for earlier, _ in lines[:place]):
            raise SettingsError(f"{file}:{line}: the setting “{'.'.join(path)}” stands there twice; leave one out.")
    return content, dict(lines)


def _key_lines(node: yaml.MappingNode, above: tuple[str, ...]) -> list[tuple[tuple[str, ...], int]]:
    found: list[tuple[tuple[str, ...], int]] = []
    for key, value in node.value:
        path = (*above, str(key.value))
        found.append((path, key.start_mark.line + 1))
        if isinstance(value, yaml.MappingNode) and len(path) < 3:
            found += _key_lines(value, path)
    return found


def _from_environment() -> dict[tuple[str, ...], tuple[str, Any]]:
    """Give the settings that the environment overrides: path → (the variable's name, its value read as YAML)."""
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
            continue  # other programs of the house (the tests, say) use the prefix too
        try:
            found[path] = (name, yaml.safe_load(value))
        except yaml.YAMLError:
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
    reason = fault["msg"].removeprefix("Value error, ")
    return f"{prefix}the setting “{key}” is wrong: {reason[:1].lower()}{reason[1:]}."


def _nearest(key: str, known: list[str], least: float) -> str:
    from rapidfuzz import fuzz, process

    found = process.extractOne(key, known, scorer=fuzz.ratio, score_cutoff=least)
    return str(found[0]) if found else ""


def _known_keys(path: tuple[str, ...]) -> list[str]:
    model: Any = Settings
    for part in path:
        field = model.model_fields.get(part) if hasattr(model, "model_fields") else None
        model = field.annotation if field else None
    return list(model.model_fields) if hasattr(model, "model_fields") else []
