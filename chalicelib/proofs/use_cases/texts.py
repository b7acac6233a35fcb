"""What a proof says: proof.json, and the page people read (Art. 9, 11)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.kernel.texts.check_codes import printed
from chalicelib.kernel.texts.qr_text import url_of
from chalicelib.kernel.texts.salted import salted_document
from chalicelib.kernel.times.clock import SHANGHAI, to_text
from chalicelib.proofs.domain.acts import answered
from chalicelib.proofs.domain.document import ProofDocument
from chalicelib.requests.domain.answers import Answer, Conclusion
from chalicelib.requests.domain.summaries import masked_applicant, masked_subject

if TYPE_CHECKING:
    from chalicelib.catalogue.domain.rows import CatalogueRow
    from chalicelib.kernel.ids import ProofId, UnitCode
    from chalicelib.proofs.ports import Ports
    from chalicelib.requests.domain.copies import EProof
    from chalicelib.requests.domain.request import VerificationRequest

CONCLUSIONS = {
    Conclusion.CONFIRMED: "核验结论：属实。",
    Conclusion.NOT_CONFIRMED: "核验结论：不符。",
    Conclusion.NO_RECORD: "核验结论：查无记录。",
}
LEGAL = "本电子证明与纸质证明具有同等效力，法律法规另有规定的从其规定。"

LEGAL_OF_TEST = "样例：由本机测试系统出具，印章为测试章，不具法律效力。"


def proof_json(
    request: VerificationRequest,
    answer: Answer,
    extraction: tuple[ProofId, datetime],
    ports: Ports,
) -> bytes:
    """The machine-readable half, canonical and salted; the token carries its digest.

    People are masked here too: the file travels with the printed page.
    """
    id_, extracted_at = extraction
    applicant = masked_applicant(request.applicant)
    document: dict[str, object] = {
        "id": id_,
        "request": request.id,
        "row": request.row,
        "case_no": request.case_no,
        "produced_by": request.issuer,
        "extracted_by": request.requester,
        "applicant": {"name": applicant.name, "id_no": applicant.id_no},
        "subjects": [
            {"relation": one.relation, "name": one.name}
            for one in map(masked_subject, request.subjects)
        ],
        "conclusion": answer.conclusion.value,
        "facts": [{"name": one.name, "value": one.value} for one in answer.facts],
        "as_of": answer.as_of,
        "answered_at": to_text(answer.at),
        "extracted_at": to_text(extracted_at),
        "source": answer.source or "",
        "issuer_signature": answer.evidence.jws,
    }
    return salted_document(document, ports.proofs.signer.salt(id_))


def answer_of(request: VerificationRequest, proof: EProof) -> Answer:
    """The answer this copy was made from, also after a correction."""
    for earlier in request.proofs.earlier:
        if earlier.at == proof.answered_at:
            return earlier
    return answered(request)


def proof_document(request: VerificationRequest, proof: EProof, ports: Ports) -> ProofDocument:
    """The page of this copy, ready to print."""
    answer = answer_of(request, proof)
    row = ports.catalogue.edition(request.edition).rows[request.row]
    claims = proof.claims
    url = url_of(ports.proofs.origin, proof.token)
    return ProofDocument(
        title=row.material.name,
        number=f"{claims.produced_by}-{printed(proof.check_code)}",
        sentences=(_sentence(request, row, answer), *_about(request)),
        facts=tuple((one.name, _line(one.value)) for one in answer.facts),
        conclusion=CONCLUSIONS[answer.conclusion],
        produced_by=_name(claims.produced_by, ports),
        extracted_by=_name(claims.extracted_by, ports),
        extracted_at=claims.extracted_at,
        purpose=row.service_item.name,
        expires_at=claims.expires_at,
        qr_svg=ports.proofs.pictures.svg(url),
        qr_alt=f"验真二维码,也可输入校验码 {printed(proof.check_code)}",
        check_code=printed(proof.check_code),
        check_address=f"{ports.proofs.origin}/p",
        proof_json=proof_json(request, answer, (proof.id, claims.extracted_at), ports),
        seal=claims.seal,
        seal_name=ports.proofs.seal_names[claims.seal],
        legal_sentence=LEGAL_OF_TEST if ports.proofs.is_test else LEGAL,
    )


def _sentence(request: VerificationRequest, row: CatalogueRow, answer: Answer) -> str:
    applicant = masked_applicant(request.applicant)
    how = f"查询{answer.source}" if answer.source else "部门核验"
    return (
        f"经{how}，申请人{applicant.name}（证件号码 {applicant.id_no}）办理"
        f"“{row.service_item.name}”所需的{row.material.name}已核实，内容如下"
        f"（截至 {_day(answer.as_of)}）。"
    )


def _about(request: VerificationRequest) -> tuple[str, ...]:
    """Whom the fact is about, when it is not the applicant."""
    people = [f"{one.relation} {one.name}" for one in map(masked_subject, request.subjects)]
    return (f"证明对象：{'、'.join(people)}。",) if people else ()


def _line(text: str) -> str:
    """A value of several lines as one: the page's table breaks lines by itself."""
    return " ".join(text.split("\n"))


def _day(as_of: str) -> str:
    """A date as it is; an instant in Beijing time, to the minute."""
    if len(as_of) == len("2026-11-22"):
        return as_of
    return f"{datetime.fromisoformat(as_of).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _name(code: UnitCode, ports: Ports) -> str:
    unit = ports.units.unit(code)
    return unit.name if unit is not None else str(code)
