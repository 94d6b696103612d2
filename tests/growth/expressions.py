"""Every regular expression of the product: those that its modules hold and those written where they are used."""

from __future__ import annotations

import ast
import functools
import importlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import bot
import retrieval

PACKAGES = (retrieval, bot)
_ROOT = Path(bot.__file__).parents[1]
# methods that begin at one place only; all others try every place of the text
_AT_ONE_PLACE = {"match", "fullmatch"}
_ONE_OF = "[…]"
_METHODS = _AT_ONE_PLACE | {"search", "finditer", "findall", "sub", "subn", "split", "scanner"}


@dataclass
class Expression:
    """One regular expression, the places that hold it, and the methods it is used with (none known: any)."""

    pattern: re.Pattern[str] | re.Pattern[bytes]
    places: list[str] = field(default_factory=list)
    methods: set[str] = field(default_factory=set)

    def runs(self) -> list[Callable[[str], object]]:
        """Return the ways in which the product runs it, as functions of a text."""
        pattern = self.pattern
        as_needed = str.encode if isinstance(pattern.pattern, bytes) else str
        runs: list[Callable[[str], object]] = []
        if not self.methods or self.methods - _AT_ONE_PLACE:
            runs.append(lambda text: sum(1 for _ in pattern.finditer(as_needed(text))))  # type: ignore[arg-type]
        if "fullmatch" in self.methods:
            runs.append(lambda text: pattern.fullmatch(as_needed(text)))  # type: ignore[arg-type]
        if self.methods == {"match"}:
            runs.append(lambda text: pattern.match(as_needed(text)))  # type: ignore[arg-type]
        return runs


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Return every module of the product that uses regular expressions, as its name and its syntax tree."""
    for package in PACKAGES:
        for path in sorted(Path(package.__path__[0]).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            if re.search(r"\bre\b", text):
                name = ".".join(path.relative_to(_ROOT).with_suffix("").parts).removesuffix(".__init__")
                yield name, ast.parse(text)


@functools.cache
def all_expressions() -> list[Expression]:
    """Collect every regular expression of the product, each once."""
    found: dict[tuple[str | bytes, int], Expression] = {}
    used, passed_on = _methods_by_name()
    for place, name, pattern in [*_held(), *_written_inline()]:
        expression = found.setdefault((pattern.pattern, pattern.flags), Expression(pattern))
        methods: set[str] = set()
        if name in _METHODS:
            methods = {name}
        elif name.startswith("_"):
            # a private name is used in its own module only, one of many patterns by a variable of some function
            methods = passed_on.get(place, set()) if name.endswith(_ONE_OF) else used.get((place, name), set())
        # one place whose use is not known makes all uses possible
        known = not expression.places or bool(expression.methods)
        expression.methods = expression.methods | methods if methods and known else set()
        expression.places.append(f"{place}:{name}")
    return list(found.values())


def _held() -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """Return the patterns that modules hold, also inside of their classes, tuples and dictionaries, with the name."""
    seen: set[int] = set()
    for place, tree in sources():
        if not any(isinstance(node, ast.Import) and node.names[0].name == "re" for node in tree.body):
            continue
        module = importlib.import_module(place)
        for name, value in vars(module).items():
            if not isinstance(value, ModuleType):
                for inner, pattern in _inside(value, name, seen, module.__name__):
                    yield module.__name__, inner, pattern


def _inside(value: object, name: str, seen: set[int], module: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    if isinstance(value, re.Pattern):
        yield name, value
        return
    if id(value) in seen or isinstance(value, (str, bytes, int)):
        return
    seen.add(id(value))
    parts: list[tuple[str, object]] = []
    if isinstance(value, dict):
        parts = [(name + _ONE_OF, part) for pair in value.items() for part in pair]
    elif isinstance(value, (tuple, list, set, frozenset)):
        parts = [(name + _ONE_OF, part) for part in value]
    elif getattr(value, "__module__", None) == module and hasattr(value, "__dict__"):
        parts = list(vars(value).items())
    for inner, part in parts:
        yield from _inside(part, inner, seen, module)


def _methods_by_name() -> tuple[dict[tuple[str, str], set[str]], dict[str, set[str]]]:
    """Say with which methods of a pattern each name of a module is used, unless it is used otherwise too.

    Also for each module, with which methods its functions use their own variables.
    """
    used: dict[tuple[str, str], set[str]] = {}
    otherwise: set[tuple[str, str]] = set()
    of_variables: dict[str, set[str]] = {}
    for module, tree in sources():
        called = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in _METHODS:
                called.add(node.value)
                used.setdefault((module, _name(node.value)), set()).add(node.attr)
                if not _name(node.value).isupper():
                    of_variables.setdefault(module, set()).add(node.attr)
        for node in ast.walk(tree):
            if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load) and node not in called:
                otherwise.add((module, _name(node)))
    return {place: methods for place, methods in used.items() if place not in otherwise}, of_variables


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _written_inline() -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """Return the constant patterns of calls such as ``re.sub("…", …)``, with the function called."""
    for module, tree in sources():
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and (function := _of_re(call)) in _METHODS and _is_constant(call.args[0]):
                flags = [word.value for word in call.keywords if word.arg == "flags"] + call.args[_FLAGS_AT[function] :]
                # our own source, compiled as it stands there
                value = eval(ast.unparse(flags[0]), {"re": re}) if flags else 0  # noqa: S307
                pattern = re.compile(ast.literal_eval(call.args[0]), value)
                yield module, function, pattern


_FLAGS_AT = {"search": 2, "match": 2, "fullmatch": 2, "findall": 2, "finditer": 2, "split": 3, "sub": 4, "subn": 4}


def unseen_expressions() -> list[str]:
    """Name the functions that make a pattern which is no constant: no module holds it, so nothing above sees it."""
    unseen = set()
    for module, tree in sources():
        for inner in ast.walk(tree):
            if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)) and any(
                map(_makes_one, ast.walk(inner))
            ):
                unseen.add(f"{module}:{getattr(inner, 'name', 'lambda')}")
            if isinstance(inner, ast.ImportFrom) and inner.module in {"re", "regex"}:
                unseen.add(f"{module}: imports from {inner.module}")
    return sorted(unseen)


def _makes_one(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    function = _of_re(node)
    return function == "compile" or (function in _METHODS and not _is_constant(node.args[0]))


def _of_re(call: ast.Call) -> str:
    """Return the function of the module re that a call calls, or nothing."""
    function = call.func
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "re":
        return function.attr
    return ""


def _is_constant(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant)
