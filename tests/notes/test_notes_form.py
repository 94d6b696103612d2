"""The notes shipped with the bot keep one form.

The bot shows a note's summary and front matter as they are and cuts its body at the headings, so a slip here (a cut
summary, a missing heading, a category without a name) is a slip a reader sees.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

NOTES = Path(__file__).parents[2] / "notes"

# The 23 papers of the collection's front page, by category folder. Their file names are the front page's own, so that
# a note's path is its path on the site.
FRONT_PAGE: dict[str, list[str]] = {
    "llm/engineering/inference": [
        "2025-07-Step-3-is-Large-yet-Affordable-Model-system-Co-design-for-Cost-effective-Decoding",
        "2025-07-MegaScale-Infer-Serving-Mixture-of-Experts-at-Scale-with-Disaggregated-Expert-Parallelism",
        "2025-05-Insights-into-DeepSeek-V3-Scaling-Challenges-and-Reflections-on-Hardware-for-AI-Architecture",
        "2025-04-Tilus-A-Virtual-Machine-for-Arbitrary-Low-Precision-GPGPU-Computation-in-LLM-Serving",
        "2025-04-CacheGen-KV-Cache-Compression-and-Streaming-for-Fast-Large-Language-Model-Serving",
        "2025-04-CacheBlend-Fast-Large-Language-Model-Serving-for-RAG-with-Cached-Knowledge-Fusion",
        "2024-10-Do-Large-Language-Models-Need-a-Content-Delivery-Network",
        "2023-09-Efficient-Memory-Management-for-Large-Language-Model-Serving-with-PagedAttention",
        "2023-08-SARATHI-Efficient-LLM-Inference-by-Piggybacking-Decodes-with-Chunked-Prefills",
        "2022-07-Orca-A-Distributed-Serving-System-for-Transformer-Based-Generative-Models",
    ],
    "llm/engineering/train": [
        "2024-02-MegaScale-Scaling-Large-Language-Model-Training-to",
        "2023-11-ZERO-BUBBLE-PIPELINE-PARALLELISM",
    ],
    "llm/algorithm/pretrain": [
        "2022-03-Tensor-Programs-V-Tuning-Large-Neural-Networks-via-Zero-Shot-Hyperparameter-Transfer",
    ],
    "llm/algorithm/RL": [
        "2024-10-HybridFlow-A-Flexible-and-Efficient-RLHF-Framework",
    ],
    "llm/engineering/gpu_acceleration": [
        "2025-06-SAGEATTENTION-ACCURATE-8-BIT-ATTENTION-FOR-PLUG-AND-PLAY-INFERENCE-ACCELERATION",
        "2025-06-Mirage-A-Multi-Level-Superoptimizer-for-Tensor-Programs",
        "2024-07-FlashAttention-3-Fast-and-Accurate-Attention-with-Asynchrony-and-Low-precision",
        "2022-07-FlashAttention-Fast-and-Memory-Efficient-Exact-Attention-with-IO-Awareness",
    ],
    "llm/engineering/compiler": [
        "2025-04-TileLang-A-Composable-Tiled-Programming-Model-for-AI-Systems",
        "2024-12-FLEX-ATTENTION-A-PROGRAMMING-MODEL-FOR-GENERATING-OPTIMIZED-ATTENTION-KERNELS",
        "2024-10-FLUX-FAST-SOFTWARE-BASED-COMMUNICATION-OVERLAP-ON-GPUS-THROUGH-KERNEL-FUSION",
    ],
    "mlsys/networking": [
        "2025-07-Demystifying-NCCL-An-In-depth-Analysis-of-GPU-Communications-Protocols-and-Algorithms",
        "2015-07-UCX-An-Open-Source-Framework-for-HPC-Network-APIs-and-Beyond",
    ],
}

HEADINGS = ["主要贡献", "背景与动机", "方法", "实验", "结论与局限"]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NOTE_FILES = sorted(NOTES.rglob("*.md"))


def front_matter_and_body(file: Path) -> tuple[dict[str, Any], str]:
    """Return a note's parsed front matter and its body without surrounding blank lines."""
    opening, front_matter, body = file.read_text(encoding="utf-8").split("---\n", 2)
    assert opening == "", f"{file.name} does not start with front matter"
    fields = yaml.safe_load(front_matter)
    assert isinstance(fields, dict)
    return fields, body.strip()


