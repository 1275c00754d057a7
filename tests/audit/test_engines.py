"""What an engine does where the machine is too small."""

from pathlib import Path

import pytest

from chinhdanh.audit.engines.duck import duck_engine
from chinhdanh.registry.problems import RegistryProblems


def test_too_little_memory_is_told_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHINHDANH_MEMORY", "20MB")
    hungry = "SELECT list(md5(range::VARCHAR)) AS all_in_one_row FROM range(2000000)"
    with pytest.raises(RegistryProblems) as caught, duck_engine(tmp_path) as engine:
        engine.stage("hungry", hungry)
    (problem,) = caught.value.problems
    assert problem.code == "memory_full"
    assert "20MB" in problem.message_en
    assert "CHINHDANH_MEMORY" in problem.message_vi
