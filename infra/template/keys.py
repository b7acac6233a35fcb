"""The KMS keys. Those that sign never leave KMS; each has the one user its purpose needs."""

from dataclasses import dataclass

from infra.stage.file import Stage
from infra.template.shape import Resources, Template, kept, ref, sub, tags

ACCOUNT = "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"


@dataclass(frozen=True)
class KeyKind:
    """``signs``: P-256, for ES256; else symmetric and rotated by KMS every year."""

    name: str
    signs: bool
    purpose: str


KEYS = (
    KeyKind("root", True, "endorses the response keys of each day"),
    KeyKind("proof", True, "signs the tokens of e-proofs and their file receipts"),
    KeyKind("status", True, "signs status lists, names and the published list"),
    KeyKind("seal-a", True, "seal A, data sharing (Art. 9): the sealing function only"),
    KeyKind("seal-b", True, "seal B, verified information (Art. 9): the sealing function only"),
    KeyKind("wrapping", False, "wraps the requests' data keys and the response keys"),
    KeyKind("digest", False, "wraps the key of keyed digests (HMAC)"),
    KeyKind("data", False, "the table, attachments, queues and logs at rest"),
)
SEALS = {"DATA_SHARING_QUERY": "seal-a", "VERIFIED_INFORMATION": "seal-b"}


def logical(name: str) -> str:
    """seal-a -> SealAKey"""
    return "".join(part.capitalize() for part in name.split("-")) + "Key"


def alias(stage: Stage, name: str) -> str:
    return f"alias/{stage.prefix}-{name}"


def keys(stage: Stage) -> Resources:
    found: Resources = {}
    for kind in KEYS:
        found[logical(kind.name)] = kept(_key(stage, kind))
        found[f"{logical(kind.name)}Alias"] = kept(_alias(stage, kind))
    return found


def _alias(stage: Stage, kind: KeyKind) -> Template:
    """Kept with its key: it is how a later deployment, or the deletion of all data, finds it."""
    named = {
        "AliasName": alias(stage, kind.name),
        "TargetKeyId": ref(logical(kind.name)),
    }
    return {"Type": "AWS::KMS::Alias", "Properties": named}


def _key(stage: Stage, kind: KeyKind) -> Template:
    statements = [_administration()]
    if kind.name in SEALS.values():
        statements.append(_sealing_only(stage))
    if kind.name == "data":
        statements += _services(stage)
    kind_of = (
        {"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY"}
        if kind.signs
        else {"KeySpec": "SYMMETRIC_DEFAULT", "EnableKeyRotation": True}
    )
    return {
        "Type": "AWS::KMS::Key",
        "Properties": {
            "Description": f"{stage.prefix}: {kind.purpose}",
            **kind_of,
            "PendingWindowInDays": 30,
            "KeyPolicy": {"Version": "2012-10-17", "Statement": statements},
            "Tags": tags(stage.name),
        },
    }


def _administration() -> Template:
    """The account's own policies decide; without this nobody could ever change the key."""
    return {
        "Sid": "PoliciesOfTheAccount",
        "Effect": "Allow",
        "Principal": {"AWS": sub(ACCOUNT)},
        "Action": "kms:*",
        "Resource": "*",
    }


def _sealing_only(stage: Stage) -> Template:
    """Whatever other policies say: a seal is used by the sealing function alone (Art. 9)."""
    role = f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/{stage.prefix}-seal"
    return {
        "Sid": "OnlyTheSealingFunctionSigns",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "kms:Sign",
        "Resource": "*",
        "Condition": {"ArnNotEquals": {"aws:PrincipalArn": sub(role)}},
    }


def _services(stage: Stage) -> list[Template]:
    """Logs, alarms and schedules write under this key on our behalf."""
    logs = {
        "Sid": "Logs",
        "Effect": "Allow",
        "Principal": {"Service": sub("logs.${AWS::Region}.${AWS::URLSuffix}")},
        "Action": ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"],
        "Resource": "*",
        "Condition": {
            "ArnLike": {
                "kms:EncryptionContext:aws:logs:arn": sub(
                    "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:"
                    f"*{stage.prefix}*"
                )
            }
        },
    }
    told = {
        "Sid": "AlarmsAndBudgets",
        "Effect": "Allow",
        "Principal": {"Service": ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"]},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")}},
    }
    return [logs, told]
