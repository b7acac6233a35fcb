"""The part of the conversation about adjustments, propagation and the working-day calendar."""

from chalicelib.background.outbox import deliver_outbox
from tests.api.talking import Talk

LABOUR = "370402007"
AGENT, OFFICER = f"{LABOUR}-agent-1", "370402001-officer-1"
ADJUSTMENTS = "/v1/catalogue/adjustments"
TASKS = "/v1/catalogue/propagation"


def adjust(talk: Talk) -> None:
    """Registered, reported, agreed to."""
    day = talk.world.clock.now().date().isoformat()
    sent = {
        "unit": LABOUR,
        "kind": "REDUCE",
        "cause": "设定依据已经废止",
        "cause_date": day,
        "rows_before": ["ZM023"],
    }
    one = ADJUSTMENTS + "/{adjustment}"
    id_ = talk.post(ADJUSTMENTS, sent, AGENT)["adjustment"]
    talk.get(one, AGENT, adjustment=id_)
    report = {"text": "设定依据已经废止,拟不再要求这项证明", "document_no": "样例字第 1 号"}
    talk.post(one + "/report", report, AGENT, adjustment=id_)
    verdict = {"verdict": "AGREE", "reason": "依据确已废止"}
    talk.post(one + "/decide", verdict, OFFICER, adjustment=id_)
    talk.get(ADJUSTMENTS, OFFICER)
    talk.get(ADJUSTMENTS, AGENT, f"?unit={LABOUR}")


def propagate(talk: Talk) -> None:
    """After edition 1 was published."""
    deliver_outbox(talk.world.services.ports)
    talk.get(TASKS, OFFICER, "?edition=1")
    items = talk.get(TASKS, AGENT, f"?unit={LABOUR}")["items"]
    assert len(items) == 4
    done = {"evidence": "大厅的办事指南已全部换新"}
    talk.post(TASKS + "/{task}/complete", done, AGENT, task=items[0]["task"])


def keep_the_calendar(talk: Talk) -> None:
    sent = {
        "year": 2027,
        "holidays": ["2027-01-01", "2027-02-08"],
        "make_up_days": ["2027-02-20"],
        "source": "样例通知",
    }
    talk.post("/v1/calendar/years", sent, OFFICER)
    talk.get("/v1/calendar", AGENT)
    talk.get("/v1/calendar/years/{year}", AGENT, year="2027")
