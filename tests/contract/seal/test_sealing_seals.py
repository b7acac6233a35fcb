"""The seal: PAdES under a trusted root, whoever holds the key, and loud when it can't be had."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.validation.status import SignatureCoverageLevel

from chalicelib.kernel.errors import Misconfigured
from chalicelib.proofs.seal.adapters.sealer import PdfSealer, typesetter_for
from chalicelib.proofs.seal.adapters.seals import pem_signer
from chalicelib.requests.domain.claims import SealKind
from infra.local.seed.demo_seals import TestAuthority, make_test_seals
from tests.contract.seal.sealing import (
    KIND,
    NAMES,
    NOW,
    attachments,
    holds,
    judge,
    load_certificate,
    plain,
    root,
    seal_folder,
    sealed,
    sealer,
)

# --- what anybody who validates sees --------------------------------------------------------


@pytest.mark.parametrize("kind", SealKind)
def test_both_seals_hold_under_the_trusted_root(kind: SealKind) -> None:
    status = judge(sealer().seal(replace(plain(), seal=kind, seal_name=NAMES[kind])))
    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert status.signing_cert.subject.native["common_name"] == f"测试·{NAMES[kind]}"


def test_the_signature_is_pades_and_permits_no_change() -> None:
    (signature,) = PdfFileReader(io.BytesIO(sealed())).embedded_regular_signatures
    assert signature.sig_object["/SubFilter"] == SigSeedSubFilter.PADES.value
    assert signature.docmdp_level is MDPPerm.NO_CHANGES
    assert signature.sig_object["/Name"] == NAMES[KIND]
    # PAdES: the claimed time stands in the dictionary; the document's, not the machine's.
    assert signature.self_reported_timestamp == NOW


def test_the_seal_is_the_signatures_appearance_where_the_layout_put_it() -> None:
    place = typesetter_for(None).typeset(plain()).seal_place
    (signature,) = PdfFileReader(io.BytesIO(sealed())).embedded_regular_signatures
    corners = [float(value) for value in signature.sig_field["/Rect"]]
    expected = [place.left, place.bottom, place.right, place.top]
    assert corners == pytest.approx(expected, abs=0.51)
    assert signature.sig_field["/AP"]["/N"].data


def test_proof_json_is_attached_under_the_seal() -> None:
    assert list(attachments(sealed())) == [("proof.json", plain().proof_json)]


def test_another_root_does_not_trust_the_seal() -> None:
    stranger = TestAuthority.make(NOW).certificate.public_bytes(Encoding.PEM)
    status = judge(sealed(), trusted=load_certificate(stranger))
    assert status.intact
    assert status.valid
    assert not status.trusted


def test_sealing_twice_gives_two_valid_files_that_differ_in_the_signature_only() -> None:
    first, second = sealed(), sealer().seal(plain())
    assert first != second
    assert holds(second)

    def signed_part(pdf: bytes) -> bytes:
        (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
        start, length, again, rest = (int(value) for value in signature.byte_range)
        return pdf[start : start + length] + pdf[again : again + rest]

    # Names of resources, the file's second id and the widget's tag are drawn at random.
    assert len(signed_part(first)) == len(signed_part(second))


# --- no seal rather than a wrong one ---------------------------------------------------------


def test_a_kind_without_a_seal_is_refused_by_name() -> None:
    with pytest.raises(Misconfigured, match=NAMES[KIND]):
        PdfSealer({}, typesetter_for(None)).seal(plain())


@pytest.mark.parametrize("days", [-400, 4000])
def test_a_certificate_out_of_its_time_seals_nothing(days: int) -> None:
    document = replace(plain(), extracted_at=NOW + timedelta(days=days))
    with pytest.raises(Misconfigured, match="有效期"):
        sealer().seal(document)


@pytest.mark.parametrize("content", [b"", b"no key here"])
def test_a_broken_key_file_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "seal.pem").write_bytes(content)
    with pytest.raises(Misconfigured, match="seal\\.pem"):
        pem_signer(tmp_path / "seal.pem")


# --- the test seals themselves -----------------------------------------------------------------


def test_test_seals_are_made_once_and_kept_from_others(tmp_path: Path) -> None:
    folder = tmp_path / "seals"
    make_test_seals(folder, NAMES, NOW)
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    make_test_seals(folder, NAMES, NOW + timedelta(days=1))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_key_of_the_root_is_not_kept() -> None:
    texts = [path.read_bytes() for path in seal_folder().glob("*.pem")]
    assert len(texts) == 3
    assert sum(text.count(b"PRIVATE KEY-----") for text in texts) == 2 * 2
    assert root().subject.native["common_name"] == "免证测试根证书"
