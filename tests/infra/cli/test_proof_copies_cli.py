"""`mianzheng proof extract | show | revoke` against the real API, over a real socket."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chalicelib.background.outbox import deliver_outbox
from chalicelib.http.serving import use
from infra.cli.office import proof_copies as copies
from infra.cli.office.proof import proof
from tests.api.service import REQUESTER_AGENT, World, key_files
from tests.infra.cli.desk import served_world

TAX_AGENT, POLICE_AGENT = "370402015-agent-1", "370402002-agent-1"
ANSWER = {
    "conclusion": "CONFIRMED",
    "facts": [{"name": "2025 年度综合所得", "value": "36000.00 元"}],
    "as_of": "2022-06-28",
}


@dataclass
class Desk:
    """A laptop: the demo keys lie in the home folder."""

    origin: str
    home: Path
    world: World

    def run(self, *arguments: str, as_: str | None = None) -> Result:
        options = ["--origin", self.origin, "--home", str(self.home)]
        if as_ is not None:
            options += ["--as", str(self.home / "keys" / f"{as_}.json")]
        result = CliRunner(env={"COLUMNS": "160"}).invoke(proof, [*arguments, *options])
        use(self.world.services)
        deliver_outbox(self.world.services.ports)
        return result

    def check(self, target: str) -> tuple[str, int]:
        result = CliRunner().invoke(proof, ["check", target, "--origin", self.origin])
        return result.output.splitlines()[0], result.exit_code

    def answered(self) -> str:
        id_ = str(self.world.file()["id"])
        path = f"/v1/verification-requests/{id_}/answer"
        assert self.world.call("POST", path, ANSWER, TAX_AGENT).status == 200
        return id_

    def extracted(self) -> tuple[str, str]:
        """(proof id, link) as the command printed them."""
        result = self.run("extract", self.answered())
        assert result.exit_code == 0, result.output
        return shown(result)


def shown(result: Result) -> tuple[str, str]:
    lines = result.stdout.splitlines()
    return lines[0].split()[1], next(one for one in lines if one.startswith("http"))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(copies, "SECONDS_TO_PUBLISH", 0.0)
    keys = tmp_path / "home" / "keys"
    keys.mkdir(parents=True)
    for name in (REQUESTER_AGENT, TAX_AGENT, POLICE_AGENT, copies.OFFICER_KEY):
        (keys / f"{name}.json").write_text(json.dumps(key_files()[name]), encoding="utf-8")
        (keys / f"{name}.json").chmod(0o600)
    with served_world() as (origin, world, _front):
        yield Desk(origin, tmp_path / "home", world)


def test_on_the_laptop_extracting_and_revoking_need_no_key_to_be_named(desk: Desk) -> None:
    proof_id, url = desk.extracted()
    assert desk.check(url) == ("真实有效", 0)
    revoked = desk.run("revoke", proof_id, "--reason", "登记有误")
    assert revoked.exit_code == 0, revoked.output
    assert "已撤销" in revoked.output
    assert desk.check(url) == ("已撤销", 1)
    acts = [json.loads(one.read_text()) for one in (desk.home / "receipts").iterdir()]
    assert len(acts) == 2, "each act leaves its receipt"


def test_revoking_one_copy_takes_back_every_copy(desk: Desk) -> None:
    id_ = desk.answered()
    links = [shown(desk.run("extract", id_)) for _ in range(2)]
    assert desk.run("revoke", links[0][0], "--reason", "登记有误").exit_code == 0
    assert [desk.check(url) for _, url in links] == [("已撤销", 1)] * 2


def test_a_proof_is_shown_in_words_with_its_page_as_a_file(desk: Desk, tmp_path: Path) -> None:
    proof_id, url = desk.extracted()
    result = desk.run("show", proof_id, "--out", str(tmp_path / "proof.pdf"))
    assert result.exit_code == 0, result.output
    for text in ("有效", "属实", "区民政局", "区税务局", "核实信息专用章", "已加盖", url):
        assert text in result.output
    files = desk.world.services.ports.proofs.files
    assert (tmp_path / "proof.pdf").read_bytes() == files.read(proof_id)  # type: ignore[arg-type]  # any text


def test_both_units_may_see_it_and_another_is_told_that_it_may_not(desk: Desk) -> None:
    proof_id, _ = desk.extracted()
    for name in (REQUESTER_AGENT, TAX_AGENT):
        assert desk.run("show", proof_id, as_=name).exit_code == 0
    other = desk.run("show", proof_id, as_=POLICE_AGENT)
    assert other.exit_code == 1
    assert "access.not_a_party" in other.stderr


def test_the_purpose_is_said_where_it_matters(desk: Desk) -> None:
    id_ = desk.answered()
    assert desk.run("extract", id_, "--purpose", "SX004").exit_code == 0
    refused = desk.run("extract", id_, "--purpose", "SX999")
    assert refused.exit_code == 1
    assert "不得挪作他用" in refused.stderr


def test_a_page_that_is_not_there_yet_is_no_file(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "SECONDS_TO_SEAL", 0.0)
    id_ = desk.answered()
    extraction = desk.world.call("POST", f"/v1/verification-requests/{id_}/extractions")
    out = tmp_path / "proof.pdf"
    proof_id = extraction.body["proof_id"]
    result = desk.run("show", proof_id, "--out", str(out), as_=REQUESTER_AGENT)
    assert result.exit_code == 1
    assert "请稍候" in result.stderr
    assert not out.exists()


def test_a_proof_nobody_published_needs_a_named_key(desk: Desk) -> None:
    unknown = desk.run("show", "A" * 22)
    assert unknown.exit_code == 1
    assert "--as" in unknown.stderr
    named = desk.run("show", "A" * 22, as_=TAX_AGENT)
    assert "proof.unknown" in named.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "张"],
        ["show", "A" * 21],
        ["revoke", "A" * 22],
        ["extract"],
    ],
)
def test_what_can_not_be_meant_is_a_usage_error(desk: Desk, arguments: list[str]) -> None:
    assert desk.run(*arguments).exit_code == 2


def test_without_a_demo_key_the_command_says_how_to_name_one(desk: Desk) -> None:
    proof_id, _ = desk.extracted()
    (desk.home / "keys" / f"{TAX_AGENT}.json").unlink()
    refused = desk.run("revoke", proof_id, "--reason", "登记有误")
    assert refused.exit_code == 2
    assert "--as" in refused.stderr
