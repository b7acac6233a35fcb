"""The formats of proofs: the QR code, the status list, the package of the API function."""

import random
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chalicelib.kernel.ids import UnitCode
from chalicelib.kernel.texts.qr_text import url_of
from chalicelib.keys.adapters.keyring import local_keyring
from chalicelib.proofs.adapters.qr_square import draw
from chalicelib.proofs.adapters.tokens import new_jti, sign_proof
from chalicelib.proofs.status.adapters.lists import StatusIssue, make_status_list
from chalicelib.proofs.status.domain import pack
from chalicelib.requests.domain.answers import Conclusion
from chalicelib.requests.domain.claims import SHARD_SIZE, ProofClaims, ProofStatus, SealKind
from infra.bench.figures import Figure
from infra.bench.surroundings import REPOSITORY, Bench

HOST = "https://wzm.shizhong.example.cn"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
QR_BUDGET, DIGITS_BUDGET, STATUS_BUDGET, PACKAGE_BUDGET = 13.0, 700.0, 2048.0, 60.0
MEGABYTE = 1_000_000


def measure(_bench: Bench | None = None) -> list[Figure]:
    """18-character unit codes, a 5-character item code, a masked name of 4 characters."""
    with tempfile.TemporaryDirectory(prefix="proofs-") as folder:
        signer = local_keyring(Path(folder)).key("proof").signer
        url = url_of(HOST, sign_proof(_claims(), 1, signer))
        chance = random.Random(1)  # noqa: S311  # repeatable on purpose
        revoked = chance.sample(range(SHARD_SIZE), SHARD_SIZE // 100)
        packed = pack(dict.fromkeys(revoked, ProofStatus.REVOKED))
        status = make_status_list(StatusIssue(HOST, 0, NOW, packed), "status-1", signer)
    return [
        Figure("证明二维码版本(ECC M)", float(draw(url).version), "", QR_BUDGET),
        Figure("链接里的数字", float(len(url.partition("#")[2])), "位", DIGITS_BUDGET),
        Figure("状态列表(1 % 撤销)", float(len(status)), "字节", STATUS_BUDGET),
        Figure("接口函数的包(解压后,不含盖章层)", _package(), "MB", PACKAGE_BUDGET),
    ]


def _claims() -> ProofClaims:
    return ProofClaims(
        jti=new_jti(),
        material="M00012",
        extracted_at=NOW,
        expires_at=NOW + timedelta(days=30),
        produced_by=UnitCode("113704020042234567"),
        extracted_by=UnitCode("113704020042234568"),
        service_item="SX004",
        masked_subject="欧**远",
        seal=SealKind.DATA_SHARING_QUERY,
        conclusion=Conclusion.CONFIRMED,
        digest="A" * 22,
        status_shard=7,
        status_index=65_535,
    )


def _package() -> float:
    """requirements.txt as installed, and our own code without fonts and sealing."""
    own = (
        path
        for path in (REPOSITORY / "chalicelib").rglob("*")
        if not {"fonts", "sealing", "__pycache__"} & set(path.parts)
    )
    with tempfile.TemporaryDirectory(prefix="package-") as folder:
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile", "--target", folder,
             "--require-hashes", "-r", "requirements.txt"],
            cwd=REPOSITORY,
            check=True,
        )  # fmt: skip
        return (_bytes(Path(folder).rglob("*")) + _bytes(own)) / MEGABYTE


def _bytes(paths: Iterable[Path]) -> int:
    return sum(one.stat().st_size for one in paths if one.is_file())
