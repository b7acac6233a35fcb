"""The first thing people read stays true: commands exist, links lead somewhere, samples work."""

import csv
import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
OUTER = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs/glossary.md")


def test_every_make_command_of_the_readme_is_a_target() -> None:
    named = set(re.findall(r"make ([a-z]+)", README))
    targets = set(
        re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )

    assert {"run", "test", "check"} <= named
    assert named <= targets


def test_every_relative_link_of_the_outer_documents_leads_to_a_file() -> None:
    dead = [
        f"{name}: {target}"
        for name in OUTER
        for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text(encoding="utf-8"))
        if not (ROOT / name).parent.joinpath(target).exists()
    ]

    assert dead == []


def test_the_sample_request_names_a_row_of_the_unit_that_signs_it() -> None:
    sample = json.loads(README.split("<<'JSON'\n")[1].split("\nJSON\n")[0])
    key_file = re.search(r"--as \.local/keys/(\d{9})-agent-1\.json", README)
    assert key_file
    with (ROOT / "chalicelib/data/units.csv").open(encoding="utf-8-sig", newline="") as file:
        units = {row["单位编码"]: row["单位名称"] for row in csv.DictReader(file)}
    with (ROOT / "chalicelib/data/catalogue.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["编号"]: row for row in csv.DictReader(file)}

    row = rows[sample["row"]]
    assert row["索要单位"] == units[key_file[1]]
    assert row["处置"] == "保留"
    assert "部门核验" in row["核验方式"]


def test_the_sample_person_is_made_up_and_says_so() -> None:
    id_no = json.loads(README.split("<<'JSON'\n")[1].split("\nJSON\n")[0])["applicant"]["id_no"]
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(id_no[:17], weights, strict=True))

    assert id_no[6:10] == "1900", "born too long ago to be anybody's"
    assert id_no[17] == "10X98765432"[total % 11]
    assert "虚构" in README
    assert "made up" in README
