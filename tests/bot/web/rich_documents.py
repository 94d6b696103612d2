"""Documents with every kind of block, in Chinese and in English, for the page to draw."""

from typing import Any

Json = dict[str, Any]


def _paragraph(*text: Any) -> Json:
    return {"type": "paragraph", "text": list(text)}


def _bold(text: str) -> Json:
    return {"type": "bold", "text": text}


def _formula(expression: str) -> Json:
    return {"type": "mathematical_expression", "expression": expression}


def _photo(file_id: str) -> Json:
    return {"type": "photo", "photo": {"type": "photo", "media": file_id}}


WORDS = {
    "zh": {
        "title": "分页注意力：键值缓存的分块管理",
        "method": "方法",
        "text": "每个请求的键值缓存被切成固定大小的块，块表把逻辑块映射到物理块，记其大小为 ",
        "note": "注意：",
        "quote": "碎片少于百分之四。",
        "todo": "读附录",
        "done": "读正文",
        "first": "按需分配块",
        "second": "写时复制",
        "caption": "图 1：块表与物理块",
        "table": "表 1：吞吐量",
        "system": "系统",
        "speed": "吞吐量（请求/秒）",
        "more": "展开实验细节",
        "footnote": "脚注：以 A100 为准。",
        "footer": "2023 年 9 月 12 日 · SOSP",
        "button": "下一页",
        "code": "def 映射(块):\n    return 块表[块]",
    },
    "en": {
        "title": "Paged attention: managing the key-value cache in blocks",
        "method": "Method",
        "text": "The cache of a request is cut into blocks of one size, which a table maps. Their size is ",
        "note": "Note: ",
        "quote": "Less than four per cent is lost to fragmentation.",
        "todo": "Read the appendix",
        "done": "Read the paper",
        "first": "Allocate blocks on demand",
        "second": "Copy on write",
        "caption": "Figure 1: table and blocks",
        "table": "Table 1: throughput",
        "system": "System",
        "speed": "Throughput (requests/s)",
        "more": "Details of the experiment",
        "footnote": "Footnote: on an A100.",
        "footer": "12 September 2023 · SOSP",
        "button": "Next page",
        "code": "def lookup(block):\n    return table[block]",
    },
}


def document(language: str, file_id: str) -> list[Json]:
    """Return a document with a photo that was uploaded as ``file_id``."""
    words = WORDS[language]
    cells = [words["system"], words["speed"], r"p_{99}", "BLEU", "GPU"]
    head = [{"text": text, "is_header": True} for text in cells]
    rows = [[{"text": text, "align": "left" if not at else "right"} for at, text in enumerate(row)] for row in ROWS]
    rows[1][0]["text"] = {"type": "url", "text": "vLLM", "url": "https://example.org/vllm"}
    return [
        {"type": "heading", "text": words["title"], "size": 1},
        {"type": "heading", "text": words["method"], "size": 2},
        _paragraph(
            words["text"],
            _formula("B=16"),
            {"type": "superscript", "text": {"type": "reference_link", "text": "1", "reference_name": "n1"}},
            " ",
            _bold("PagedAttention"),
            " ",
            {"type": "marked", "text": "2–4×"},
            " ",
            {"type": "code", "text": "block_table"},
        ),
        _formula(r"A_{ij}=\frac{\exp(q_i^\top k_j/\sqrt{d})}{\sum_{t=1}^{i}\exp(q_i^\top k_t/\sqrt{d})}"),
        _formula(r"\begin{aligned}L&=\mathbb{E}_{x\sim p}\left[\log\tfrac{p}{q}\right]\\ &=D_{KL}(p\|q)\end{aligned}"),
        _formula("x_a_b"),
        {"type": "list", "items": [{"blocks": [_paragraph(words[key])], "type": "1"} for key in ("first", "second")]},
        {
            "type": "list",
            "items": [
                {"blocks": [_paragraph(words["done"])], "has_checkbox": True, "is_checked": True},
                {"blocks": [_paragraph(words["todo"])], "has_checkbox": True},
            ],
        },
        {"type": "blockquote", "blocks": [_paragraph(_bold(words["note"]), words["quote"])], "credit": "Kwon et al."},
        _photo(file_id) | {"caption": {"text": words["caption"], "credit": "SOSP"}},
        {"type": "table", "cells": [head, *rows], "caption": words["table"], "is_striped": True},
        {"type": "pre", "text": words["code"], "language": "python"},
        {
            "type": "details",
            "summary": words["more"],
            "blocks": [_paragraph(words["quote"]), {"type": "list", "items": [{"blocks": [_paragraph("A100")]}] * 2}],
        },
        {"type": "pullquote", "text": words["quote"]},
        {"type": "divider"},
        _paragraph({"type": "reference", "text": "1", "name": "n1"}, " ", words["footnote"]),
        {"type": "footer", "text": words["footer"]},
        {
            "type": "buttons",
            "buttons": [
                {"text": words["button"], "callback_data": "next"},
                {"text": "arXiv", "url": "https://example.org/abs"},
            ],
        },
    ]


ROWS = [["Orca", "1.2", "3.40", "27.1", "A100"], ["vLLM", "4.7", "0.91", "27.1", "A100"]]
