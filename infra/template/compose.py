"""The merge template of a stage: everything but what Chalice knows of the API itself."""

from infra.stage.file import Stage
from infra.template.alarms import alarms
from infra.template.api import API, STAGE, rest_api
from infra.template.buckets import buckets
from infra.template.cdn import CDN, cdn
from infra.template.compute import Code, compute
from infra.template.keys import keys
from infra.template.machines import ADJUSTMENTS, REQUESTS, machines
from infra.template.queues import queues
from infra.template.roles import roles
from infra.template.shape import IS_IN_CHINA, Template, ref, sub
from infra.template.table import table
from infra.template.table_in_use import CONDITIONS, PARAMETERS, name_in_use
from infra.template.watching import watching

KEPT = (keys, table, buckets)
"""The pieces of which something stays when the stack goes."""
PIECES = (*KEPT, queues, roles, machines, rest_api, cdn, alarms, watching)
_SWITCHES: Template = {
    "Parameters": PARAMETERS,
    "Conditions": {**IS_IN_CHINA, **CONDITIONS},
}


def compose(stage: Stage, code: Code) -> Template:
    """What is merged into Chalice's own template of the API."""
    resources = compute(stage, code)
    for piece in PIECES:
        made = piece(stage)
        twice = resources.keys() & made.keys()
        if twice:
            raise ValueError(f"two pieces of the template make {sorted(twice)}")
        resources |= made
    return {
        "Description": f"{stage.prefix}: services without proofs",
        **_SWITCHES,
        "Resources": resources,
        "Outputs": outputs(stage),
    }


def compose_kept(stage: Stage) -> Template:
    """What stays when the stack goes, and nothing else."""
    made = {name: one for piece in KEPT for name, one in piece(stage).items()}
    stays = {name: one for name, one in made.items() if one.get("DeletionPolicy") == "Retain"}
    return {**_SWITCHES, "Resources": stays}


def outputs(stage: Stage) -> Template:
    api = f"https://${{{API}}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}/{STAGE}"
    told = {
        "Site": stage.origin,
        "CdnDomain": {"Fn::GetAtt": [CDN, "DomainName"]},
        "CdnId": ref(CDN),
        "ApiAddress": sub(api),
        "TableName": name_in_use(),
        "SiteBucketName": ref("SiteBucket"),
        "PrivateBucketName": ref("PrivateBucket"),
        "DeadlineMachine": ref(REQUESTS.logical),
        "AdjustmentMachine": ref(ADJUSTMENTS.logical),
        "SealQueueUrl": ref("SealQueue"),
        "SealDeadLettersUrl": ref("SealDeadLetters"),
    }
    return {name: {"Value": value} for name, value in told.items()}
