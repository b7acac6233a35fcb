"""`mianzheng proof check` against a site of static files."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner, Result

from chalicelib.kernel.texts.check_codes import check_code_of, printed
from chalicelib.kernel.texts.qr_text import digits_of, url_of
from chalicelib.kernel.texts.salted import canonical
from chalicelib.proofs.adapters.tokens import new_jti, sign_file_receipt
from chalicelib.proofs.domain.receipts import FileReceipt
from chalicelib.requests.domain.claims import ProofClaims, whole_second
from infra.cli.main import main
from infra.cli.office.proof import claim_rows, proof
from tests.vectors import lists
from tests.vectors.making import (
    PRODUCTION,
    PROOF_KEY,
    REVOKED_INDEX,
    SHARD,
    TEST_KEY,
    TEST_STAGE,
    signed,
)
from tests.vectors.making import proof as sample


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        pass


class Published:
    """A folder as the site serves it, with one proof in it that is valid now."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = whole_second(datetime.now(UTC))
        self.claims = self.copy()
        self.token = signed(self.claims)
        self.put(".well-known/jwks.json", canonical_text(PRODUCTION))
        self.list(self.now)
        self.origin = ""

    def copy(self, **changes: Any) -> ProofClaims:
        times = {"extracted_at": self.now, "expires_at": self.now + timedelta(days=30)}
        return sample(jti=new_jti(), **{**times, **changes})

    def put(self, path: str, text: str) -> None:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")

    def list(self, at: datetime) -> None:
        self.put(f"status/{SHARD}.jwt", lists.listed(at))

    def by_code(self, claims: ProofClaims, token: str) -> None:
        self.put(f"c/{check_code_of(claims.jti)}.jwt", token)

    def file(self, claims: ProofClaims, place: Path) -> Path:
        place.write_bytes(b"%PDF-1.7 " + claims.jti.encode())
        sha256 = hashlib.sha256(place.read_bytes()).hexdigest()
        where = (claims.status_shard, claims.status_index)
        receipt = FileReceipt(claims.jti, sha256, *where, self.now, claims.expires_at)
        self.put(f"f/{sha256}.jwt", sign_file_receipt(receipt, 1, PROOF_KEY))
        return place

    def link(self, claims: ProofClaims | None = None) -> str:
        return url_of(self.origin, signed(claims or self.claims))


def canonical_text(document: dict[str, Any]) -> str:
    return canonical(document).decode()


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = Thread(target=partial(server.serve_forever, 0.01), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Published]:
    published = Published(tmp_path / "site")
    with serving(published.folder) as origin:
        published.origin = origin
        yield published


def check(site: Published, target: str, *options: str) -> Result:
    return CliRunner().invoke(proof, ["check", target, "--origin", site.origin, *options])


def verdict(result: Result) -> tuple[str, int]:
    return result.output.splitlines()[0], result.exit_code


def test_a_valid_proof_is_genuine_by_link_digits_token_and_text_file(
    site: Published, tmp_path: Path
) -> None:
    (tmp_path / "proof.url").write_text(site.link() + "\n", encoding="utf-8")

    for target in (site.link(), digits_of(site.token), site.token, str(tmp_path / "proof.url")):
        result = check(site, target)
        assert verdict(result) == ("真实有效", 0), result.output
        assert site.claims.jti in result.output
        assert site.claims.extracted_by in result.output
        assert "没有核对用途" in result.output


def test_the_command_is_part_of_the_command_line(site: Published) -> None:
    result = CliRunner().invoke(main, ["proof", "check", site.link(), "--origin", site.origin])

    assert verdict(result) == ("真实有效", 0)


def test_a_revocation_counts_at_the_next_check(site: Published) -> None:
    revoked = site.copy(status_index=REVOKED_INDEX)

    assert verdict(check(site, site.link(revoked))) == ("已撤销", 1)


def test_the_purpose_is_compared_where_the_counter_names_its_item(site: Published) -> None:
    assert verdict(check(site, site.link(), "--purpose", "SX001")) == ("真实有效", 0)
    assert verdict(check(site, site.link(), "--purpose", "SX002")) == ("用途不符", 1)


def test_without_a_status_list_nothing_is_genuine(site: Published) -> None:
    (site.folder / f"status/{SHARD}.jwt").unlink()
    assert verdict(check(site, site.link())) == ("暂不能确认", 1)

    site.list(site.now - timedelta(hours=25))
    result = check(site, site.link())
    assert verdict(result) == ("暂不能确认", 1)
    assert "状态截至" in result.output


