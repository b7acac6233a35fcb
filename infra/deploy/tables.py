"""The tables of a stage: the stack's own one, and those that were restored beside it."""

import re
from datetime import UTC, datetime
from typing import Any

from infra.deploy.stack.change_sets import Stack
from infra.stage.cloud import Cloud
from infra.stage.file import Stage
from infra.template.table import table_name
from infra.template.table_in_use import NONE, RESTORED_TABLE


def restored_name(stage: Stage, moment: datetime) -> str:
    """By the time it is brought back to, so that the same command goes on with the same table."""
    return f"{stage.prefix}-at-{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def table_in_use(stage: Stage, stack: Stack) -> str:
    """What the running stack says."""
    restored = stack.parameters().get(RESTORED_TABLE, NONE)
    return table_name(stage) if restored == NONE else restored


def stage_tables(stage: Stage, cloud: Cloud) -> tuple[str, ...]:
    """Every table of the stage that stands, in use or not; the own one first."""
    ours = re.compile(rf"{re.escape(table_name(stage))}(-at-\d{{8}}T\d{{6}}Z)?")
    pages = cloud.client("dynamodb").get_paginator("list_tables").paginate()
    return tuple(sorted(one for one in pages.search("TableNames[]") if ours.fullmatch(one)))


def keyring_item(dynamodb: Any, table: str, name: str) -> bytes | None:
    """What a table keeps of the product's keys under this name, as it stands: sealed or signed."""
    place = {"pk": {"S": "KEYRING"}, "sk": {"S": name}}
    found = dynamodb.get_item(TableName=table, Key=place, ConsistentRead=True).get("Item")
    return None if found is None else bytes(found["doc"]["B"])
