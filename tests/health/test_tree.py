"""The tree holds only what belongs in it."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from app.workflow.pipeline import STAGES

ROOT = Path(__file__).resolve().parents[2]
# Written in pieces, so that this file does not hold what it looks for.
REGISTRY_HOSTS = re.compile(
    "|".join(["py" + r"pi\.or" + "g", "python" + "hosted", "npm" + r"js\."])
)
MACHINE_PATHS = re.compile(
    r"(^|[^\w.])/(" + "|".join(["wo" + "rk", "ro" + "ot", "ho" + "me"]) + ")/"
)


def tracked_files() -> list[Path]:
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).exists()]


def test_no_registry_host_and_no_path_of_a_machine_is_named() -> None:
    for path in tracked_files():
        try:
            content = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for pattern in (REGISTRY_HOSTS, MACHINE_PATHS):
            found = pattern.search(content)
            assert not found, f"{path.relative_to(ROOT)}: {found}"


def test_top_level_holds_only_the_house() -> None:
    expected = {
        *{"app", "resources", "packaging", "tests", ".ci", "docs"},
        *{"pyproject.toml", "README.md", "README.zh_CN.md", "LICENSE", "NOTICE", "Makefile"},
        *{"SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md", ".gitignore"},
    }
    assert {path.relative_to(ROOT).parts[0] for path in tracked_files()} <= expected


@pytest.mark.parametrize("group", ["runtime", "dev", "bench", "package"])
def test_every_pinned_package_has_hashes(group: str) -> None:
    content = (ROOT / "packaging" / "lock" / f"{group}.txt").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", content.strip())
    assert all("==" in block and "--hash=sha256:" in block for block in blocks)


def test_runtime_lock_covers_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.split(r"[=<>~]", line)[0].lower() for line in project["dependencies"]}
    lock = (ROOT / "packaging" / "lock" / "runtime.txt").read_text(encoding="utf-8")
    assert wanted <= set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))


@pytest.mark.parametrize("name", ["README.md", "README.zh_CN.md"])
def test_readme_shows_the_stages_of_the_pipeline(name: str) -> None:
    rows = re.findall(r"^\| `(\w+)` \|.*\| `(\w+)` \|$", (ROOT / name).read_text("utf-8"), re.M)
    assert rows == [(stage.verb, stage.engine) for stage in STAGES]
