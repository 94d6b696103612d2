"""The Liquid engine as Jekyll sets it up: its includes, and bounds on what a template may do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TextIO

from liquid import Environment, Mode, RenderContext
from liquid.ast import Node
from liquid.builtin.loaders.dict_loader import DictLoader
from liquid.exceptions import LiquidError, TemplateNotFoundError
from liquid.loader import TemplateSource
from liquid.stream import TokenStream
from liquid.tag import Tag
from liquid.token import TOKEN_EXPRESSION, TOKEN_TAG, Token

from retrieval.parsing.dialects.output import figure

MAX_RESULT = 2_000_000
"""Characters that a filter may make, and bytes that a template may write or keep in its variables."""

_FILE = re.compile(r"\s*+[\"']?(?P<file>[\w./-]{1,200})[\"']?(?=\s|$)")
_PARAMETER = re.compile(
    r"(?<![\w-])(?P<key>[\w-]++)\s*+=\s*+(?:\"(?P<double>[^\"]*+)\"|'(?P<single>[^']*+)'|(?P<path>[\w.-]++))"
)
_MULTIPLYING = ("replace", "replace_first", "replace_last", "append", "prepend", "join")


class LiquidFailure(Exception):  # noqa: N818 - the page is shown all the same
    """A template that the engine cannot render."""


def render(template: str, values: Mapping[str, Any], included: Callable[[str], str | None]) -> str:
    """Render ``template`` with ``values``, and other templates as ``included`` gives them; raises LiquidFailure."""
    environment = _Jekyll(tolerance=Mode.LAX, strict_filters=False, loader=_Includes(included))
    try:
        return environment.from_string(template).render(**values)
    except (LiquidError, RecursionError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise LiquidFailure(str(error)) from None


class _Jekyll(Environment):
    loop_iteration_limit = 10_000
    output_stream_limit = MAX_RESULT
    local_namespace_limit = MAX_RESULT
    context_depth_limit = 20

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        """Set up Liquid's tags and filters, those that make long texts of short ones bounded, and Jekyll's includes."""
        super().setup_tags_and_filters(extra=extra)
        for name in _MULTIPLYING:
            if name in self.filters:
                self.filters[name] = _bounded(self.filters[name])
        for tag in (_IncludeTag, _IncludeRelativeTag, _IncludeCachedTag):
            self.add_tag(tag)


def _bounded(filter_: Callable[..., Any]) -> Callable[..., Any]:
    """Let a filter make no text of which it could make one too long."""

    def bounded(value: object, *arguments: object, **options: object) -> object:
        # every character or item may be replaced by the longest argument
        size = len(value) if isinstance(value, (str, list, tuple, range)) else len(str(value))
        longest = max((len(argument) for argument in arguments if isinstance(argument, str)), default=0)
        if (size + 1) * (longest + 1) > MAX_RESULT:
            raise LiquidError("makes too long a text", token=None)
        return filter_(value, *arguments, **options)

    # the engine asks a filter whether it wants more than its arguments
    bounded.__dict__.update(getattr(filter_, "__dict__", {}))
    return bounded


class _Includes(DictLoader):
    def __init__(self, included: Callable[[str], str | None]) -> None:
        super().__init__({})
        self._included = included

    def get_source(self, env: Environment, template_name: str, **_more: object) -> TemplateSource:  # noqa: ARG002
        source = self._included(template_name)
        if source is None:
            raise TemplateNotFoundError(template_name)
        return TemplateSource(source, template_name, None)


class _IncludeNode(Node):
    def __init__(self, token: Token, expression: str) -> None:
        super().__init__(token)
        self.blank = False
        file = _FILE.match(expression)
        self._file = file["file"] if file else ""
        self._parameters = list(_PARAMETER.finditer(expression, file.end() if file else 0))

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Write what the included file shows; of a file that is not there, the caption that it was to show."""
        values = {part["key"]: self._value(part, context) for part in self._parameters}
        try:
            template = context.env.get_template(self._file, context=context)
        except TemplateNotFoundError:
            caption = values.get("caption") or values.get("title") or values.get("alt")
            return buffer.write(figure(caption) if isinstance(caption, str) else "")
        with context.extend({"include": values}, template=template):
            template.render_with_context(context, buffer, partial=True)
        return 1

    def _value(self, parameter: re.Match[str], context: RenderContext) -> object:
        if parameter["path"] is None:
            return parameter["double"] if parameter["single"] is None else parameter["single"]
        first, *rest = parameter["path"].split(".")
        value: object = context.resolve(first)
        for key in rest:
            value = value.get(key) if isinstance(value, Mapping) else None
        return value


class _IncludeTag(Tag):
    name = "include"
    block = False

    def parse(self, stream: TokenStream) -> Node:
        """Read the file's name and what it is given."""
        token = stream.eat(TOKEN_TAG)
        expression = stream.current.value if stream.current.kind == TOKEN_EXPRESSION else ""
        return _IncludeNode(token, expression)


class _IncludeRelativeTag(_IncludeTag):
    name = "include_relative"


class _IncludeCachedTag(_IncludeTag):
    name = "include_cached"
