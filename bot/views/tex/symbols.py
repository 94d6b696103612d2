"""What each command of TeX looks like in Unicode, and which commands only arrange or colour what is read."""

from __future__ import annotations

import unicodedata
from functools import cache

from pylatexenc.latex2text import get_default_latex_context_db

SUBSCRIPTS = dict(zip("0123456789+-=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))
SUPERSCRIPTS = dict(
    zip(
        "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW⊤′″‴∗*†",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵀ′″‴**†",
        strict=True,
    )
)

FUNCTIONS = {
    **{
        name: name
        for name in [
            "arccos",
            "arcsin",
            "arctan",
            "arg",
            "argmax",
            "argmin",
            "cos",
            "cosh",
            "cot",
            "coth",
            "csc",
            "deg",
            "det",
            "dim",
            "exp",
            "gcd",
            "hom",
            "inf",
            "ker",
            "lcm",
            "lg",
            "lim",
            "ln",
            "log",
            "max",
            "min",
            "mod",
            "Pr",
            "sec",
            "sin",
            "sinh",
            "softmax",
            "sup",
            "tan",
            "tanh",
        ]
    },
    "limsup": "lim sup",
    "liminf": "lim inf",
    "bmod": "mod",
}
"""Commands that stand for a word, which needs a space from letters beside it."""
LARGE = dict(
    zip(
        [
            "sum",
            "prod",
            "coprod",
            "int",
            "iint",
            "iiint",
            "oint",
            "bigcup",
            "bigcap",
            "bigsqcup",
            "bigvee",
            "bigwedge",
            "bigoplus",
            "bigotimes",
            "bigodot",
        ],
        "∑∏∐∫∬∭∮⋃⋂⨆⋁⋀⨁⨂⨀",
        strict=True,
    )
)
"""Operators that act on all that follows them."""
SPACES = {",": " ", ";": " ", ":": " ", ">": " ", " ": " ", "\n": " ", "/": "", "!": "", **dict.fromkeys(
    ["quad", "qquad", "enspace", "enskip", "space", "nobreakspace", "thinspace", "medspace", "thickspace"], " "
), "negthinspace": "", "-": ""}  # fmt: skip
ARRANGING = frozenset(
    [
        "displaystyle",
        "textstyle",
        "scriptstyle",
        "scriptscriptstyle",
        "limits",
        "nolimits",
        "nonumber",
        "notag",
        "hline",
        "hfill",
        "centering",
        "allowbreak",
        "break",
        "nobreak",
        "relax",
        "rm",
        "bf",
        "it",
        "sf",
        "tt",
        "sl",
        "mit",
        "bfseries",
        "rmfamily",
        "itshape",
        "tiny",
        "scriptsize",
        "footnotesize",
        "small",
        "normalsize",
        "large",
        "Large",
        "LARGE",
        "huge",
        "Huge",
        "boldmath",
        "unboldmath",
        "null",
        "protect",
        "noindent",
        "strut",
        "mathstrut",
    ]
)
"""Commands that change the look of what follows, or nothing that is read."""
SIZES = frozenset(
    f"{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")
) | frozenset(("left", "right", "middle"))
"""Commands before a bracket that give its size; the bracket is what is read."""
DISCARDED = frozenset(("color", "hspace", "vspace", "label", "phantom", "hphantom", "vphantom", "cline"))
"""Commands that are left out together with their argument."""
KEPT = frozenset(
    [
        "mathrm",
        "mathit",
        "mathsf",
        "mathtt",
        "mathnormal",
        "mathop",
        "mathbin",
        "mathrel",
        "mathord",
        "mathopen",
        "mathclose",
        "mathpunct",
        "mathinner",
        "smash",
        "mathclap",
        "mathllap",
        "mathrlap",
        "ensuremath",
        "operatorname",
        "operatornamewithlimits",
        "bm",
        "boldsymbol",
        "mathbf",
        "pmb",
        "symbf",
        "displaylimits",
    ]
) - {"displaylimits"}
"""Commands whose argument is read as it is."""
COLOURED = frozenset(("textcolor", "colorbox"))
"""Commands with a colour before what is read."""
TEXTS = frozenset(
    [
        "text",
        "textrm",
        "textbf",
        "textit",
        "texttt",
        "textsf",
        "textsc",
        "textsl",
        "textup",
        "textmd",
        "textnormal",
        "mbox",
        "hbox",
        "emph",
    ]
)
"""Commands whose argument is text, not a formula."""
ACCENTS = {
    **dict.fromkeys(("hat", "widehat"), "\u0302"),
    **dict.fromkeys(("tilde", "widetilde"), "\u0303"),
    **dict.fromkeys(("check", "widecheck"), "\u030c"),
    "bar": "\u0304",
    "overline": "\u0305",
    "underline": "\u0332",
    "underbar": "\u0332",
    "vec": "\u20d7",
    "overrightarrow": "\u20d7",
    "dot": "\u0307",
    "ddot": "\u0308",
    "dddot": "\u20db",
    "breve": "\u0306",
    "acute": "\u0301",
    "grave": "\u0300",
    "mathring": "\u030a",
}
LINES = frozenset(("overline", "underline", "bar", "underbar"))
"""Accents that may stand over several letters."""
ALPHABETS = {
    "mathbb": ("MATHEMATICAL DOUBLE-STRUCK", "DOUBLE-STRUCK"),
    "mathcal": ("MATHEMATICAL SCRIPT", "SCRIPT"),
    "mathscr": ("MATHEMATICAL SCRIPT", "SCRIPT"),
    "mathfrak": ("MATHEMATICAL FRAKTUR", "BLACK-LETTER"),
    **dict.fromkeys(("mathbf", "bm", "boldsymbol", "pmb", "symbf"), ("MATHEMATICAL BOLD",)),
    **dict.fromkeys(("mathds", "mathbbm", "Bbb"), ("MATHEMATICAL DOUBLE-STRUCK", "DOUBLE-STRUCK")),
}
"""Commands that set letters in an alphabet of its own, with the names it has in Unicode."""
BRACKETS = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "⌈": "⌉", "⌊": "⌋"}
MATRICES = {
    "pmatrix": "()",
    "bmatrix": "[]",
    "Bmatrix": "{}",
    "vmatrix": "||",
    "Vmatrix": "‖‖",
    "cases": "{}",
    "dcases": "{}",
    "rcases": "{}",
    "array": "",
    "matrix": "",
    "smallmatrix": "",
}
"""Environments whose cells are values beside each other, and the brackets around them."""
LINED = frozenset(
    [
        "equation",
        "align",
        "alignat",
        "aligned",
        "alignedat",
        "gather",
        "gathered",
        "multline",
        "multlined",
        "eqnarray",
        "flalign",
        "split",
        "subequations",
        "math",
        "displaymath",
    ]
)
"""Environments whose lines follow each other."""
WITH_ARGUMENT = frozenset(("array", "alignat", "alignedat"))

