"""Markdown to HTML as notes are written: what generators and editors add to it is read, formulas stay verbatim."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from retrieval.parsing.dialects import Dialect
from retrieval.parsing.dialects.attributes import attribute_plugin, attribute_rules, without_contents_marks
from retrieval.parsing.dialects.code import render_fence
from retrieval.parsing.dialects.comments import comment_rules
from retrieval.parsing.dialects.containers import container_plugin, opened_html
from retrieval.parsing.dialects.emphasis import emphasis_plugin
from retrieval.parsing.dialects.formulas import formula_plugin, formula_rules
from retrieval.parsing.dialects.headings import tight_heading_plugin
from retrieval.parsing.dialects.links import link_plugin
from retrieval.parsing.dialects.outlines import filled_bullets, outline_plugin, task_plugin
from retrieval.parsing.dialects.scanning import Rule, rewrite
from retrieval.parsing.dialects.shortcodes import shortcode_rules
from retrieval.parsing.dialects.tables import table_plugin
from retrieval.parsing.dialects.template_tags import template_tag_rules
from retrieval.parsing.headings import NO_IDS, HeadingIds, find_headings, set_ids, split_attributes

MAX_LINE = 50_000
"""Characters of a line that is read as Markdown; a longer one is taken as it stands, for no person wrote it."""


def markdown_to_html(text: str, heading_ids: HeadingIds = NO_IDS, dialect: Dialect = Dialect.NOTES) -> str:
    """Turn Markdown into HTML whose headings carry the ids that ``heading_ids`` gives them; HTML in it stays."""
    text = opened_html(rewrite(text, _rules(dialect)), dialect)
    if any(len(line) > MAX_LINE for line in text.split("\n")):
        text = "\n".join(_as_it_stands(line) if len(line) > MAX_LINE else line for line in text.split("\n"))
    # attributes may say the ids of headings, whose lines must stay where they are
    shown = rewrite(without_contents_marks(text), attribute_rules())
    if dialect is Dialect.NOTES:
        shown = filled_bullets(shown)
    rendered: str = _PARSERS[dialect].render(shown, {"text": text, "heading_ids": heading_ids})
    return rendered


def _rules(dialect: Dialect) -> Mapping[str, Rule]:
    comments, formulas = comment_rules(dialect), formula_rules()
    return {**comments, **formulas, **shortcode_rules(dialect), **template_tag_rules(dialect)}


def _as_it_stands(line: str) -> str:
    """Wrap a line so that Markdown takes it for HTML of its own and looks no further into it."""
    return f"\n<p>{html.escape(line, quote=False)}</p>\n\n"


def _take_attributes(state: StateCore) -> None:
    """Take attributes in braces off the headings, before their text is read."""
    taken = state.env["attributes"] = []
    for index, token in enumerate(state.tokens):
        if token.type == "heading_open":
            inline = state.tokens[index + 1]
            inline.content, attributes = split_attributes(inline.content)
            taken.append(attributes)


def _give_ids(state: StateCore) -> None:
    text = state.env["text"]
    headings = list(find_headings(state.tokens, text.split("\n"), state.env["attributes"]))
    set_ids(state.tokens, state.env["heading_ids"](headings, text))


def _nothing(_renderer: object, _tokens: Sequence[Token], _index: int, _options: object, _env: object) -> str:
    return ""


def _parser(dialect: Dialect) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(formula_plugin)
    parser.use(deflist_plugin)
    # a footnote stands where it is written: behind the references at the end nobody would find it
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    for name in ("footnote_ref", "footnote_reference_open", "footnote_reference_close"):
        parser.add_render_rule(name, _nothing)
    parser.core.ruler.before("inline", "heading_attributes", _take_attributes)
    parser.core.ruler.after("inline", "heading_ids", _give_ids)
    for plugin in (
        emphasis_plugin,
        table_plugin,
        tight_heading_plugin,
        container_plugin,
        link_plugin,
        attribute_plugin,
    ):
        parser.use(plugin)
    parser.use(task_plugin)
    if dialect is Dialect.NOTES:
        parser.use(outline_plugin)
    parser.add_render_rule("fence", render_fence)
    return parser


_PARSERS = {dialect: _parser(dialect) for dialect in Dialect}
