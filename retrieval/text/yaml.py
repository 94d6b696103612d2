"""YAML reader that knows the line of everything, for notes, lists of names and the configuration.

What strangers write is not trusted: it is read as mappings, lists, text, null and booleans, and nothing else. Numbers
and dates stay the text that was written (``title: 2048`` is a title, ``date: 2023-09`` no subtraction). Aliases are
refused, because a few lines of them unfold to gigabytes; explicit tags are refused too. The owner's own configuration
is typed: numbers and dates are read as such.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

import yaml

_KINDS = ("null", "bool", "str", "seq")
_SPACES = re.compile(r"\s+")


class YamlError(ValueError):
    """A text is not YAML of the kind read here: the ``reason``, and the ``line`` from 1 (0 where there is none)."""

    def __init__(self, reason: str, line: int = 0) -> None:
        """Store the ``reason`` and the ``line``."""
        super().__init__(reason)
        self.reason = _SPACES.sub(" ", reason).strip()
        self.line = line


_HINTS = (
    ("mapping values are not allowed", "put a text that holds a colon in quotes"),
    ("cannot start any token", "put a text that begins with such a sign in quotes"),
    ("aliases (*name)", "put a text that begins with * in quotes"),
    ("could not determine a constructor for the tag", "put a text that begins with ! in quotes"),
    ("found unexpected end of stream", "a quote that is opened has to be closed"),
    ("expected ',' or", "close the bracket, or put a text that begins with one in quotes"),
    ("expected <block end>", "put the whole text in quotes, and begin lines of one kind in the same column"),
    ("expected the node content", "put a text that begins with such a sign in quotes"),
    ("expected alphabetic or numeric", "put a text that begins with * or & in quotes"),
    ("could not find expected ':'", "a line has to be of the form key: value"),
    ("unknown escape character", "put the text in single quotes, or write \\\\ for \\"),
)


def _advised(problem: str) -> str:
    """Return ``problem``, as the YAML library puts it, with what to do about it where that is known."""
    hint = ""
    if "'\\t'" in problem:
        hint = "indent with spaces, not with tabs"
    return "; ".join(filter(None, (problem, hint or next((one for sign, one in _HINTS if sign in problem), ""))))


class LinedMapping(dict[str, Any]):
    """A mapping that knows the ``line`` (from 1) where it begins, and in ``lines`` that of each of its keys.

    ``item_lines`` has the lines of the entries of every key that leads to a list. ``repeated`` are the keys that stood
    there before, and ``odd`` those that are no texts but became what they were written as; each with its line.
    """

    def __init__(self, line: int) -> None:
        """Begin an empty one in the ``line``."""
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}
        self.item_lines: dict[str, tuple[int, ...]] = {}
        self.repeated: list[tuple[str, int]] = []
        self.odd: list[tuple[str, int]] = []


class _LinedLoader(yaml.SafeLoader):
    """The loader of trusted text."""

    def lined_mapping(self, node: yaml.MappingNode) -> LinedMapping:
        """Construct a mapping with its lines; of a key that stands there twice the last counts."""
        mapping = LinedMapping(node.start_mark.line + 1)
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a key is not a text", key_node.start_mark)
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if key in mapping:
                mapping.repeated.append((key, line))
            if key_node.tag != "tag:yaml.org,2002:str":
                mapping.odd.append((key, line))
            mapping[key] = self.construct_object(value_node, deep=True)
            mapping.lines[key] = line
            if isinstance(value_node, yaml.SequenceNode):
                mapping.item_lines[key] = tuple(item.start_mark.line + 1 for item in value_node.value)
        return mapping


_LinedLoader.add_constructor("tag:yaml.org,2002:map", _LinedLoader.lined_mapping)


class _TextLoader(_LinedLoader):
    """The loader of untrusted text; see the module's docstring."""

    yaml_implicit_resolvers = {  # noqa: RUF012  as the base class has it
        first: [(tag, pattern) for tag, pattern in resolvers if tag.rsplit(":", 1)[-1] in _KINDS]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    yaml_constructors: ClassVar[dict[Any, Any]] = {
        tag: constructor
        for tag, constructor in _LinedLoader.yaml_constructors.items()
        if tag is None or tag.rsplit(":", 1)[-1] in (*_KINDS, "map")
    }

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse an alias, else compose as usual."""
        if self.check_event(yaml.events.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "aliases (*name) are not allowed here", mark)
        return super().compose_node(parent, index)


def load_yaml(text: str, *, typed: bool = False) -> Any:
    """Load ``text``: LinedMapping, list, str, bool or None; where it is ``typed``, numbers and dates too.

    Raises YamlError.
    """
    try:
        loader = (_LinedLoader if typed else _TextLoader)(text)
    except yaml.reader.ReaderError as error:
        raise YamlError(error.reason, text.count("\n", 0, error.position) + 1) from None
    try:
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(_advised(str(error.problem or error.context)), mark.line + 1 if mark else 0) from None
    except RecursionError:
        raise YamlError("it is nested too deeply") from None
    except (yaml.YAMLError, ValueError, KeyError) as error:
        raise YamlError(str(error)) from None
    finally:
        loader.dispose()
