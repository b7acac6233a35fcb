"""The connector over HTTP: one JSON question, one JSON answer (docs/connectors.md)."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import urllib3

from chalicelib.kernel.errors import MianzhengError, Misconfigured
from chalicelib.kernel.ids import UnitCode
from chalicelib.kernel.records import record
from chalicelib.kernel.texts.people import clean_name, clean_text
from chalicelib.kernel.texts.strict_json import parse_object
from chalicelib.kernel.times.clock import from_text
from chalicelib.requests.domain.answers import Conclusion, Fact
from chalicelib.requests.domain.sources import Connector, ConnectorState, SourceAnswer, SourceQuery
from chalicelib.requests.ports import SourceSilent

if TYPE_CHECKING:
    from datetime import datetime

TIMEOUT_SECONDS = 10.0
LARGEST_ANSWER = 64 * 1024
MOST_FACTS = 50
LONGEST_FACT = 2_000


@record(frozen=True)
class HttpSources:
    """The Sources port; ``pool`` makes the calls, without redirects or retries."""

    connectors: Sequence[Connector]
    pool: urllib3.PoolManager

    def find(self, owner: UnitCode, material: str) -> Connector | None:
        return next((one for one in self.connectors if one.serves(owner, material)), None)

    def ask(self, connector: Connector, query: SourceQuery) -> SourceAnswer:
        try:
            answer = self.pool.request(
                "POST",
                connector.url,
                body=question(query),
                headers={"Content-Type": "application/json"},
                timeout=TIMEOUT_SECONDS,
                redirect=False,
                retries=False,
                preload_content=False,
            )
            body = answer.read(LARGEST_ANSWER + 1)
            answer.release_conn()
        except (OSError, urllib3.exceptions.HTTPError) as failure:
            raise SourceSilent(type(failure).__name__) from failure
        if answer.status != 200 or len(body) > LARGEST_ANSWER:
            raise SourceSilent(f"status-{answer.status}")
        return read_answer(body)


def question(query: SourceQuery) -> bytes:
    """What the database is sent: no more than it needs to find the record."""
    applicant = query.applicant
    return json.dumps(
        {
            "request_id": query.request,
            "row": query.row,
            "material": query.material,
            "applicant": {
                "kind": applicant.kind.lower(),
                "name": applicant.name,
                "id_type": applicant.id_type,
                "id_no": applicant.id_no,
            },
            "subjects": [
                {
                    "relation": one.relation,
                    "name": one.name,
                    "id_type": one.id_type,
                    "id_no": one.id_no,
                }
                for one in query.subjects
            ],
        },
        ensure_ascii=False,
    ).encode()


def read_answer(body: bytes) -> SourceAnswer:
    """{conclusion, facts: [{name, value}], as_of}. Raises SourceSilent for anything else."""
    try:
        said = parse_object(body)
        facts = said["facts"]
        if not isinstance(facts, list) or len(facts) > MOST_FACTS:
            raise SourceSilent("malformed")
        return SourceAnswer(
            conclusion=Conclusion(str(said["conclusion"])),
            facts=tuple(_fact(one) for one in facts),
            as_of=str(said["as_of"]),
            raw=body,
        )
    except (MianzhengError, KeyError, ValueError) as failure:
        raise SourceSilent("malformed") from failure


def _fact(one: object) -> Fact:
    if not isinstance(one, dict):
        raise SourceSilent("malformed")
    name = clean_name(one.get("name"), "facts.name")
    return Fact(name, clean_text(one.get("value"), "facts.value", LONGEST_FACT))


def connectors_from_json(text: str) -> tuple[Connector, ...]:
    """The setting MIANZHENG_CONNECTORS: a list of connectors. Raises Misconfigured."""
    try:
        parsed = json.loads(text)
        if not isinstance(parsed, list):
            raise TypeError
        return tuple(_connector(one) for one in parsed)
    except (ValueError, KeyError, TypeError, MianzhengError) as failure:
        raise Misconfigured(
            "MIANZHENG_CONNECTORS 不是有效的连接器列表,请对照 docs/connectors.md 改正。"
        ) from failure


def _connector(one: Mapping[str, object]) -> Connector:
    materials = one["materials"]
    if not isinstance(materials, list):
        raise TypeError
    since: datetime | None = None
    if one.get("since") is not None:
        since = from_text(one["since"], field="since")
    return Connector(
        name=clean_name(one["name"], "name"),
        owner=UnitCode(str(one["owner"])),
        materials=frozenset(map(str, materials)),
        state=ConnectorState(str(one.get("state", ConnectorState.CONNECTED))),
        since=since,
        url=str(one["url"]),
    )