def test_keys_come_from_the_named_site_and_never_from_the_link(
    site: Published, tmp_path: Path
) -> None:
    forger = Published(tmp_path / "forger")
    forger.put(".well-known/jwks.json", canonical_text(TEST_STAGE))
    with serving(forger.folder) as origin:
        forged = url_of(origin, signed(forger.claims, 1, TEST_KEY))
        result = check(site, forged)

    assert verdict(result) == ("不可信", 1)
    assert forger.claims.jti not in result.output


def test_a_link_of_another_site_is_pointed_out(site: Published) -> None:
    result = check(site, url_of("https://wzm.example.com", site.token))

    assert "https://wzm.example.com 不是本站" in result.output.replace("\n", "")


def test_a_sealed_file_is_found_by_its_digest(site: Published, tmp_path: Path) -> None:
    path = site.file(site.claims, tmp_path / "proof.pdf")
    assert verdict(check(site, str(path))) == ("真实有效", 0)

    site.by_code(site.claims, site.token)
    result = check(site, str(path), "--purpose", "SX002")
    assert verdict(result) == ("用途不符", 1)
    assert "逐字节一致" in result.output
    assert site.claims.masked_subject in result.output


def test_a_file_whose_purpose_nobody_can_read_is_not_confirmed_for_a_purpose(
    site: Published, tmp_path: Path
) -> None:
    path = site.file(site.claims, tmp_path / "proof.pdf")

    assert verdict(check(site, str(path), "--purpose", "SX001")) == ("暂不能确认", 1)


def test_a_changed_file_is_not_ours(site: Published, tmp_path: Path) -> None:
    path = site.file(site.claims, tmp_path / "proof.pdf")
    path.write_bytes(path.read_bytes() + b"\n")

    result = check(site, str(path))
    assert verdict(result) == ("不是本系统的码", 1)
    assert "请扫页上的二维码" in result.output


def test_a_revoked_proof_s_file_is_revoked(site: Published, tmp_path: Path) -> None:
    revoked = site.copy(status_index=REVOKED_INDEX)
    path = site.file(revoked, tmp_path / "proof.pdf")
    site.by_code(revoked, site.token)  # somebody else's valid token does not help

    assert verdict(check(site, str(path))) == ("已撤销", 1)


def test_a_typed_code_finds_its_proof_and_says_what_that_tells_the_site(site: Published) -> None:
    site.by_code(site.claims, site.token)
    result = check(site, printed(check_code_of(site.claims.jti)).lower())

    assert verdict(result) == ("真实有效", 0)
    assert "网站知道查的是哪一份" in result.output


def test_a_code_that_leads_to_another_proof_is_not_trusted(site: Published) -> None:
    other = site.copy()
    site.by_code(site.claims, signed(other))
    result = check(site, check_code_of(site.claims.jti))

    assert verdict(result) == ("不可信", 1)
    assert other.jti not in result.output


@pytest.mark.parametrize(
    ("target", "words"),
    [("hello", "不是本系统的链接"), ("ABCD-EFGH-JKMN-P", "校验码输错了"), ("", "不是本系统")],
)
def test_what_is_no_proof_is_not_ours(site: Published, target: str, words: str) -> None:
    result = check(site, target)

    assert verdict(result) == ("不是本系统的码", 1)
    assert words in result.output


def test_a_picture_is_a_wrong_use_with_a_way_out(site: Published, tmp_path: Path) -> None:
    (tmp_path / "proof.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    result = check(site, str(tmp_path / "proof.png"))

    assert result.exit_code == 2
    assert "扫描其中的二维码" in result.output


def test_an_unreachable_site_confirms_nothing(site: Published) -> None:
    result = CliRunner().invoke(proof, ["check", site.link(), "--origin", "http://127.0.0.1:1"])

    assert verdict(result) == ("暂不能确认", 1)
    assert site.claims.jti not in result.output


def test_the_content_is_told_by_names_where_the_site_has_signed_some(site: Published) -> None:
    claims = site.claims
    names = {"units": {claims.extracted_by: "区民政局"}, "materials": {}}
    told = dict(claim_rows(claims, names))
    assert told["提取单位"] == f"区民政局({claims.extracted_by})"
    assert told["证明材料"] == claims.material
    assert check(site, site.link()).exit_code == 0, "a site without names is checked all the same"