def outside_code(body: str) -> str:
    """Return the body without fenced blocks and code spans, in which a dollar sign or a hash means nothing."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", body, flags=re.M | re.S))


@pytest.fixture(params=NOTE_FILES, ids=lambda file: file.stem[:48])
def note(request: pytest.FixtureRequest) -> Path:
    """Return every note file in turn."""
    file = request.param
    assert isinstance(file, Path)
    return file


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    """Read the category file."""
    loaded = yaml.safe_load((NOTES / "categories.yaml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def test_every_paper_of_the_front_page_has_its_note() -> None:
    missing = [
        f"{category}/{name}.md"
        for category, papers in FRONT_PAGE.items()
        for name in papers
        if not (NOTES / category / f"{name}.md").is_file()
    ]
    assert sum(map(len, FRONT_PAGE.values())) == 23
    assert missing == []


def test_front_matter_is_complete_and_well_typed(note: Path) -> None:
    fields, _ = front_matter_and_body(note)
    assert set(fields) - {"tag"} == {"title", "authors", "date", "categories", "paper", "summary"}
    assert isinstance(fields["title"], str)
    assert fields["title"].strip()
    assert isinstance(fields["date"], str)
    assert re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", fields["date"])
    assert note.name.startswith(fields["date"] + "-")
    assert re.fullmatch(r"https://[\w.-]+/\S+", fields["paper"])
    assert fields["authors"]
    assert all(isinstance(author, str) and author.strip() for author in fields["authors"])
    if "tag" in fields:
        assert re.fullmatch(r"[a-z]+\d\d", fields["tag"])


def test_note_lies_in_the_folder_of_its_category(note: Path) -> None:
    fields, _ = front_matter_and_body(note)
    assert "/".join(fields["categories"]) == note.parent.relative_to(NOTES).as_posix()


def test_summary_fits_a_result_in_both_languages(note: Path) -> None:
    fields, _ = front_matter_and_body(note)
    summary = fields["summary"]
    assert set(summary) == {"zh", "en"}
    assert 40 <= len(summary["zh"]) <= 160
    assert CHINESE.search(summary["zh"])
    assert summary["zh"].endswith("。")
    assert 15 <= len(summary["en"].split()) <= 70
    assert not CHINESE.search(summary["en"])
    assert summary["en"].endswith(".")


def test_body_has_the_five_sections_in_order(note: Path) -> None:
    _, body = front_matter_and_body(note)
    assert re.findall(r"^## +(.+?) *$", body, flags=re.M) == HEADINGS
    assert body.startswith("## 主要贡献")
    sections = re.split(r"^## .*$", body, flags=re.M)[1:]
    assert all(CHINESE.search(section) for section in sections)
    assert not re.search(r"^# ", outside_code(body), flags=re.M)


def test_body_is_neither_a_stub_nor_an_essay(note: Path) -> None:
    _, body = front_matter_and_body(note)
    assert 1200 <= len(body) <= 3000


def test_contributions_are_an_introduction_and_three_to_five_points(note: Path) -> None:
    _, body = front_matter_and_body(note)
    contributions = body.split("\n## ", 1)[0].split("\n", 1)[1].strip()
    assert not contributions.startswith("- ")
    assert 3 <= len(re.findall(r"^- \S", contributions, flags=re.M)) <= 5


def test_formulas_are_closed(note: Path) -> None:
    _, body = front_matter_and_body(note)
    prose = outside_code(body).replace("\\$", "")
    without_displays = re.sub(r"\$\$.+?\$\$", "", prose, flags=re.S)
    assert "$$" not in without_displays
    for line in without_displays.splitlines():
        assert line.count("$") % 2 == 0, line


def test_no_two_notes_share_a_title_a_paper_or_a_path() -> None:
    fields = [front_matter_and_body(file)[0] for file in NOTE_FILES]
    keys = {
        "title": [field["title"].casefold() for field in fields],
        "paper": [field["paper"] for field in fields],
        "path": [file.relative_to(NOTES).as_posix().casefold() for file in NOTE_FILES],
    }
    for key, values in keys.items():
        assert [value for value, count in Counter(values).items() if count > 1] == [], key


def test_every_category_in_use_is_named_in_both_languages(names: dict[str, Any]) -> None:
    named = {category["path"] for category in names["categories"]}
    in_use = {file.parent.relative_to(NOTES).as_posix() for file in NOTE_FILES}
    assert in_use <= named
    assert {path.split("/")[0] for path in named} <= {topic["path"] for topic in names["topics"]}


def test_every_topic_area_and_category_has_names_and_aliases(names: dict[str, Any]) -> None:
    entries = [*names["topics"], *names["categories"]]
    entries += [area for topic in names["topics"] for area in topic["areas"]]
    for entry in entries:
        assert CHINESE.search(entry["zh"]), entry
        assert entry["en"].strip(), entry
        assert not CHINESE.search(entry["en"]), entry
        folded = [alias.strip().casefold() for alias in entry["aliases"]]
        assert folded, entry
        assert all(folded), entry
        assert len(folded) == len(set(folded)), entry


def test_subjects_are_given_in_both_languages(names: dict[str, Any]) -> None:
    for topic in names["topics"]:
        for area in topic["areas"]:
            subjects = area["subjects"]
            assert subjects["zh"], area["en"]
            assert len(subjects["zh"]) == len(subjects["en"]), area["en"]
            assert all(CHINESE.search(subject) for subject in subjects["zh"])
            assert all(subject.strip() and not CHINESE.search(subject) for subject in subjects["en"])


def test_category_paths_are_unique_without_regard_to_case(names: dict[str, Any]) -> None:
    for kind in ("topics", "categories"):
        paths = [entry["path"].casefold() for entry in names[kind]]
        assert len(paths) == len(set(paths)), kind
