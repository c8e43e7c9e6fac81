from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import UserError
from pipelines.extraction.parsing import DEFAULT_MODEL
from pipelines.settings import PROJECT_ROOT, Settings, load_settings


@pytest.fixture(autouse=True)
def no_settings_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"MUSTER_{name.upper()}", raising=False)


def test_the_default_place_is_the_checkout_wherever_the_command_is_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    assert settings.sources == PROJECT_ROOT / "sources.yml"
    assert settings.build_db == PROJECT_ROOT / "warehouse" / "build.duckdb"
    assert settings.is_default_place


def test_a_relative_path_starts_where_the_command_is_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings(warehouse=Path("mine")).published_db == tmp_path / "mine" / "muster.duckdb"


def test_an_option_wins_over_its_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MUSTER_WAREHOUSE", str(tmp_path / "variable"))
    assert load_settings().warehouse == tmp_path / "variable"
    assert load_settings(warehouse=tmp_path / "option").warehouse == tmp_path / "option"


def test_a_wrong_value_is_one_line_with_the_variables_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_DEV_PORT", "70000")
    with pytest.raises(UserError, match=r"^MUSTER_DEV_PORT='70000': input should be less than or equal to 65535$"):
        load_settings()


def test_the_environment_for_a_child_gives_it_the_same_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = load_settings(sources=tmp_path / "sources.yml", warehouse=tmp_path)
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    assert load_settings() == settings


def test_the_default_model_is_the_extractors() -> None:
    """It is written down twice, since to import the extractor's would cost every command a second."""
    assert load_settings().spacy_model == DEFAULT_MODEL
