"""The house keeps its own rules: sizes, names, what a tracked file may mention, outer documents."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tools.check_sizes import findings

ROOT = Path(__file__).parents[2]

# In pieces, so that this file does not find itself.
FORBIDDEN = {
    "a path of one machine": re.compile("/" + r"(work|home|root)/[a-z]"),
    # Not a script that imports from its neighbour room of frontend/js.
    "a folder beside the project": re.compile(r"\.\./" + r"shared(?!/[a-z_]+\.js['`])"),
    "a registry's host": re.compile(
        "|".join(("pypi" + r"\.org", "python" + "hosted", "npmjs" + r"\.(org|com)"))
    ),
    "a registry's address": re.compile("--(extra-)?" + "index-url"),
}
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_file_function_or_parameter_list_is_over_the_house_numbers() -> None:
    assert list(findings(ROOT)) == []


@pytest.mark.parametrize(
    ("path", "text", "complaint"),
    [
        ("chalicelib/long.py", "x = 1\n" * 301, "301 lines; over 300 say why"),
        (
            "chalicelib/longer.py",
            '"""Over 300 lines: it says so."""\n' + "x = 1\n" * 400,
            "401 lines, at most 400",
        ),
        ("frontend/js/long.js", "x = 1\n" * 301, "301 lines; over 300 say why"),
        ("tests/test_long.py", "x = 1\n" * 301, "301 lines; over 300 say why"),
        ("app.py", "def f():\n" + "    x = 1\n" * 40, "f: 41 lines, at most 40"),
        ("infra/a.py", "async def f():\n" + "    x = 1\n" * 40, "f: 41 lines, at most 40"),
        ("chalicelib/a.py", "def f(a, b, c, d, /, e, *, g): ...\n", "6 parameters, at most 5"),
        (
            "chalicelib/b.py",
            "class A:\n    def f(self, a, b, c, d, e, g): ...\n",
            "6 parameters, at most 5",
        ),
    ],
)
def test_the_size_check_bites(tmp_path: Path, path: str, text: str, complaint: str) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")

    (found,) = findings(tmp_path)

    assert found.startswith(path)
    assert complaint in found


def test_the_size_check_lets_pass_what_is_exactly_at_the_numbers(tmp_path: Path) -> None:
    five = "class A:\n    def f(self, a, b, c, d, e):\n" + "        x = 1\n" * 39
    (tmp_path / "app.py").write_text(five + "x = 1\n" * (300 - 41), encoding="utf-8")

    assert list(findings(tmp_path)) == []


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_tracked_file_mentions_where_it_was_made(what: str) -> None:
    pattern = FORBIDDEN[what]
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if pattern.search(line)
    ]

    assert found == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = [path for path in tracked() if path.stem in EMPTY_NAMES and path.suffix == ".py"]

    assert empty == []


def test_no_private_key_is_tracked() -> None:
    begin = "-----BEGIN " + r"([A-Z]+ )?PRIVATE KEY"
    private_jwk = r'"d"\s*:\s*"[A-Za-z0-9_-]{40,}"'
    found = [path for path in tracked() if re.search(f"{begin}|{private_jwk}", text_of(path))]

    assert found == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements/local.txt"])
def test_every_pin_is_exact_and_agrees_with_the_file_it_is_part_of(name: str) -> None:
    larger = {"requirements.txt": "local.txt", "requirements/local.txt": "dev.txt"}[name]
    pins, wider = pins_of(ROOT / name), pins_of(ROOT / "requirements" / larger)

    assert pins
    assert {package: wider.get(package) for package in pins} == pins


def pins_of(path: Path) -> dict[str, str]:
    """Package to version; every requirement line has to be an exact pin followed by hashes."""
    pins = {}
    for requirement in re.findall(
        r"^[A-Za-z0-9][^\n]*(?:\n +--hash[^\n]*)*", path.read_text(), re.MULTILINE
    ):
        match = re.match(r"([A-Za-z0-9._-]+)==(\S+)", requirement)
        assert match, f"{path.name}: not an exact pin: {requirement}"
        assert "--hash=sha256:" in requirement, f"{path.name}: no hash: {match[0]}"
        pins[match[1]] = match[2]
    return pins


def test_the_licence_is_the_apache_licence_and_every_document_says_so() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    public = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))

    assert "Apache License\n                           Version 2.0, January 2004" in licence
    assert public["legal"]["license"] == "Apache-2.0"
    assert 'license = "Apache-2.0"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert "Apache-2.0" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_publiccode_has_what_the_standard_demands() -> None:
    public = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))

    demanded = {"publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus"}
    demanded |= {"softwareType", "description", "legal", "maintenance", "localisation"}
    assert demanded <= public.keys()
    assert set(public["description"]) == set(public["localisation"]["availableLanguages"])
    for text in public["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert text["features"]
    assert public["maintenance"]["type"] != "internal" or public["maintenance"]["contacts"]


def test_the_changelog_tells_of_the_version_that_is_built() -> None:
    version = re.search(
        r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE
    )

    assert version
    assert f"## [{version[1]}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
