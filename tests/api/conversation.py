"""One walk through the whole API that gets a success from every operation.

The rows are those of the real catalogue; every person, number and file is made up.
"""

import hashlib
from collections.abc import Iterator
from datetime import timedelta

from chalicelib.background.outbox import deliver_outbox
from chalicelib.background.sweeping import sweep_deadlines
from chalicelib.catalogue.use_cases.compiling import compile_catalogue
from chalicelib.kernel.files import Upload
from chalicelib.kernel.ids import RequestId, UnitCode
from chalicelib.keys.adapters.jwk import generate_private_jwk, public_jwk
from chalicelib.keys.adapters.possession_check import make_proof
from chalicelib.keys.domain.invitation import code_digest
from chalicelib.requests.use_cases.passing import pass_deadline
from tests.api.conversation_tables import tables
from tests.api.conversing_complaints import complaints
from tests.api.conversing_in_time import adjust, keep_the_calendar, propagate
from tests.api.service import ORIGIN, PERSON, World
from tests.api.talking import REQUESTS, Said, Talk
from tests.seed import seed_table
from tests.worlds import agent

CIVIL_AFFAIRS, POLICE, TAX = "370402006", "370402002", "370402015"
LABOUR = "370402007"
ASKER, POLICE_AGENT, TAX_AGENT = (f"{unit}-agent-1" for unit in (CIVIL_AFFAIRS, POLICE, TAX))
OFFICER = "370402001-officer-1"
PDF = b"%PDF-1.7\n% made up\n"


def converse(world: World) -> list[Said]:
    """Every operation at least once, each with a success."""
    talk = Talk(world)
    talk.get("/v1/health", None)
    talk.get("/v1/catalogue/rows/{row}", ASKER, row="ZM007")
    for part in (_answered, _proofs, _disputed, _sent_back, _overdue, _boxes):
        part(talk)
    for part in (_erased, _catalogue, adjust, propagate, keep_the_calendar, complaints):
        part(talk)
    for part in (_units, _keys, _webhooks):
        part(talk)
    return talk.said


def _erased(talk: Talk) -> None:
    id_ = _file(talk, "ZM007", "MZ-2026-0009")
    talk.act(id_, "withdraw", {"reason": "申请人撤回办件"}, ASKER)
    talk.world.clock.advance(timedelta(minutes=1))
    before = "?before=2199-01-01T00%3A00%3A00%2B08%3A00&limit=1"
    talk.get("/v1/expired-requests", OFFICER, before)
    talk.act(id_, "erasure", {"reason": "保存期限届满"}, OFFICER)
    talk.get(REQUESTS + "/{request_id}/erasure", OFFICER, request_id=id_)


def _catalogue(talk: Talk) -> None:
    root, officer = "/v1/catalogue", OFFICER
    draft, edition = root + "/drafts/{unit}", root + "/editions/{edition}"
    rows = tuple(one for one in seed_table() if one.service_item.unit == LABOUR)
    compile_catalogue(rows, agent(UnitCode(LABOUR)), talk.world.services.ports)
    by = f"{LABOUR}-agent-1"
    talk.get(root + "/drafts", by)
    talk.get(draft + "/rows", by, "?limit=2", unit=LABOUR)
    talk.get(draft + "/changes", by, "?limit=2", unit=LABOUR)
    talk.post(draft + "/submit", None, by, unit=LABOUR)
    reason = {"reason": "第三行的设定依据写错了条款,请改正后再报"}
    talk.post(draft + "/return", reason, officer, unit=LABOUR)
    compile_catalogue(rows, agent(UnitCode(LABOUR)), talk.world.services.ports)
    talk.post(draft + "/submit", None, by, unit=LABOUR)
    waiver = {
        "row": "ZM023",
        "decision": "样例决定第 1 号",
        "until": "2027-12-31",
        "reason": "样例",
    }
    talk.post(draft + "/agree", {"waivers": [waiver]}, officer, unit=LABOUR)
    talk.get(draft, by, unit=LABOUR)
    talk.post(root + "/editions", None, "370402001-publisher-1")
    talk.get(root + "/editions", by)
    talk.get(edition, by, edition="1")
    talk.get(edition + "/rows", by, "?limit=2", edition="1")
    talk.get(edition + "/changes", by, "?limit=2", edition="1")
    talk.get(draft + "/changes", officer, unit=LABOUR)
    tables(talk)
    talk.post(root + "/materials/merge", {"code": "M00002", "into": "M00001"}, officer)
    page = talk.get(root + "/materials", by, "?limit=2")
    assert page["items"][1]["merged_into"] == "M00001"
    talk.get(root + "/materials", by, "?cursor=" + page["next_cursor"] + "&limit=2")


def _file(talk: Talk, row: str, case_no: str, **more: object) -> str:
    sent = {"row": row, "case_no": case_no, "applicant": PERSON, **more}
    return str(talk.post(REQUESTS, sent, ASKER)["id"])


