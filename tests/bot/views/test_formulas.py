"""Formulas: simple TeX as Unicode, nothing with a raw command."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from bot.local_telegram.html import parse_html
from bot.views.formulas import readable, readable_pieces
from bot.views.tex import whole_text


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"O(n^2)", "O(n²)"),
        (r"\frac{QK^T}{\sqrt{d_k}}", "QKᵀ/√dₖ"),
        (r"\frac{a+b}{c}", "(a+b)/c"),
        (r"\sum_{i=1}^{N} w_i \cdot \alpha_i \leq 10^{-3}", "∑ᵢ₌₁ᴺ wᵢ · αᵢ ≤ 10⁻³"),
        (r"\text{softmax}(x)V", "softmax(x)V"),
        (r"2\times", "2×"),
        (r"50\%", "50%"),
        (r"\{a\}", "{a}"),
        (r"\hat{A}_t", "Âₜ"),
        (r"\log p(x)", "log p(x)"),
        (r"e^{-\frac{x^2}{2\sigma^2}}", "e^(-x²/(2σ²))"),
        (r"\mathcal{L}_{\mathrm{DPO}}", "ℒ_DPO"),
        (r"W_{q}, W_{k} \in \mathbb{R}^{d \times d}", "W_q, Wₖ ∈ ℝ^(d × d)"),
    ],
)
def test_simple_formulas_become_text(tex: str, text: str) -> None:
    assert readable(f"${tex}$") == escape(text)
    assert readable(f"$${tex}$$") == escape(text)


def test_text_around_formulas_stays() -> None:
    assert readable("设 $x_i$ 为 <输入>，则 $O(n)$。") == "设 xᵢ 为 &lt;输入&gt;，则 O(n)。"
    assert readable("costs $5 and $6") == "costs $5 and $6"
    assert readable(r"C:\new\table") == r"C:\new\table"
    assert readable(r"比值 \frac{a}{b} 很小") == "比值 a/b 很小"


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("设 $x_i$ 为显存的碎片。", ["显存", "碎片"], "设 xᵢ 为<b>显存</b>的<b>碎片</b>。"),
        ("显存为 $$\\frac{a}{b}$$ 倍碎片", ["显存", "碎片"], "<b>显存</b>为 a/b 倍<b>碎片</b>"),
        ("memory & $n$", ["memory &"], "<b>memory &amp;</b> n"),
        (r"比值 \frac{a}{b} 与显存", ["显存"], "比值 a/b 与<b>显存</b>"),
        ("$显存$ 之后", ["显存"], "显存 之后"),
        ("甲 $x$ 乙", ["甲 $x$ 乙"], "<b>甲 </b>x<b> 乙</b>"),
    ],
)
def test_words_beside_formulas_are_bold(text: str, words: list[str], shown: str) -> None:
    places = [(text.index(word), text.index(word) + len(word)) for word in words]
    assert readable(text, bold=places) == shown


@given(st.text("ab$x_^ \\", max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=5))
def test_bold_words_change_nothing_of_what_is_read(text: str, places: list[tuple[int, int]]) -> None:
    apart: list[tuple[int, int]] = []
    for start, length in sorted(places):
        if start + length <= len(text) and (not apart or start >= apart[-1][1]):
            apart.append((start, start + length))
    pieces = readable_pieces(text, bold=apart)
    assert "".join(piece.text for piece in pieces) == "".join(piece.text for piece in readable_pieces(text))


def test_a_long_formula_stands_in_code() -> None:
    shown = readable("$" + " + ".join(rf"\alpha_{{{i}}}" for i in range(30)) + "$")
    assert shown.startswith("<code>α₀ + α₁")
    assert "\\" not in shown


@pytest.mark.parametrize(
    "tex",
    [r"\unheard{x} + \alpha", r"\boxed{42}", r"\ce{H2O}", r"\frac{a}", r"x_", r"\widehat{ab}", "a}", r"\left(\frac{"],
)
def test_what_cannot_be_shown_whole_stays_tex_in_code(tex: str) -> None:
    assert readable(f"$${tex}$$") == f"<code>{escape(tex)}</code>"


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"\pi_{ref} = \arg\max_\pi E", "π_ref = arg max_π E"),
        (r"\arg \max_y \#\{y\}", "arg max_y #{y}"),
        (r"\frac{\|\Delta W\|_F}{\|U^TWV\|_F}", "‖Δ W‖_F/‖UᵀWV‖_F"),
        (r"O(b\Delta^4\|A\|_\infty)", "O(bΔ⁴‖A‖_∞)"),
        (r"(j+k) \mod (n-1)+1", "(j+k) mod (n-1)+1"),
        (r"t_m \over {n-1}", "tₘ/(n-1)"),
        (r"10 \implies x", "10 ⟹ x"),
        (r"\tfrac12", "1/2"),
        (r"\frac{1}{2n}", "1/(2n)"),
        (r"\frac{a}{f(x)}", "a/f(x)"),
        (r"p(a\mid b)", "p(a ∣ b)"),
        (r"\tfrac12 x", "(1/2) x"),
        (r"\dfrac{a}{b}", "a/b"),
        (r"\binom{n}{k}", "C(n, k)"),
        (r"D_{KL}(p\|q)", "D_KL(p‖q)"),
        (r"\sqrt[3]{x}", "∛x"),
        (r"a \ne b", "a ≠ b"),
        (r"\Pr(x)", "Pr(x)"),
        (r"\texttt{a_b}", "a_b"),
        (r"\lnot a", "¬ a"),
        (r"\sinh x", "sinh x"),
        (r"\operatorname*{arg\,max}_x f", "arg maxₓ f"),
        (r"\overline{x}", "x̅"),
        (r"\log\frac{a}{b}", "log(a/b)"),
        (r"\frac{\frac ab}{c}", "(a/b)/c"),
        (r"W_qx", "W_q x"),
        (r"W_{qx}", "W_qx"),
        (r"\begin{cases} a & x>0 \\ b & \text{否则}\end{cases}", "{a, x>0; b, 否则}"),
        (r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", "(a, b; c, d)"),
        (r"\underbrace{a+b}_{\text{和}}", "(a+b)_和"),
        (r"\color{red}x % a comment", "x"),
    ],
)
def test_formulas_say_what_the_note_says(tex: str, text: str) -> None:
    assert whole_text(tex) == text


_LETTERS = st.sampled_from([*"{}_^x1&%$ <[]~#😀\n", r"\\", r"\{"])
_COMMANDS = st.sampled_from([r"\frac", r"\sqrt", r"\alpha", r"\left(", r"\right)", r"\text{中文}", r"\mathbb", r"\sum"])
_PARTS = st.sampled_from([r"\begin{aligned}", r"\end{aligned}"])
_TEX = st.one_of(_LETTERS, _COMMANDS, _PARTS)


@settings(deadline=None, max_examples=300)
@given(st.lists(_TEX, max_size=30).map("".join))
def test_commands_stand_in_code_alone(tex: str) -> None:
    shown = readable(f"$${tex.replace('$', '')}$$")
    parsed = parse_html(str(shown))
    assert any(entity.kind == "code" for entity in parsed.entities) or not re.search(r"\\[a-zA-Z]", parsed.text)


def test_a_monstrous_formula_does_not_hang() -> None:
    for tex in ("{" * 3000, "_{" * 1500, r"\frac" * 500, "$" * 3000, "x^" * 3000, r"\frac{" * 300 + "}" * 300):
        assert isinstance(str(readable(f"$${tex}$$ {tex}")), str)
    assert whole_text("x" * 5000) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("策略$π_θ$开始", "策略π_θ开始"),
        ("大小为4$h_{d}$，块TRM$_d$(·)", "大小为4h_d，块TRM_d(·)"),
        ("轨迹$ y \\sim \\pi_{\\theta} $包含", "轨迹y ∼ π_θ包含"),
        ("a $5 note and a $6 note", "a $5 note and a $6 note"),
        ("从$5涨到$10", "从$5涨到$10"),
        ("$ make test && echo $HOME", "$ make test &amp;&amp; echo $HOME"),
    ],
)
def test_dollars_in_running_text(text: str, shown: str) -> None:
    assert str(readable(text)) == shown
