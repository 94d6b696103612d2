"""reStructuredText, read by docutils: nothing outside the file is read, and no command in it runs."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from docutils.core import publish_doctree, publish_from_doctree
from docutils.parsers.rst import roles

from retrieval.errors import NoteError
from retrieval.parsing.formats.document import Document
from retrieval.parsing.front_matter import FrontMatter
from retrieval.parsing.html import read_html
from retrieval.text.cleaning import one_line

RESTRUCTURED_LIMIT = 500_000
"""Characters that are read: docutils takes a second for 100,000."""

_SETTINGS: dict[str, Any] = {
    "_disable_config": True,
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "halt_level": 5,
    "report_level": 5,
    "doctitle_xform": False,
    "docinfo_xform": True,
    "input_encoding": "unicode",
    "output_encoding": "unicode",
    "embed_stylesheet": False,
    "stylesheet_path": None,
    "math_output": "LaTeX",
    "syntax_highlight": "none",
    "smart_quotes": False,
    "line_length_limit": RESTRUCTURED_LIMIT,
    "initial_header_level": 1,
}
_ROLES = (
    "ref",
    "doc",
    "cite",
    "citet",
    "citep",
    "class",
    "func",
    "meth",
    "mod",
    "attr",
    "term",
    "numref",
    "eq",
    "abbr",
)
_ROLE_TARGET = re.compile(r"^(.*\S)\s*<[^<>]*>$", re.DOTALL)
_SPHINX_DIRECTIVE = re.compile(
    r"^[ \t]*\.\.[ \t]+(?:toctree|index|only|autoclass|automodule|autofunction|currentmodule|literalinclude)::",
    re.MULTILINE,
)


def read_restructured(file: str, text: str) -> Document:
    """Read a note in reStructuredText; raises NoteError for one that is too long or breaks the parser."""
    if len(text) > RESTRUCTURED_LIMIT:
        raise NoteError(
            file, f"holds more than {RESTRUCTURED_LIMIT // 1000},000 characters of reStructuredText; split it"
        )
    for name in _ROLES:
        roles.register_local_role(name, _named)
    try:
        tree = publish_doctree(text, source_path=file, settings_overrides=_SETTINGS)
        values = _fields(tree)
        for kind in (nodes.system_message, nodes.comment, nodes.docinfo, nodes.problematic):
            for node in list(tree.findall(kind)):
                _take_out(node)
        page = publish_from_doctree(tree, writer="html5", settings_overrides=_SETTINGS)
    except RecursionError:
        raise NoteError(file, "nests deeper than a note may") from None
    body = page[page.index("<body") : page.rindex("</body>")]
    return Document(FrontMatter(file, values, {}, "docinfo" if values else ""), elements=read_html(body))


def _take_out(node: nodes.Element) -> None:
    """Take a node out of its tree; of a reference that leads nowhere the text stays."""
    if node.parent is None:
        return
    if isinstance(node, nodes.problematic):
        node.parent.replace(node, nodes.Text(node.astext().replace("`_", "").replace("`", "")))
    else:
        node.parent.remove(node)


def _fields(tree: nodes.document) -> dict[str, Any]:
    """Return the fields at the head of a document by their names."""
    values: dict[str, Any] = {}
    for info in tree.findall(nodes.docinfo):
        for child in info.children:
            if isinstance(child, nodes.field):
                values[child[0].astext()] = one_line(child[1].astext())
            elif isinstance(child, nodes.authors):
                values["authors"] = [one_line(author.astext()) for author in child.children]
            elif isinstance(child, nodes.Element):
                values[child.tagname] = one_line(child.astext())
    return values


def _named(
    _name: str, _raw: str, text: str, _line: int, _inliner: object, _options: object = None, _content: object = None
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Read a role that Sphinx knows as the text that it shows."""
    shown = _ROLE_TARGET.match(text)
    return [nodes.Text(shown[1] if shown else text)], []
