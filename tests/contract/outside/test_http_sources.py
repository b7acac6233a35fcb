"""The connector over real HTTP: one question, one answer, and everything else is silence."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import urllib3

from chalicelib.kernel.errors import Misconfigured
from chalicelib.kernel.ids import RequestId, RowCode, UnitCode
from chalicelib.kernel.texts.people import Applicant, ApplicantKind, IdType, Subject
from chalicelib.requests.adapters import http_sources
from chalicelib.requests.adapters.http_sources import HttpSources, connectors_from_json, read_answer
from chalicelib.requests.domain.answers import Conclusion, Fact
from chalicelib.requests.domain.sources import Connector, SourceQuery
from chalicelib.requests.ports import SourceSilent
from infra.local import sample_source
from infra.local.http.web import WebCall
from tests.contract.answering import answering

QUERY = SourceQuery(
    RequestId("r-1"),
    RowCode("ZM005"),
    "M00005",
    Applicant(ApplicantKind.PERSON, "样例甲", IdType.RESIDENT_ID, "370402190001010015"),
    (Subject("配偶", "样例乙", IdType.NONE, None),),
)
ANSWER = {
    "conclusion": "CONFIRMED",
    "facts": [{"name": "户籍", "value": "样例"}],
    "as_of": "2026-11-18",
}


@dataclass
class Database:
    """What the database answers, and what it was asked."""

    url: str = ""
    status: int = 200
    body: bytes = json.dumps(ANSWER).encode()
    delay: threading.Event | None = None
    asked: list[dict[str, object]] = field(default_factory=list)


@pytest.fixture
def database() -> Iterator[Database]:
    held = Database()

    def answer(posted: bytes) -> tuple[int, bytes]:
        held.asked.append(json.loads(posted))
        if held.delay is not None:
            held.delay.wait(5)
        return held.status, held.body

    with answering(answer) as origin:
        held.url = f"{origin}/ask"
        yield held
        if held.delay is not None:
            held.delay.set()


def connected(url: str) -> tuple[HttpSources, Connector]:
    text = json.dumps(
        [{"name": "样例库", "owner": "370402002", "materials": ["M00005"], "url": url}]
    )
    sources = HttpSources(connectors_from_json(text), urllib3.PoolManager())
    connector = sources.find(UnitCode("370402002"), "M00005")
    assert connector is not None
    return sources, connector


def test_a_question_says_whom_and_what_and_its_answer_is_read(database: Database) -> None:
    sources, connector = connected(database.url)
    found = sources.ask(connector, QUERY)
    assert (found.conclusion, found.facts) == (Conclusion.CONFIRMED, (Fact("户籍", "样例"),))
    assert found.raw == database.body
    assert database.asked == [
        {
            "request_id": "r-1",
            "row": "ZM005",
            "material": "M00005",
            "applicant": {
                "kind": "person",
                "name": "样例甲",
                "id_type": "RESIDENT_ID",
                "id_no": "370402190001010015",
            },
            "subjects": [{"relation": "配偶", "name": "样例乙", "id_type": "NONE", "id_no": None}],
        }
    ]


@pytest.mark.parametrize("status", [204, 302, 404, 500, 503])
def test_another_status_is_silence_and_no_redirect_is_followed(
    database: Database, status: int
) -> None:
    database.status = status
    sources, connector = connected(database.url)
    with pytest.raises(SourceSilent):
        sources.ask(connector, QUERY)
    assert len(database.asked) == 1


def test_a_slow_database_is_silent(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_sources, "TIMEOUT_SECONDS", 0.2)
    database.delay = threading.Event()
    sources, connector = connected(database.url)
    with pytest.raises(SourceSilent):
        sources.ask(connector, QUERY)


def test_a_flood_of_an_answer_is_silence(database: Database) -> None:
    database.body = b" " * (http_sources.LARGEST_ANSWER + 1)
    sources, connector = connected(database.url)
    with pytest.raises(SourceSilent):
        sources.ask(connector, QUERY)


def test_a_database_that_is_not_there_is_silent() -> None:
    sources, connector = connected("http://127.0.0.1:9/ask")
    with pytest.raises(SourceSilent):
        sources.ask(connector, QUERY)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b"\xff", b'{"conclusion":"MAYBE","facts":[],"as_of":"2026-01-01"}',
     b'{"conclusion":"CONFIRMED","facts":{},"as_of":"2026-01-01"}',
     b'{"conclusion":"CONFIRMED","facts":[1],"as_of":"2026-01-01"}',
     json.dumps(ANSWER | {"facts": [{"name": "a\u202eb", "value": "c"}]}).encode(),
     json.dumps(ANSWER | {"facts": [{"name": "a", "value": "b"}] * 51}).encode()],
)  # fmt: skip
def test_a_malformed_answer_is_silence(body: bytes) -> None:
    with pytest.raises(SourceSilent):
        read_answer(body)


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[1]", '[{"name":"a"}]', '[{"name":"a","owner":"1","materials":"M","url":"u"}]',
     '[{"name":"a","owner":"1","materials":[],"url":"u","state":"MAYBE"}]',
     '[{"name":"a","owner":"1","materials":[],"url":"u","since":"yesterday"}]'],
)  # fmt: skip
def test_a_setting_that_makes_no_sense_stops_the_start(text: str) -> None:
    with pytest.raises(Misconfigured):
        connectors_from_json(text)


@pytest.mark.parametrize(
    ("name", "conclusion"), [("样例甲", Conclusion.CONFIRMED), ("查无此人", Conclusion.NO_RECORD)]
)
def test_the_sample_database_answers_for_its_materials(name: str, conclusion: Conclusion) -> None:
    question = json.dumps({"material": "M00005", "applicant": {"name": name}}).encode()
    reply = sample_source.answer(WebCall("POST", sample_source.PATH, "", {}, question))
    assert read_answer(reply.body).conclusion is conclusion


@pytest.mark.parametrize(
    ("question", "status"),
    [({"material": "M00005", "applicant": {"name": "不应答"}}, 503),
     ({"material": "M00099", "applicant": {"name": "样例甲"}}, 400),
     ({"material": "M00005", "applicant": "样例甲"}, 400), ({}, 400)],
)  # fmt: skip
def test_the_sample_database_stays_silent_where_it_should(
    question: dict[str, object], status: int
) -> None:
    body = json.dumps(question).encode()
    reply = sample_source.answer(WebCall("POST", sample_source.PATH, "", {}, body))
    assert reply.status == status
