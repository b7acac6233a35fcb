"""The sealed page: setting it, setting and sealing it, its size, and the layer that does it."""

import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from chalicelib.proofs.domain.document import ProofDocument
from chalicelib.requests.domain.claims import SealKind
from infra.bench.figures import Figure, median_ms, quartiles_ms
from infra.bench.surroundings import REPOSITORY, Bench

PAGES = 60
SET_BUDGET, SEAL_BUDGET = 20.0, 120.0
FILE_BUDGET, LAYER_BUDGET = 120.0, 200.0
NOW = datetime(2026, 11, 22, 1, 41, 7, tzinfo=UTC)
SEAL_NAME = "市中区证照数据共享查询核验专用章"


def measure(_bench: Bench | None = None) -> list[Figure]:
    """Warm figures of this process; no two pages are alike, so nothing is remembered."""
    from chalicelib.proofs.seal.adapters.sealer import PdfSealer, typesetter_for
    from chalicelib.proofs.seal.adapters.seals import local_seals
    from infra.local.seed.demo_seals import make_test_seals

    typesetter = typesetter_for(None)
    first = time.perf_counter()
    typesetter.typeset(_document(0))
    cold = (time.perf_counter() - first) * 1000
    setting = _timed(lambda n: len(typesetter.typeset(_document(n)).pdf))[0]
    with tempfile.TemporaryDirectory(prefix="seals-") as folder:
        make_test_seals(Path(folder), {SealKind.DATA_SHARING_QUERY: SEAL_NAME}, NOW)
        sealer = PdfSealer(local_seals(Path(folder)), typesetter)
        sealing, size = _timed(lambda n: len(sealer.seal(_document(n))))
    layer, listed = _layer()
    return [
        Figure(
            "证明排版(热)",
            median_ms(setting),
            "毫秒",
            SET_BUDGET,
            detail=f"四分位 {quartiles_ms(setting)};首次含读字体 {cold:.0f}",
        ),
        Figure(
            "排版并盖章(热,本地密钥)",
            median_ms(sealing),
            "毫秒",
            SEAL_BUDGET,
            detail=f"四分位 {quartiles_ms(sealing)}",
        ),
        Figure("证明 PDF", size / 1000, "kB", FILE_BUDGET, detail="一页,十项,V13 二维码"),
        Figure("盖章层(解压后)", layer, "MB", LAYER_BUDGET, detail=listed),
    ]


def _timed(act: Callable[[int], int]) -> tuple[list[float], int]:
    """Seconds of each page, and the largest result."""
    seconds, largest = [], 0
    for n in range(1, PAGES + 1):
        started = time.perf_counter()
        largest = max(largest, act(n))
        seconds.append(time.perf_counter() - started)
    return seconds, largest


def _layer() -> tuple[float, str]:
    """Megabytes of the packages of requirements/sealing.txt as installed here, without caches."""
    text = (REPOSITORY / "requirements" / "sealing.txt").read_text(encoding="utf-8")
    total = 0
    for name in re.findall(r"^([a-z0-9._-]+)==", text, re.MULTILINE):
        try:
            files = distribution(name).files or []
        except PackageNotFoundError:  # of another platform
            continue
        paths = [Path(str(one.locate())) for one in files if one.suffix != ".pyc"]
        total += sum(path.stat().st_size for path in paths if path.exists())
    return total / 1e6, "requirements/sealing.txt;完整字体另加约 30 MB"


def _document(n: int) -> ProofDocument:
    at = NOW + timedelta(seconds=n)
    return replace(_PLAIN, number=f"SZZM-2026-GA0012-{n:08d}", extracted_at=at)


def _modules() -> str:
    """A square of 69 modules (version 13) as the QR writer draws one: a path of small squares."""
    dots = (
        f"M{x},{y}h1v1h-1z" for y in range(69) for x in range(69) if (x * x + 3 * x * y) % 7 < 3
    )
    path = "".join(dots)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 77 77" width="77" height="77">'
        f'<path d="{path}" fill="#000"/></svg>'
    )


_PLAIN = ProofDocument(
    title="户籍登记证明",
    number="",
    sentences=("经核验公安人口信息数据库，申请人张*三（3704**********1234）户籍登记信息如下。",),
    facts=tuple((f"登记项目{n}", "枣庄市市中区龙山路街道" * (1 + n % 3)) for n in range(10)),
    conclusion="特此证明。",
    produced_by="枣庄市公安局市中分局",
    extracted_by="枣庄市市中区行政审批服务局",
    extracted_at=NOW,
    purpose="不动产转移登记",
    expires_at=NOW + timedelta(days=30),
    qr_svg=_modules(),
    qr_alt="核验这份电子证明的二维码",
    check_code="7K2M-94QD-XW0T-5",
    check_address="https://proof.example.cn/p",
    proof_json=b"{}",
    seal=SealKind.DATA_SHARING_QUERY,
    seal_name=SEAL_NAME,
    legal_sentence="本电子证明与纸质证明具有同等法律效力，法律法规另有规定的从其规定。",
)
