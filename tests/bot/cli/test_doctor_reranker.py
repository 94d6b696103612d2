"""``papercache doctor`` on models that look again at the best papers."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.doctor import examine
from bot.config.settings import RerankSettings, Settings
from tests.retrieval.models.cross_encoders import cross_encoder


def _settings(folder: Path, model: str) -> Settings:
    return Settings(sources=(folder,), data=folder / "data", rerank=RerankSettings(model=model))


def test_without_a_reranker_there_is_nothing_to_tell(tmp_path: Path) -> None:
    assert "reranker" not in {finding.check for finding in examine(_settings(tmp_path, ""), None)}


@pytest.mark.slow
@pytest.mark.parametrize(("labels", "well", "said"), [(1, True, "loaded and tried"), (3, False, "3 labels")])
def test_a_reranker_is_loaded_and_tried(tmp_path: Path, labels: int, well: bool, said: str) -> None:
    (tmp_path / "model").mkdir()
    model = str(cross_encoder(tmp_path / "model", labels))
    finding = next(one for one in examine(_settings(tmp_path, model), None) if one.check == "reranker")
    assert (finding.ok, bool(finding.advice)) == (well, not well)
    assert model in finding.found
    assert said in finding.found
