"""What the doctor finds in notes and the library."""

from __future__ import annotations

import json
from pathlib import Path

from bot.cli.doctor import examine
from bot.config.load import read_settings
from tests.bot.cli.program import ROOT, Papercache


def test_doctor_tells_what_is_wrong_and_what_to_do(papercache: Papercache) -> None:
    findings = {item["check"]: item for item in json.loads(papercache("doctor", "--json").stdout)}
    assert findings["token"]["ok"] is False
    assert "BotFather" in findings["token"]["advice"]
    assert all(findings[check]["ok"] for check in ("configuration", "notes", "model", "library"))
    well = papercache("doctor", env={"TELEGRAM_BOT_TOKEN": "123456:never-shown-and-of-the-right-length"})
    assert well.returncode == 0
    assert "never-shown" not in well.stdout + well.stderr


def test_doctor_reads_every_note_and_tells_of_damage(few: Path, tmp_path: Path) -> None:
    (few / "bad.md").write_text("---\ntitle: [unclosed\n---\ntext\n", "utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data/library.db").write_bytes(b"no library" * 1000)
    settings = read_settings(ROOT / "config.yaml", sources=[few], data=tmp_path / "data")
    findings = {finding.check: finding for finding in examine(settings, None)}
    assert "bad.md:" in findings["notes"].advice
    assert "set aside" in findings["library"].found
    assert not findings["library"].ok


def test_doctor_names_links_that_lead_nowhere(few: Path, tmp_path: Path) -> None:
    head = "---\npaper: https://arxi&#.org/abs/1\ntitle: A Paper\ndate: 2023-09\n---\n"
    (few / "bad.md").write_text(f"{head}\nIt is about paper.\n", "utf-8")
    config = tmp_path / "config.yaml"
    config.write_text("site: {url: 'http://localhost:4000'}\n", "utf-8")
    settings = read_settings(config, sources=[few], data=tmp_path / "data")
    findings = {finding.check: finding for finding in examine(settings, None)}
    assert "site.url" in findings["configuration"].found
    assert "1 served with a fault" in findings["notes"].found
    assert "bad.md:2: " in findings["notes"].advice


def test_doctor_misses_a_file_of_category_names(few: Path, tmp_path: Path) -> None:
    settings = read_settings(ROOT / "config.yaml", sources=[few], data=tmp_path, categories=tmp_path / "no.yaml")
    finding = next(finding for finding in examine(settings, None) if finding.check == "categories")
    assert not finding.ok
    assert "no.yaml" in finding.found
