"""What the sealing suites share: sample documents, test seals, and a judge of the result."""

import atexit
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import qrcode
from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from qrcode.image.svg import SvgPathImage
from qrcode.util import MODE_8BIT_BYTE, MODE_NUMBER, QRData

from chalicelib.proofs.domain.document import ProofDocument
from chalicelib.proofs.seal.adapters.sealer import PdfSealer, typesetter_for
from chalicelib.proofs.seal.adapters.seals import Seal, local_seals
from chalicelib.requests.domain.claims import SealKind
from infra.local.seed.demo_seals import make_test_seals

NOW = datetime(2026, 11, 22, 1, 41, 7, tzinfo=UTC)
ADDRESS = "https://proof.example.cn/p"
DIGITS = "".join(str(n * n % 10) for n in range(7, 700))  # 693, the longest fragment
NAMES = {
    SealKind.DATA_SHARING_QUERY: "市中区证照数据共享查询核验专用章",
    SealKind.VERIFIED_INFORMATION: "电子证明核实信息专用章",
}
KIND = SealKind.DATA_SHARING_QUERY


@lru_cache
def qr_svg() -> str:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(QRData(f"{ADDRESS}#".encode(), mode=MODE_8BIT_BYTE))
    code.add_data(QRData(DIGITS, mode=MODE_NUMBER))
    code.make(fit=True)
    assert code.version == 13
    file = io.BytesIO()
    code.make_image(image_factory=SvgPathImage).save(file)
    return file.getvalue().decode()


def plain() -> ProofDocument:
    """An ordinary proof: household registration, ten facts, one of them long."""
    return ProofDocument(
        title="户籍登记证明",
        number="SZZM-2026-GA0012-00734512",
        sentences=(
            "经核验公安人口信息数据库，申请人张*三（3704**********1234）户籍登记信息如下。",
            "本证明系依据《市中区“无证明办事”工作规则》，由证明出具单位通过数据共享方式核验后出具。",
        ),
        facts=(
            ("姓名", "张*三"),
            ("性别", "男"),
            ("公民身份号码", "3704**********1234"),
            ("民族", "汉族"),
            ("户籍所在地", "山东省枣庄市市中区龙山路街道办事处××社区居民委员会12号楼3单元502室"),
            ("与户主关系", "户主"),
            ("户口性质", "居民家庭户"),
            ("登记日期", "2009年4月17日"),
            ("申请事项", "不动产转移登记（承诺件）"),
            ("核验方式", "数据共享"),
        ),
        conclusion="特此证明。",
        produced_by="枣庄市公安局市中分局",
        extracted_by="枣庄市市中区行政审批服务局",
        extracted_at=NOW,
        purpose="不动产转移登记",
        expires_at=NOW + timedelta(days=30),
        qr_svg=qr_svg(),
        qr_alt="核验这份电子证明的二维码",
        check_code="7K2M-94QD-XW0T-5",
        check_address=ADDRESS,
        proof_json='{"conclusion":"CONFIRMED","subject":"张*三"}'.encode(),
        seal=KIND,
        seal_name=NAMES[KIND],
        legal_sentence="本电子证明与纸质证明具有同等法律效力，法律法规另有规定的从其规定。",
    )


def crowded() -> ProofDocument:
    """Everything at its longest: title, units, purpose, twenty facts; two pages."""
    return replace(
        plain(),
        title="关于特种设备安装改造维修许可及压力容器使用登记情况的无违法违规证明",
        facts=tuple(
            (f"第{n}项登记内容的名称", "字" * (1 + 4 * n)) if n % 3 else (f"项目{n}", "短值")
            for n in range(20)
        ),
        produced_by="山东省枣庄市市中区住房和城乡建设局房屋产权产籍监理服务中心登记事务部",
        extracted_by="山东省枣庄市市中区人力资源和社会保障局社会保险事业中心城乡居民养老保险服务科",
        purpose="企业职工基本养老保险关系转移接续及待遇领取资格认证（跨省通办）",
    )


HOSTILE = r"""#panic("no") \ $x^2$ `raw` @label <seal> *bold* _em_ = Heading // c /* c */ #{ [x]"""


def hostile() -> ProofDocument:
    """Texts that would be commands if they were ever read as Typst source or as JSON."""
    return replace(
        plain(),
        title='#panic("x") $x^2$',
        sentences=(HOSTILE,),
        facts=(
            ("#text", "#set page(width: 1cm)"),
            ("长串", "A" * 300),
            ("$", "@cite"),
            ("括号", "（" * 80),
            ("号码", "1" * 40),
        ),
        produced_by="#d.title",
        purpose="\\#`$@",
        check_code='</json>"',
    )


@lru_cache
def seal_folder() -> Path:
    """Test seals of this run, gone with it. Functions, not fixtures: one import a suite."""
    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    make_test_seals(Path(folder.name), NAMES, NOW)
    return Path(folder.name)


def own_files() -> tuple[Path, Path]:
    """The key file and the picture of seal A."""
    name = KIND.value.lower()
    return seal_folder() / f"{name}.pem", seal_folder() / f"{name}.pdf"


def sealer_of(seal: Seal) -> PdfSealer:
    return PdfSealer({KIND: seal}, typesetter_for(None))


@lru_cache
def sealer() -> PdfSealer:
    return PdfSealer(local_seals(seal_folder()), typesetter_for(None))


@lru_cache
def sealed() -> bytes:
    return sealer().seal(plain())


@lru_cache
def root() -> x509.Certificate:
    return load_certificate((seal_folder() / "root.pem").read_bytes())


def load_certificate(text: bytes) -> x509.Certificate:
    return x509.Certificate.load(pem.unarmor(text)[2])


def judge(
    pdf: bytes, *others: x509.Certificate, trusted: x509.Certificate | None = None
) -> PdfSignatureStatus:
    """pyHanko's verdict on the only signature. Raises what pyHanko raises."""
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    context = ValidationContext(
        trust_roots=[trusted or root()],
        other_certs=list(others),
        allow_fetching=False,
        moment=NOW,
    )
    return validate_pdf_signature(signature, context)


def holds(pdf: bytes) -> bool:
    """Whether one who checks would take the file for genuine, whole and unchanged.

    The whole file must be signed: pyHanko, like others, may forgive what is appended.
    """
    try:
        status = judge(pdf)
    except Exception:  # noqa: BLE001 - a damaged file may fail anywhere in the parser
        return False
    return status.bottom_line and status.coverage is SignatureCoverageLevel.ENTIRE_FILE


def attachments(pdf: bytes) -> Iterator[tuple[str, bytes]]:
    """(name, content) of every file attached to the document."""
    tree = PdfFileReader(io.BytesIO(pdf)).root["/Names"]["/EmbeddedFiles"]["/Names"]
    for n in range(0, len(tree), 2):
        yield str(tree[n]), tree[n + 1]["/EF"]["/F"].data
