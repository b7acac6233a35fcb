"""The cost model: the units are those of DynamoDB's guide, the counts those of the product."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pynamodb.indexes import GlobalSecondaryIndex

from chalicelib.cloud.dynamodb.record import Record
from infra.cli.main import main
from infra.cost.consumption import INDEX_KEYS, Usage, count_call, item_size, read_units, write_units
from infra.cost.model import (
    Assumptions,
    Prices,
    month_of,
    per_million_checks,
)
from infra.cost.report import load_counted, load_prices, report

REPOSITORY = Path(__file__).parents[3]
HOW = Assumptions()
BYTES_MAY_DIFFER = 0.05
"""Names and ids of a run differ in length; the calls may not."""


def test_an_item_is_as_large_as_its_names_and_values() -> None:
    item: dict[str, dict[str, Any]] = {
        "pk": {"S": "证"},
        "doc": {"B": "AAAA"},
        "n": {"N": "1234"},
        "s": {"SS": ["ab", "c"]},
    }
    assert item_size(item) == (2 + 3) + (3 + 3) + (1 + 3) + (1 + 3)


@pytest.mark.parametrize(("size", "units"), [(0, 1), (1024, 1), (1025, 2)])
def test_a_write_is_a_unit_per_started_kib_and_twice_in_a_transaction(
    size: int, units: int
) -> None:
    assert write_units(size, in_transaction=False) == units
    assert write_units(size, in_transaction=True) == 2 * units


@pytest.mark.parametrize(("size", "units"), [(1, 1), (4096, 1), (4097, 2)])
def test_a_read_is_a_unit_per_started_four_kib(size: int, units: int) -> None:
    assert read_units(size) == units


def test_an_item_in_an_index_is_written_there_too() -> None:
    put = {"Put": {"Item": {"pk": {"S": "a"}, "box": {"S": "in#1"}, "box_state": {"S": "x"}}}}
    usage = Usage()
    body = json.dumps({"TransactItems": [put]}).encode()
    count_call(usage, "DynamoDB_20120810.TransactWriteItems", "", body)
    assert usage.counts["write_units"] == 2 + 1 + 2
    assert usage.counts["dynamodb_calls"] == 1


@pytest.mark.slow
def test_what_was_counted_is_what_the_product_does(tmp_path: Path) -> None:
    """In a process of its own: it brings up a whole stack."""
    fresh = tmp_path / "counted.json"
    subprocess.run(
        [sys.executable, "-m", "infra.cost.counting", str(fresh)], cwd=REPOSITORY, check=True
    )
    counted_now = load_counted(fresh)
    for name, kept in load_counted().items():
        now = counted_now[name]
        calls = {one for one in kept if one not in ("item_bytes", "write_units")}
        assert {one: now[one] for one in calls} == {one: kept[one] for one in calls}, name
        for unit in ("item_bytes", "write_units"):
            kept_unit = kept.get(unit, 0)
            assert now.get(unit, 0) == pytest.approx(kept_unit, rel=BYTES_MAY_DIFFER, abs=40), name


def test_twice_the_requests_cost_twice_but_for_what_stands() -> None:
    prices, counted = load_prices()["aws"], load_counted()
    nothing, once, twice = (month_of(n, counted, prices, HOW) for n in (0, 1000, 2000))
    assert twice - once == pytest.approx(once - nothing)
    assert 0 < nothing < once


def test_every_price_moves_the_bill() -> None:
    prices, counted = load_prices()["aws"], load_counted()
    before = month_of(5000, counted, prices, HOW) + _checks(prices)
    for name, value in vars(prices).items():
        if isinstance(value, float):
            doubled: dict[str, Any] = {name: value * 2}
            dearer = replace(prices, **doubled)
            assert month_of(5000, counted, dearer, HOW) + _checks(dearer) > before, name


def _checks(prices: Prices) -> float:
    return sum(one.money for one in per_million_checks(prices, HOW))


def test_the_indexes_that_are_counted_are_those_of_the_table() -> None:
    indexes = (one for one in vars(Record).values() if isinstance(one, GlobalSecondaryIndex))
    assert sorted(INDEX_KEYS) == sorted(
        one._hash_key_attribute().attr_name  # type: ignore[no-untyped-call]  # pynamodb's
        for one in indexes
    )


def test_the_page_is_what_the_command_writes() -> None:
    page = (REPOSITORY / "docs" / "cost.md").read_text("utf-8")
    assert page == report(load_counted(), load_prices(), HOW)


def test_the_command_shows_a_district_and_a_province() -> None:
    shown = CliRunner().invoke(main, ["cost"])
    assert shown.exit_code == 0, shown.output
    assert "一个区" in shown.output
    assert "830,000" in shown.output


def test_a_price_table_that_lacks_an_entry_is_refused_by_name(tmp_path: Path) -> None:
    table = (REPOSITORY / "infra" / "cost" / "prices.toml").read_text("utf-8")
    path = tmp_path / "prices.toml"
    path.write_text(table.replace("cdn_gb = 0.085\n", "", 1), "utf-8")
    refused = CliRunner().invoke(main, ["cost", "--prices", str(path)])
    assert refused.exit_code == 2
    assert "cdn_gb" in refused.output
