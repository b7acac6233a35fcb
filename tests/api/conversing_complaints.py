"""A complaint from the site and one by letter, through all that becomes of them."""

from chalicelib.background.outbox import deliver_outbox
from tests.api.talking import Talk

OP = "c" * 22
OPEN, OFFICE = "/v1/complaints", "/v1/task-force-office/complaints"
ONE = OFFICE + "/{complaint}"
OFFICER, BOSS, UNIT = "370402001-officer-1", "370402006-supervisor-1", "370402006"


def complaints(talk: Talk) -> None:
    sent = {"op": OP, "row": "ZM007", "channel": "SITE", "text": "窗口仍要收入证明。"}
    code = talk.post(OPEN, sent | {"contact": "样例甲"}, None)["code"]
    talk.get(OPEN + "/{code}", None, code=code)
    letter = {"unit": UNIT, "channel": "LETTER", "text": "来信反映办理慢。"}
    talk.post(OFFICE, letter, OFFICER)
    page = talk.get(OFFICE, OFFICER, "?limit=1")
    talk.get(OFFICE, OFFICER, f"?cursor={page['next_cursor']}&limit=1&state=")
    id_ = page["items"][0]["complaint"]
    talk.post(ONE + "/assign", {"unit": UNIT}, OFFICER, complaint=id_)
    talk.get(ONE, BOSS, complaint=id_)
    talk.post(ONE + "/proposals", {"text": "窗口确有此事,已改正。"}, BOSS, complaint=id_)
    reason = {"reason": "需要向市级主管部门核实情况"}
    talk.post(ONE + "/extend", reason, OFFICER, complaint=id_)
    reply = {"text": "已责成窗口改正,您可以直接办理。", "outcome": "UPHELD", "signal": "V6"}
    talk.post(ONE + "/reply", reply, OFFICER, complaint=id_)
    talk.get(ONE, OFFICER, complaint=id_)
    talk.get(OPEN + "/{code}", None, code=code.lower().replace("-", ""))
    deliver_outbox(talk.world.services.ports)
    talk.get("/v1/notices", OFFICER, "?limit=3")
