"""A stage with a seal platform: who is told of it, and who may still use a seal key of ours."""

import json
from dataclasses import replace

from infra.template.environment import environment
from infra.template.functions import functions
from infra.template.keys import SEALS, logical
from tests.infra.template.staging_once import CHINA, stage_in


def test_with_a_seal_platform_no_function_uses_a_seal_key_of_ours() -> None:
    stage = replace(stage_in(CHINA), seal_platform="https://seal.example.cn/sign")
    seal = next(one for one in functions(stage) if one.name == "seal")
    variables = environment(stage, seal)["Variables"]
    assert variables["MIANZHENG_SEAL_PLATFORM"] == "https://seal.example.cn/sign"
    assert "MIANZHENG_SEAL_KEYS" not in variables
    keys = {logical(key) for key in SEALS.values()}
    assert not any(key in json.dumps(one.statement()) for one in seal.grants for key in keys)
    ours = next(one for one in functions(stage_in(CHINA)) if one.name == "seal")
    assert any("SealAKey" in json.dumps(one.statement()) for one in ours.grants)
