"""The KMS keys behind later versions: made by API, each under a numbered alias, with a policy that
lets exactly the functions sign that sign with the first one.

The template's roles name the first keys only, so the key's own policy grants. It names roles by
condition and not as principals: KMS keeps a principal by its internal id, which a stack that was
destroyed and deployed again does not have any more.
"""

import json
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from infra.deploy.keys import numbered
from infra.stage.cloud import Cloud
from infra.stage.file import Stage
from infra.template.functions import functions
from infra.template.keys import KEYS, SEALS, alias, logical
from infra.template.shape import arn, tags

SIGNS = ("kms:Sign", "kms:GetPublicKey")
SHORTEST_WAIT = 7


@dataclass(frozen=True)
class RotatedKey:
    """``id`` and ``arn`` of a KMS key, ``public`` its half in DER."""

    id: str
    arn: str
    public: bytes


def signing_roles(stage: Stage, cloud: Cloud, name: str) -> list[str]:
    """The ARNs of the roles that may sign with the first version, as the template grants it."""
    first = arn(logical(name))
    found = [
        one.name
        for one in functions(stage)
        if any("kms:Sign" in each.actions and first in each.resources for each in one.grants)
    ]
    place = f"arn:{cloud.partition}:iam::{cloud.account}:role"
    return [f"{place}/{stage.prefix}-{one}" for one in found]


def key_policy(stage: Stage, cloud: Cloud, name: str, also: tuple[str, ...] = ()) -> dict[str, Any]:
    """``also``: ARNs that may sign for a moment, too (a seal's certificate request)."""
    roles = [*signing_roles(stage, cloud, name), *also]
    everybody = {"AWS": "*"}
    statements: list[dict[str, Any]] = [
        {
            "Sid": "PoliciesOfTheAccount",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:{cloud.partition}:iam::{cloud.account}:root"},
            "Action": "kms:*",
            "Resource": "*",
        },
        {
            "Sid": "TheFunctionsThatSign",
            "Effect": "Allow",
            "Principal": everybody,
            "Action": list(SIGNS),
            "Resource": "*",
            "Condition": {
                "ArnEquals": {"aws:PrincipalArn": roles},
                "StringEquals": {"kms:CallerAccount": cloud.account},
            },
        },
    ]
    if name in SEALS.values():
        statements.append(
            {
                "Sid": "OnlyTheSealingFunctionSigns",
                "Effect": "Deny",
                "Principal": everybody,
                "Action": "kms:Sign",
                "Resource": "*",
                "Condition": {"ArnNotEquals": {"aws:PrincipalArn": roles}},
            }
        )
    return {"Version": "2012-10-17", "Statement": statements}


def new_key(stage: Stage, cloud: Cloud, name: str, number: int) -> RotatedKey:
    """The key of that number; what an interrupted run left is taken up, so there never are two.

    Of two operators who make it at the same moment, the alias is given to one: the other's key is
    destroyed unused.
    """
    kms = cloud.client("kms")
    named = alias(stage, numbered(name, number))
    found = _usable(kms, named)
    if found is None:
        made = _left_over(kms, stage, name, number) or _make(stage, cloud, name, number)
        found = _give(kms, named, made)
    policy = json.dumps(key_policy(stage, cloud, name))
    kms.put_key_policy(KeyId=found["KeyId"], PolicyName="default", Policy=policy)
    public = kms.get_public_key(KeyId=found["KeyId"])["PublicKey"]
    return RotatedKey(found["KeyId"], found["Arn"], public)


def _usable(kms: Any, key: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = kms.describe_key(KeyId=key)["KeyMetadata"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "NotFoundException":
            raise
        return None
    return found if found["KeyState"] == "Enabled" else None


def _left_over(kms: Any, stage: Stage, name: str, number: int) -> dict[str, Any] | None:
    """A key made by a run that ended before it named it: looked for by its description."""
    wanted = _description(stage, name, number)
    for id_ in kms.get_paginator("list_keys").paginate().search("Keys[].KeyId"):
        found = _usable(kms, id_)
        if found is not None and found.get("Description") == wanted:
            return found
    return None


def _make(stage: Stage, cloud: Cloud, name: str, number: int) -> dict[str, Any]:
    own = [{"TagKey": one["Key"], "TagValue": one["Value"]} for one in tags(stage.name)]
    made: dict[str, Any] = cloud.client("kms").create_key(
        Description=_description(stage, name, number),
        KeySpec="ECC_NIST_P256",
        KeyUsage="SIGN_VERIFY",
        Policy=json.dumps(key_policy(stage, cloud, name)),
        Tags=[*own, {"TagKey": "key", "TagValue": numbered(name, number)}],
    )["KeyMetadata"]
    return made


def _give(kms: Any, named: str, made: dict[str, Any]) -> dict[str, Any]:
    try:
        kms.create_alias(AliasName=named, TargetKeyId=made["KeyId"])
    except ClientError as error:
        if error.response["Error"]["Code"] != "AlreadyExistsException":
            raise
        stands = _usable(kms, named)
        if stands is None:
            # Left by a stage of this name that was destroyed, with its key.
            kms.update_alias(AliasName=named, TargetKeyId=made["KeyId"])
        elif stands["KeyId"] != made["KeyId"]:
            kms.schedule_key_deletion(KeyId=made["KeyId"], PendingWindowInDays=SHORTEST_WAIT)
            return stands
    return made


def _description(stage: Stage, name: str, number: int) -> str:
    purpose = next(one.purpose for one in KEYS if one.name == name)
    return f"{stage.prefix}: {numbered(name, number)}, {purpose}"
