"""Groups can be asked for by name; those without a benchmark say so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import __main__ as command, registry
from benchmarks.registry import Bench
from benchmarks.rows import Row


def test_the_contract_s_groups_are_known() -> None:
    assert set(registry.GROUPS) >= {
        "media", "uploads", "pages", "queue", "rights", "harvest", "galleries", "engagement", "load",
    }  # fmt: skip


def test_every_group_with_a_module_can_be_loaded() -> None:
    for name, module in registry.GROUPS.items():
        assert (registry.load(name) is None) == (module is None)


def test_a_group_without_a_benchmark_says_so_in_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registry.GROUPS, "queue", None)
    assert command.main(["--only", "queue"]) == 0
    assert capsys.readouterr().out == "There is no benchmark for queue yet.\n"


def test_an_unknown_group_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        command.main(["--only", "speed"])
    assert refused.value.code == 2
    assert "media" in capsys.readouterr().err


def test_what_was_measured_before_a_failure_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(bench: Bench) -> Iterator[Row]:
        yield Row("first", 1.0, "ms")
        raise RuntimeError("the second one broke")

    monkeypatch.setattr(registry, "load", lambda name: breaks)
    monkeypatch.setattr(registry, "Bench", lambda rounds: Bench(folder=tmp_path, rounds=rounds))
    with pytest.raises(RuntimeError, match="broke"):
        command.run("media", rounds=1)
    assert '"first"' in (tmp_path / "media.json").read_text()
    assert "first" in capsys.readouterr().out


def test_rounds_stop_when_the_time_is_needed_for_what_comes_later() -> None:
    assert list(Bench(rounds=3, seconds=1000).repeats(10)) == [0, 1, 2]
    assert list(Bench(rounds=3, seconds=5).repeats(10)) == [0]