_FURTHER = {
    "ne": "≠",
    "mid": "∣",
    "nmid": "∤",
    "triangle": "△",
    "ddagger": "‡",
    "llbracket": "⟦",
    "rrbracket": "⟧",
    "|": "‖",
    "{": "{",
    "}": "}",
    "_": "_",
    "%": "%",
    "&": "&",
    "#": "#",
    "$": "$",
    "lbrace": "{",
    "rbrace": "}",
    "lbrack": "[",
    "rbrack": "]",
    "lparen": "(",
    "rparen": ")",
    "lceil": "⌈",
    "rceil": "⌉",
    "lfloor": "⌊",
    "rfloor": "⌋",
    "top": "⊤",
    "bot": "⊥",
    "perp": "⊥",
    "prime": "′",
    "dprime": "″",
    "neg": "¬",
    "lnot": "¬",
    "land": "∧",
    "lor": "∨",
    "iff": "⟺",
    "implies": "⟹",
    "impliedby": "⟸",
    "gets": "←",
    "coloneqq": "≔",
    "coloneq": "≔",
    "eqqcolon": "≕",
    "triangleq": "≜",
    "colon": ":",
    "owns": "∋",
    "lt": "<",
    "gt": ">",
    "lvert": "|",
    "rvert": "|",
    "vert": "|",
    "lVert": "‖",
    "rVert": "‖",
    "Vert": "‖",
    "cdot": "·",
    "cdotp": "·",
    "star": "⋆",
    "ast": "∗",
    "bullet": "•",
    "circ": "∘",
    "degree": "°",
    "checkmark": "✓",
    "square": "□",
    "Box": "□",
    "blacksquare": "■",
    "R": "ℝ",
    "N": "ℕ",
    "Z": "ℤ",
    "Re": "ℜ",
    "Im": "ℑ",
    "wp": "℘",
    "imath": "ı",
    "jmath": "ȷ",
    "backslash": "∖",
    "textasciitilde": "~",
    "textunderscore": "_",
    "dotsc": "…",
    "vDash": "⊨",
    "models": "⊨",
    "vdash": "⊢",
    "leadsto": "⇝",
    "rightsquigarrow": "⇝",
    "longmapsto": "⟼",
    "mapsto": "↦",
    "Longrightarrow": "⟹",
    "Longleftarrow": "⟸",
    "Longleftrightarrow": "⟺",
    "varDelta": "Δ",
    "amalg": "⨿",
    "ldotp": ".",
    "textdegree": "°",
    "S": "§",
    "P": "¶",
    "copyright": "©",
}
_NO_SYMBOLS = frozenset(("today", "maketitle", "quad", "qquad", "l", "L", "o", "O", "i", "j"))


@cache
def symbols() -> dict[str, str]:
    """Return the commands that stand for one sign each, those that the library knows among them."""
    context = get_default_latex_context_db()
    found: dict[str, str] = {}
    for category in ("advanced-symbols", "latex-base"):
        for spec in context.iter_macro_specs([category]):
            sign = spec.simplify_repl
            if isinstance(sign, str) and len(sign) == 1 and not sign.isascii() and spec.macroname not in _NO_SYMBOLS:
                found[spec.macroname] = sign
    return found | _FURTHER


def in_alphabet(text: str, command: str) -> str:
    """Set the letters and digits of ``text`` in the alphabet of a command, where Unicode has them."""
    return "".join(_letter(character, command) for character in text)


@cache
def _letter(character: str, command: str) -> str:
    if not character.isascii() or not character.isalnum():
        return character
    kind = "DIGIT" if character.isdigit() else "CAPITAL" if character.isupper() else "SMALL"
    last = unicodedata.name(character).split()[-1]
    for alphabet in ALPHABETS[command]:
        try:
            return unicodedata.lookup(f"{alphabet} {kind} {last}")
        except KeyError:
            continue
    return character
