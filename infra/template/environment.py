"""What each function is told: chalicelib/cloud/settings.py says what it reads."""

import json

from infra.stage.file import Stage
from infra.template.functions import Function, adjustment_machine, deadline_machine
from infra.template.keys import SEALS, logical
from infra.template.shape import Template, arn, proxy_secret, ref, sub
from infra.template.table_in_use import name_in_use

FULL_FONTS = "/opt/fonts"


def environment(stage: Stage, function: Function) -> Template:
    """``AWS_REGION`` is set by Lambda itself. The seal keys, or the platform that holds them, are
    named to the sealing function alone."""
    told: Template = {
        "MIANZHENG_STAGE": stage.name,
        "MIANZHENG_ORIGIN": stage.origin,
        "MIANZHENG_TABLE": name_in_use(),
        "MIANZHENG_DEADLINE_MACHINE": sub(deadline_machine(stage)),
        "MIANZHENG_ADJUSTMENT_MACHINE": sub(adjustment_machine(stage)),
        "MIANZHENG_NOTICE_TOPIC": ref("NoticeTopic"),
        "MIANZHENG_ATTACHMENTS": ref("PrivateBucket"),
        "MIANZHENG_SITE_BUCKET": ref("SiteBucket"),
        "MIANZHENG_ROOT_KEY": arn("RootKey"),
        "MIANZHENG_PROOF_KEY": arn("ProofKey"),
        "MIANZHENG_STATUS_KEY": arn("StatusKey"),
        "MIANZHENG_WRAPPING_KEY": arn("WrappingKey"),
        "MIANZHENG_DIGEST_KEY": arn("DigestKey"),
        "MIANZHENG_SEAL_QUEUE": ref("SealQueue"),
        "MIANZHENG_CONNECTORS": stage.connectors,
        "MIANZHENG_TRUSTED_HOPS": "1",
        "MIANZHENG_PROXY_SECRET": proxy_secret(),
        "TZ": "UTC",
    }
    if stage.service_hours:
        told["MIANZHENG_SERVICE_HOURS"] = stage.service_hours
    if function.name == "seal":
        if stage.seal_platform:
            told["MIANZHENG_SEAL_PLATFORM"] = stage.seal_platform
        else:
            keys = {kind: f"${{{logical(key)}.Arn}}" for kind, key in SEALS.items()}
            told["MIANZHENG_SEAL_KEYS"] = sub(json.dumps(keys))
        told["MIANZHENG_SEAL_NAMES"] = json.dumps(stage.seal_names(), ensure_ascii=False)
        if stage.tsa_url:
            told["MIANZHENG_TSA"] = stage.tsa_url
        if stage.seal_fonts:
            told["MIANZHENG_FONTS"] = FULL_FONTS
    return {"Variables": told}
