"""Stories of electronic proofs (Art. 7-2, 9, 11): answered at once, sealed, checked, revoked."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from chalicelib.kernel.callers import Role
from chalicelib.proofs.adapters.qr_square import draw
from chalicelib.proofs.check.domain.outcomes import CheckOutcome
from infra.client.calling.signed import CallUnanswered, ResponseNotTrusted
from infra.client.checking.proof_site import ProofChecker, Site
from infra.demo.cast import Actor, case_no
from infra.demo.due_times import file
from infra.demo.prompt_stories import CIVIL_AFFAIRS, PUBLIC_SECURITY, TAXATION, answer
from infra.demo.story import REQUESTS, Script, Story, StoryBroken
from infra.demo.views import Json, RequestView

SECONDS_TO_ANSWER = 15.0
SECONDS_TO_SEAL = 30.0
SECONDS_TO_REVOKE = 10.0
ANOTHER_ITEM = "SX001"


@dataclass
class Keepsakes:
    """What the demo leaves for people to look at, where a folder was named."""

    folder: Path | None = None

    def keep(self, url: str, pdf: bytes) -> None:
        """proof.pdf, proof.png (the QR code) and proof.url."""
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "proof.pdf").write_bytes(pdf)
        (self.folder / "proof.png").write_bytes(draw(url).png())
        (self.folder / "proof.url").write_text(url + "\n", encoding="ascii")


def scripts(keepsakes: Keepsakes) -> tuple[Script, ...]:
    return (
        Script(
            "已对接的库秒批秒办,提取电子证明并验真(ZM006,S0)",
            "第七条、第九条",
            lambda story: shared(story, keepsakes),
        ),
        Script("出具单位撤销证明,所有副本作废(ZM007)", "第九条、第十一条", revoked),
    )


def shared(story: Story, keepsakes: Keepsakes) -> None:
    """ZM006, S0: the connected database answers at once; the copy bears seal A."""
    requester = story.cast.actor(CIVIL_AFFAIRS, Role.AGENT)
    request = file(story, requester, "ZM006", case_no())
    story.equal("已对接的数据共享按 S0", request.rule, "S0")
    answered = wait_for_answer(story, requester, request)
    story.tell("系统", "数据库即时答复,无需人工", answered.closed_at)
    story.equal("由数据库答复的写明来源", bool(answered.whole["answer"].get("source")), True)
    proof = extract(story, requester, request)
    story.equal("数据共享的加盖查询核验专用章", proof["seal"], "DATA_SHARING_QUERY")
    story.equal("制作单位是数据的所有者", proof["produced_by"], PUBLIC_SECURITY)
    other = extract(story, requester, request)
    story.expect("两次提取是两份", proof["proof_id"] != other["proof_id"], other["proof_id"])
    pdf = fetch_pdf(story, requester, wait_for_seal(story, requester, proof))
    keepsakes.keep(proof["url"], pdf)
    story.tell("系统", f"已加盖并可打印(PDF {len(pdf) // 1000} kB)")
    check(story, proof["url"], CheckOutcome.VALID, "扫码验真")
    check(story, proof["check_code"], CheckOutcome.VALID, "输入校验码验真")
    check(story, proof["url"], CheckOutcome.PURPOSE_MISMATCH, "用于别的事项", ANOTHER_ITEM)


def revoked(story: Story) -> None:
    """ZM007: a person answers (seal B), two copies, then the issuer revokes one: both are void."""
    requester = story.cast.actor(CIVIL_AFFAIRS, Role.AGENT)
    issuer = story.cast.actor(TAXATION, Role.AGENT)
    request = file(story, requester, "ZM007", case_no())
    answer(story, issuer, request, "近 12 个月工资薪金收入", "0 元")
    first, second = (extract(story, requester, request) for _ in range(2))
    story.equal("部门核验的加盖核实信息专用章", first["seal"], "VERIFIED_INFORMATION")
    check(story, second["url"], CheckOutcome.VALID, "撤销前验真")
    path = f"/v1/proofs/{first['proof_id']}/revoke"
    story.call(issuer, "POST", path, {"reason": "核验信息有误,演示撤销"})
    story.tell(issuer, "撤销证明")
    is_void = story.wait_for(
        "等状态列表更新",
        SECONDS_TO_REVOKE,
        lambda: outcome(story, second["url"]) is CheckOutcome.REVOKED,
    )
    story.expect("撤销一份,所有副本作废", is_void, outcome(story, second["url"]))
    path = f"{REQUESTS}/{request.id}/extractions"
    story.call(requester, "POST", path, {}, status=409)
    story.tell("系统", "撤销后不能再提取(409)")


def wait_for_answer(story: Story, who: Actor, request: RequestView) -> RequestView:
    seen = [request]

    def look() -> bool:
        seen.append(story.read(who, request))
        return seen[-1].state == "ANSWERED"

    answered = story.wait_for("等数据库答复", SECONDS_TO_ANSWER, look)
    story.expect("数据库在几秒内答复", answered, seen[-1].state)
    if not answered:
        raise StoryBroken("数据库没有答复")
    return seen[-1]


def extract(story: Story, who: Actor, request: RequestView) -> Json:
    path = f"{REQUESTS}/{request.id}/extractions"
    proof = story.call(who, "POST", path, {}, status=201)
    story.tell(who, f"提取电子证明 {proof['proof_id']}(校验码 {proof['check_code']})")
    story.equal("提取单位是需求单位", proof["extracted_by"], who.unit)
    return proof


def wait_for_seal(story: Story, who: Actor, proof: Json) -> Json:
    seen = [proof]

    def look() -> bool:
        seen.append(story.call(who, "GET", f"/v1/proofs/{proof['proof_id']}"))
        return bool(seen[-1]["pdf"]["state"] != "sealing")

    story.wait_for("等加盖印章", SECONDS_TO_SEAL, look)
    story.equal("电子证明已加盖", seen[-1]["pdf"]["state"], "ready")
    return seen[-1]


def fetch_pdf(story: Story, who: Actor, proof: Json) -> bytes:
    """The sealed file, with the answer's signature checked."""
    try:
        reply = who.client.call("GET", str(proof["pdf"]["href"]))
    except (CallUnanswered, ResponseNotTrusted) as error:
        raise StoryBroken(f"取不到 PDF:{error}") from error
    story.expect("取到的是 PDF", reply.body.startswith(b"%PDF-"), reply.status)
    return reply.body


def outcome(story: Story, target: str, purpose: str | None = None) -> CheckOutcome:
    """As anybody would check it: keys and status from the static site, no account."""
    site = Site(story.cast.origin)
    return ProofChecker(site, lambda: datetime.now(UTC), purpose).check(target).outcome


def check(
    story: Story, target: str, expected: CheckOutcome, how: str, purpose: str | None = None
) -> None:
    found = outcome(story, target, purpose)
    story.equal(f"{how}的结果", found, expected)