def _answered(talk: Talk) -> None:
    subject = {"relation": "本人", "name": "样例甲"}
    id_ = _file(talk, "ZM007", "MZ-2026-0001", subjects=[subject], note="核对 2025 年度收入")
    talk.act(id_, "accept", None, TAX_AGENT)
    until = "2026-11-19T18:00:00.000+08:00"
    talk.act(id_, "extend", {"reason": "需向上级税务机关调取", "until": until}, TAX_AGENT)
    digest = hashlib.sha256(PDF).hexdigest()
    file = {"name": "收入情况.pdf", "size": len(PDF), "sha256": digest}
    announced = talk.act(id_, "attachments", file, TAX_AGENT)
    form = announced["upload"]
    assert talk.world.objects.receive(Upload(form["url"], tuple(form["fields"].items())), PDF)
    answer = {
        "conclusion": "CONFIRMED",
        "facts": [{"name": "2025 年度综合所得", "value": "36000.00 元"}],
        "as_of": "2026-11-18",
        "attachments": [announced["attachment"]["id"]],
    }
    talk.world.clock.advance(timedelta(minutes=12))
    talk.act(id_, "answer", answer, TAX_AGENT)
    talk.get(REQUESTS + "/{request_id}", ASKER, request_id=id_)
    link = REQUESTS + "/{request_id}/attachments/{attachment}"
    talk.get(link, ASKER, request_id=id_, attachment=announced["attachment"]["id"])
    talk.get("/v1/cases/{case_no}/clocks", ASKER, case_no="MZ-2026-0001")


def _proofs(talk: Talk) -> None:
    id_ = _file(talk, "ZM007", "MZ-2026-0005")
    facts = [{"name": "2025 年度综合所得", "value": "36000.00 元"}]
    answer = {"conclusion": "CONFIRMED", "facts": facts, "as_of": "2026-11-18"}
    talk.act(id_, "answer", answer, TAX_AGENT)
    item = talk.get("/v1/catalogue/rows/{row}", ASKER, row="ZM007")["service_item"]["code"]
    first = talk.act(id_, "extractions", {"purpose_item": item}, ASKER)["proof_id"]
    deliver_outbox(talk.world.services.ports)
    one = "/v1/proofs/{proof_id}"
    assert talk.get(one, TAX_AGENT, proof_id=first)["pdf"]["state"] == "ready"
    talk.get(one + "/pdf", ASKER, proof_id=first)
    talk.post(one + "/suspend", {"reason": "正在复核"}, TAX_AGENT, proof_id=first)
    talk.post(one + "/resume", None, TAX_AGENT, proof_id=first)
    corrected = answer | {"conclusion": "NO_RECORD", "facts": [], "reason": "查错了人"}
    talk.act(id_, "corrections", corrected, TAX_AGENT)
    second = talk.act(id_, "extractions", None, ASKER)["proof_id"]
    talk.post(one + "/revoke", {"reason": "登记有误"}, TAX_AGENT, proof_id=second)
    talk.get(REQUESTS + "/{request_id}", ASKER, request_id=id_)


def _disputed(talk: Talk) -> None:
    id_ = _file(talk, "ZM011", "MZ-2026-0002")
    talk.act(id_, "answer", {"conclusion": "NO_RECORD", "as_of": "2026-11-18"}, POLICE_AGENT)
    found = {"field": "车辆数", "applicant_value": "1", "obtained_value": "0"}
    talk.act(id_, "mismatches", found, ASKER)
    talk.act(id_, "supplements", {"reason": "请补充机动车登记证书"}, ASKER)
    talk.act(id_, "objections", {"objection": "申请人认为车辆在其名下", "outcome": None}, ASKER)


def _sent_back(talk: Talk) -> None:
    id_ = _file(talk, "ZM007", "MZ-2026-0003")
    referral = {"unit": POLICE, "note": "户籍信息在公安"}
    back = {"reason": "该事项不属于本单位职责范围", "referral": referral}
    talk.act(id_, "send-back", back, TAX_AGENT)
    child = talk.act(id_, "re-route", {"unit": POLICE}, ASKER)["id"]
    unclear = {"reason": "本单位也没有这项数据,不属本单位职责", "referral": {"note": "不明"}}
    talk.act(child, "send-back", unclear, POLICE_AGENT)
    talk.act(child, "arbitrate", {"unit": TAX, "reason": "收入信息由税务部门核验"}, OFFICER)


def _overdue(talk: Talk) -> None:
    id_ = _file(talk, "ZM011", "MZ-2026-0004")
    talk.world.clock.advance(timedelta(minutes=31))
    ports = talk.world.services.ports
    assert pass_deadline(RequestId(id_), ports) is not None
    talk.act(id_, "supervision", {"note": "已电话催办"}, f"{POLICE}-supervisor-1")
    talk.act(id_, "withdraw", {"reason": "申请人已撤回事项"}, ASKER)


