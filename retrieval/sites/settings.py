"""Settings files of site generators: YAML, TOML or JSON, read as text, lists and mappings."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from retrieval.errors import SourceError
from retrieval.text.cleaning import clean_text
from retrieval.text.yaml import YamlError, load_yaml

_LIMIT = 1024 * 1024
_TAG = re.compile(r"(?<=[:\-,\[] )(!{1,2}[\w./:-]+)(?=[ \t]*$)", re.MULTILINE)


def read_settings(file: Path, *, tagged: bool = False) -> dict[str, Any]:
    """Read the settings of a generator, none where there is no ``file``.

    Where YAML is ``tagged`` (``!!python/name:…``), the tags are texts. Raises SourceError when it cannot be read.
    """
    if not file.is_file():
        return {}
    try:
        text = clean_text(file.read_text("utf-8-sig")[:_LIMIT])
        if file.suffix == ".toml":
            values = tomllib.loads(text)
        elif file.suffix == ".json":
            values = json.loads(text)
        else:
            values = load_yaml(_TAG.sub(r'"\1"', text) if tagged else text)
    except YamlError as fault:
        raise SourceError(f"{file}:{fault.line}: is not valid YAML: {fault.reason}; correct it") from None
    except (OSError, ValueError, RecursionError) as error:
        raise SourceError(f"{file} cannot be read: {clean_text(str(error))}") from None
    return values if isinstance(values, dict) else {}


def text_of(values: Mapping[str, Any], key: str, default: str = "") -> str:
    """Return what ``key`` leads to as a text; ``default`` where it is nothing, a list or a mapping."""
    value = values.get(key)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip() if isinstance(value, (str, int, float, date)) else default


def mapping_of(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return the mapping that ``key`` leads to; an empty one where it is none."""
    value = values.get(key)
    return value if isinstance(value, dict) else {}


def texts_of(values: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Return the texts that ``key`` leads to: a list of them, or one."""
    value = values.get(key)
    items = value if isinstance(value, list) else [value]
    return tuple(str(item) for item in items if isinstance(item, (str, int, float)) and not isinstance(item, bool))
