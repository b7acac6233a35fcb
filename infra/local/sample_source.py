"""The laptop's sample database (docs/connectors.md): made-up facts about made-up people.

It answers for a few materials only, so that the demo shows both: a connected row answered at
once, and one that people answer. A name with 不应答 stays silent, one with 查无 has no record.
"""

import json

from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.texts.strict_json import parse_object
from infra.local.http.web import WebCall, WebReply, problem

PATH = "/_source"
NAME = "市中区人口信息样例库"
OWNER = "370402002"
MATERIALS = {
    "M00004": [("居住证", "在有效期内(样例)"), ("居住地址", "市中区样例街道 1 号(样例)")],
    "M00005": [("户籍所在地", "枣庄市市中区(样例)"), ("户口性质", "居民家庭户(样例)")],
    "M00006": [("户内人数", "3(样例)"), ("户籍所在地", "枣庄市市中区(样例)")],
}
JSON = [("Content-Type", "application/json")]


def connectors(origin: str) -> str:
    """The setting MIANZHENG_CONNECTORS of the laptop."""
    return json.dumps(
        [
            {
                "name": NAME,
                "owner": OWNER,
                "materials": sorted(MATERIALS),
                "state": "CONNECTED",
                "since": "2022-06-28T00:00:00+08:00",
                "url": origin + PATH,
            }
        ],
        ensure_ascii=False,
    )


def answer(call: WebCall) -> WebReply:
    """One question, one answer."""
    try:
        asked = parse_object(call.body)
        name = str(asked["applicant"]["name"])  # type: ignore[index]  # refused below if it is none
        facts = MATERIALS[str(asked["material"])]
    except (MianzhengError, KeyError, TypeError):
        return problem(400, "source.malformed", "看不懂的查询", "请对照 docs/connectors.md。")
    if "不应答" in name:
        return problem(503, "source.silent", "样例库不应答", "按姓名约定,样例库对此人不应答。")
    found = [] if "查无" in name else [{"name": one, "value": value} for one, value in facts]
    body = {
        "conclusion": "CONFIRMED" if found else "NO_RECORD",
        "facts": found,
        "as_of": "2026-01-01",
    }
    return WebReply(200, JSON, json.dumps(body, ensure_ascii=False).encode())
