"""What the program is made of: libraries with their licences, and every file of a bundle.

The licences allowed are named here; anything else, and a library that does not say, is refused.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNTIME = ROOT / "packaging" / "lock" / "runtime.txt"
TEXTS = ROOT / "packaging" / "licences"
PARTS, LICENCES = "parts.json", "licences"

# What a library may say of itself, in lower case; one side of "or" must be allowed, both of "and".
ALLOWED = frozenset(
    {
        *("mit", "mit license", "mit-0", "bsd", "bsd license", "bsd-2-clause", "bsd-3-clause"),
        *("apache-2.0", "apache license, version 2.0", "apache software license", "isc", "zlib"),
        *("psf-2.0", "psfl", "python software foundation license", "public domain"),
        *("lgpl-3.0-only", "mpl-2.0"),
    }
)
_PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)\s*(;[^\\]*)?", re.MULTILINE)
_OPTIONAL = ("sqlcipher3",)  # shipped when it was installed at the build
# Read by a person in the files of that version, which does not say it in its metadata: the module
# itself, SQLCipher and OpenSSL inside it.
_READ = {("sqlcipher3", "0.6.4"): "Zlib AND BSD-3-Clause AND Apache-2.0"}
_NOT_SHIPPED = frozenset({"pip"})  # sqlite-utils names it; the bundle leaves it out
_LICENCE_FILE = re.compile(r"(?i)(^|/)(licen[cs]e|copying|notice|authors)[^/]*$")


@dataclass(frozen=True, slots=True)
class Part:
    """One library. `licence` as it says itself; "" = it does not."""

    name: str
    version: str
    licence: str

    @property
    def is_allowed(self) -> bool:
        """Whether it may be shipped."""
        return all(
            any(
                choice.strip(" ()").lower() in ALLOWED for choice in re.split(r"(?i)\s+or\s+", need)
            )
            for need in re.split(r"(?i)\s+and\s+", self.licence)
        )


def runtime_parts() -> list[Part]:
    """The libraries of the runtime group that are installed here (some are for other systems)."""
    return sorted(_runtime(), key=lambda part: part.name.lower())


def _runtime() -> Iterator[Part]:
    pinned = _PINNED.findall(RUNTIME.read_text(encoding="utf-8"))
    for name in [name for name, *_ in pinned if name not in _NOT_SHIPPED] + [*_OPTIONAL]:
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        said = _READ.get((name, found.version)) or licence_of(found.metadata)
        yield Part(name, found.version, said)


def licence_of(said: metadata.PackageMetadata) -> str:
    """The licence a library states: the expression, else its classifier, else the free text."""
    expression = said.get("License-Expression") or ""
    free = (said.get("License") or "").strip().split("\n")[0]
    classified = [
        each.rsplit(" :: ", 1)[-1]
        for each in said.get_all("Classifier") or []
        if each.startswith("License")
    ]
    return str(expression or " OR ".join(classified) or free)


def write_licences(bundle: Path) -> None:
    """Put the licence texts of all parts into a bundle."""
    folder = bundle / LICENCES
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for text in sorted(TEXTS.iterdir()):
        shutil.copyfile(text, folder / text.name)
    for part in runtime_parts():
        found = metadata.distribution(part.name)
        for file in found.files or []:
            if ".dist-info" in str(file) and _LICENCE_FILE.search(str(file)):
                shutil.copyfile(found.locate_file(file), folder / f"{part.name}-{file.name}")


def write_parts(bundle: Path, version: str) -> None:
    """Write the list of parts: libraries in the form of CycloneDX, every file with its digest."""
    said = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "sandan", "version": version}},
        "components": [
            {
                "type": "library",
                "name": part.name,
                "version": part.version,
                "licenses": [{"expression": part.licence}],
            }
            for part in runtime_parts()
        ],
        "files": {
            path.relative_to(bundle).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(bundle.rglob("*"))
            if path.is_file() and not path.is_symlink() and path.name != PARTS
        },
    }
    (bundle / PARTS).write_text(json.dumps(said, indent=1, ensure_ascii=False), encoding="utf-8")


def unlisted(bundle: Path) -> list[str]:
    """Files of a bundle the list does not name, or names with another digest."""
    files = json.loads((bundle / PARTS).read_text(encoding="utf-8"))["files"]
    return [
        path.relative_to(bundle).as_posix()
        for path in bundle.rglob("*")
        if path.is_file()
        and not path.is_symlink()
        and path.name != PARTS
        and files.get(path.relative_to(bundle).as_posix())
        != hashlib.sha256(path.read_bytes()).hexdigest()
    ]
