"""The KMS keys of a stage that stand: the template's own, and the later versions that rotations
have made, each found by its alias."""

import re

from botocore.exceptions import ClientError

from infra.stage.cloud import Cloud
from infra.stage.file import Stage
from infra.template.keys import KEYS, SEALS, alias

ROTATED = ("proof", "status", *SEALS.values())


def numbered(name: str, number: int) -> str:
    """What a later version is called: proof-2."""
    return f"{name}-{number}"


def key_ids(stage: Stage, cloud: Cloud) -> dict[str, str]:
    """Key id by name, for the keys whose alias stands, later versions among them."""
    kms = cloud.client("kms")
    found = {}
    for kind in KEYS:
        try:
            about = kms.describe_key(KeyId=alias(stage, kind.name))["KeyMetadata"]
        except ClientError:
            continue
        found[kind.name] = about["KeyId"]
    return {**found, **numbered_keys(stage, cloud)}


def numbered_keys(stage: Stage, cloud: Cloud) -> dict[str, str]:
    """Key id by numbered name, for every later version that has its alias."""
    wanted = re.compile(
        rf"{re.escape(alias(stage, ''))}((?:{'|'.join(ROTATED)})-[1-9][0-9]*)", re.ASCII
    )
    found = {}
    pages = cloud.client("kms").get_paginator("list_aliases").paginate()
    for one in pages.search("Aliases[]"):
        name = wanted.fullmatch(one["AliasName"])
        if name and "TargetKeyId" in one:
            found[name[1]] = one["TargetKeyId"]
    return dict(sorted(found.items()))