def _boxes(talk: Talk) -> None:
    ports = talk.world.services.ports
    sweep_deadlines(ports)
    deliver_outbox(ports)
    page = talk.get(REQUESTS, ASKER, "?box=outbox&limit=2")
    again = "?box=outbox&cursor=" + page["next_cursor"] + "&limit=2"
    talk.get(REQUESTS, ASKER, again)
    talk.get(REQUESTS, TAX_AGENT, "?box=inbox&state=ANSWERED")
    talk.post(REQUESTS + "/search", {"id_no": PERSON["id_no"]}, ASKER)
    talk.get("/v1/notices", TAX_AGENT, "?limit=3")


def _units(talk: Talk) -> None:
    new = {
        "code": "370402090",
        "name": "样例敬老院",
        "kind": "PUBLIC_SERVICE",
        "sector": "OTHER",
        "sector_authority": CIVIL_AFFAIRS,
        "leaders": ["样例领导"],
    }
    talk.post("/v1/units", new, OFFICER)
    talk.get("/v1/units", ASKER)
    talk.get("/v1/units/{unit}", ASKER, unit=CIVIL_AFFAIRS)
    unit, boss = {"unit": TAX}, f"{TAX}-supervisor-1"
    for member, name in (("m-9", "样例顶岗"), ("m-10", "样例代办")):
        talk.post("/v1/units/{unit}/members", {"member": member, "name": name}, boss, **unit)
    talk.post("/v1/units/{unit}/agents", {"member": "m-10"}, boss, **unit)
    talk.post("/v1/units/{unit}/agents/{member}/remove", None, boss, **unit, member="m-10")
    until = {"member": "m-9", "until": "2026-11-25T18:00:00.000+08:00"}
    talk.post("/v1/units/{unit}/leave-cover", until, OFFICER, **unit)
    talk.post("/v1/units/{unit}/leave-cover/end", None, OFFICER, **unit)
    talk.post("/v1/units/{unit}/supervisor", {"member": "m-9"}, OFFICER, **unit)
    record = {"kind": "TRAINING", "title": "代办员培训", "held_on": "2026-11-10", "note": "12 人"}
    talk.post("/v1/units/{unit}/records", record, OFFICER, **unit)
    talk.get("/v1/units/{unit}/records", OFFICER, **unit)
    talk.post("/v1/units/{unit}/suspend", None, OFFICER, **unit)
    talk.post("/v1/units/{unit}/resume", None, OFFICER, **unit)
    office = "/v1/units/{unit}/members"
    sent = {"member": "m-11", "name": "样例经办"}
    talk.post(office, sent, "370402001-supervisor-1", unit="370402001")
    appointed = {"member": "m-11", "role": "OFFICER"}
    talk.post("/v1/task-force-office/appointments", appointed, OFFICER)
    talk.post("/v1/task-force-office/dismissals", appointed, OFFICER)


def _keys(talk: Talk) -> None:
    boss = f"{CIVIL_AFFAIRS}-supervisor-1"
    wanted = {"unit": CIVIL_AFFAIRS, "member": "agent-1", "role": "AGENT"}
    invited = talk.post("/v1/key-invitations", wanted, boss)
    key = generate_private_jwk()
    digest = code_digest(invited["invitation"], invited["code"])
    public = {name: text for name, text in public_jwk(key).items() if name != "alg"}
    registration = {
        "invitation": invited["invitation"],
        "code": invited["code"],
        "jwk": public,
        "alg": "ES256",
        "proof": make_proof(key, ORIGIN, invited["invitation"], digest, talk.world.clock.now()),
        "is_browser": True,
        "days": 30,
    }
    kid = talk.post("/v1/key-registrations", registration, None)["kid"]
    talk.post("/v1/keys/{kid}/approve", None, boss, kid=kid)
    talk.get("/v1/keys/{kid}", boss, kid=kid)
    talk.get("/v1/units/{unit}/keys", boss, unit=CIVIL_AFFAIRS)
    talk.post("/v1/keys/{kid}/revoke", None, boss, kid=kid)


def _webhooks(talk: Talk) -> None:
    hooks, boss = "/v1/units/{unit}/webhooks", f"{CIVIL_AFFAIRS}-supervisor-1"
    url = {"url": "https://mz.example/notices"}
    hook = talk.post(hooks, url, ASKER, unit=CIVIL_AFFAIRS)["webhook"]
    talk.post(hooks + "/{webhook}/approve", None, boss, unit=CIVIL_AFFAIRS, webhook=hook)
    talk.get(hooks, boss, unit=CIVIL_AFFAIRS)
    talk.post(hooks + "/{webhook}/remove", None, boss, unit=CIVIL_AFFAIRS, webhook=hook)


def successes(said: list[Said]) -> Iterator[tuple[str, str]]:
    """(method, template) of what was answered."""
    return ((one.method, one.template) for one in said)
