"""`mianzheng restore` in a deployed stage: back to an earlier time, and nothing comes back that
was erased, revoked or given away since."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.kernel.ids import RequestId
from chalicelib.proofs.check.domain.outcomes import CheckOutcome
from tests.infra.deploy.deployed import (
    AGENT,
    POLICE,
    PREFIX,
    REQUESTS,
    STAGE,
    Deployed,
    at,
    mianzheng,
)
from tests.infra.deploy.history import History
from tests.infra.restore.restored import (
    OFFICER,
    deployed_with,
    extracted,
    halted,
    in_use,
    nothing_of,
    record,
    restored,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
HISTORY = History()


@pytest.fixture(scope="module")
def stage(session_folder: Path) -> Iterator[Deployed]:
    """Deployed once; the tests of this module follow one another in its life."""
    with deployed_with(HISTORY, session_folder) as deployed:
        yield deployed


def test_what_was_erased_or_revoked_since_does_not_come_back(stage: Deployed) -> None:
    kept, gone = stage.answered("RE-1"), stage.answered("RE-2")
    revoked, erased = extracted(stage, kept), extracted(stage, gone)
    request = stage.services("api").ports.requests.request(RequestId(gone))
    assert request is not None
    moment = HISTORY.remember()
    why = {"reason": "登记有误,查错了人"}
    stage.call("POST", f"/v1/proofs/{revoked['proof_id']}/revoke", why, POLICE)
    stage.call("POST", f"{REQUESTS}/{gone}/erasure", {"reason": "保存期限届满"}, OFFICER)
    lost = extracted(stage, stage.answered("RE-3"))
    stage.invoke("catalogue", {"lane": "catalogue"})
    assert stage.check(revoked["url"]) is CheckOutcome.REVOKED

    done = restored(stage, moment)

    assert "1 件,其中 1 件随备份回来,已重新删除" in done.output
    table = in_use(stage)
    assert table == f"{PREFIX}-at-{moment:%Y%m%dT%H%M%SZ}"
    items = stage.server.client("dynamodb").scan(TableName=table)["Items"]
    assert request.data_key not in [one["wrapped"]["B"] for one in items if "wrapped" in one]
    report = stage.call("GET", f"{REQUESTS}/{gone}/erasure", None, OFFICER)
    assert (report["left"], report["copies"]) == ([], 1)
    assert report["erased_by"] == "restore"
    nothing_of(erased["proof_id"], stage)

    stage.invoke("statuses", {})  # every list anew, from the restored table
    assert stage.check(revoked["url"]) is CheckOutcome.REVOKED
    read = stage.call("GET", f"/v1/proofs/{revoked['proof_id']}", None, POLICE)
    assert read["status"] == "REVOKED"
    assert stage.check(lost["url"]) is CheckOutcome.VALID
    assert record(stage, table)["proofs_not_in_the_table"] == [lost["proof_id"]]
    places = {(one["pk"]["S"], one["sk"]["S"]) for one in items if "PLACES#" in one["pk"]["S"]}
    assert len(places) == 3, "a place is given once, whichever table remembers it"


def test_the_product_works_on_the_restored_table(stage: Deployed) -> None:
    proof = extracted(stage, stage.answered("RE-4"))
    assert stage.call("GET", f"/v1/proofs/{proof['proof_id']}/pdf", None, AGENT)[:5] == b"%PDF-"
    assert stage.check(proof["url"]) is CheckOutcome.VALID
    assert halted(stage) == set()


def test_a_later_deployment_and_diff_keep_the_restored_table(stage: Deployed) -> None:
    table = in_use(stage)
    assert mianzheng("diff", *at(stage.server.endpoint)).exit_code == 0
    again = mianzheng("deploy", *at(stage.server.endpoint), "--yes")
    assert again.exit_code == 0, again.output
    assert "没有变更" in again.output
    assert in_use(stage) == table


def test_status_and_backup_name_the_table_in_use(stage: Deployed) -> None:
    table = in_use(stage)
    for command in ("status", "backup"):
        shown = mianzheng(command, *at(stage.server.endpoint)).output
        assert table in shown


def test_the_same_command_again_finds_it_done(stage: Deployed) -> None:
    moment = in_use(stage).rpartition("-at-")[2]
    text = f"{moment[:4]}-{moment[4:6]}-{moment[6:11]}:{moment[11:13]}:{moment[13:15]}Z"
    again = mianzheng("restore", *at(stage.server.endpoint), "--to", text, "--yes")
    assert again.exit_code == 0, again.output
    assert "正在使用的就是" in again.output


def test_a_restored_table_is_restored_once_more(stage: Deployed) -> None:
    before = in_use(stage)
    id_ = stage.answered("RE-5")
    moment = HISTORY.remember()
    stage.call("POST", f"{REQUESTS}/{id_}/erasure", {"reason": "保存期限届满"}, OFFICER)
    restored(stage, moment)
    assert in_use(stage) not in {before, PREFIX}
    report = stage.call("GET", f"{REQUESTS}/{id_}/erasure", None, OFFICER)
    assert report["left"] == []


def test_what_is_kept_to_be_looked_at_is_made_to_forget_too(stage: Deployed) -> None:
    """Erased in the table in use after the exchange: the tables before it still hold the key."""
    id_ = stage.answered("RE-6")
    moment = HISTORY.remember()
    restored(stage, moment)
    stage.call("POST", f"{REQUESTS}/{id_}/erasure", {"reason": "保存期限届满"}, OFFICER)
    assert len(_holding(stage, id_)) == 1
    done = mianzheng("backup", *at(stage.server.endpoint), "--erase-again")
    assert done.exit_code == 0, done.output
    assert "这次删除 1 件" in done.output
    assert _holding(stage, id_) == []


def _holding(stage: Deployed, id_: str) -> list[str]:
    """The tables in which its data key stands."""
    client = stage.server.client("dynamodb")
    key = {"pk": {"S": f"R#{id_}"}, "sk": {"S": "REQUEST"}}
    found = {
        one: client.get_item(TableName=one, Key=key).get("Item", {})
        for one in client.list_tables()["TableNames"]
    }
    return [name for name, item in found.items() if "wrapped" in item]


def test_destroying_the_data_takes_every_table(stage: Deployed) -> None:
    tables = stage.server.client("dynamodb")
    assert len(tables.list_tables()["TableNames"]) == 4
    where = at(stage.server.endpoint)
    done = mianzheng("destroy", *where, input_=f"{STAGE}\n")
    assert "留着备查" in done.output
    everything = mianzheng("destroy", *where, "--delete-data", input_=f"{STAGE}\n")
    assert everything.exit_code == 0, everything.output
    assert tables.list_tables()["TableNames"] == []
