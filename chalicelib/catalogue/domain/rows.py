"""The 无证明办事清单: service items, proof materials, rows, editions (Art. 2, 5, 7).

A row is one item x one material: what the office needs to know, from whom, and how the
applicant is spared. ``refuse_request`` is the one place that says when no verification request
can be opened for a row, in the fixed order of the rule.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from chalicelib.kernel.errors import (
    CommitmentOnly,
    ForeignRow,
    MaterialCancelled,
    MaterialExcluded,
    SelfAddressed,
    UnknownRow,
)
from chalicelib.kernel.ids import RowCode, UnitCode
from chalicelib.kernel.records import record
from chalicelib.kernel.times.promises import Promise


class ItemKind(StrEnum):
    """政务服务, 公共服务."""

    GOVERNMENT = "GOVERNMENT"
    PUBLIC_SERVICE = "PUBLIC_SERVICE"


class Handling(StrEnum):
    """即办件, 承诺件 (Art. 10-2)."""

    INSTANT = "INSTANT"
    PROMISED = "PROMISED"


class Disposition(StrEnum):
    """取消, 保留 (Art. 2)."""

    CANCELLED = "CANCELLED"
    RETAINED = "RETAINED"


class Method(StrEnum):
    """数据共享, 告知承诺, 部门核验 (Art. 7)."""

    DATA_SHARING = "DATA_SHARING"
    NOTIFICATION_COMMITMENT = "NOTIFICATION_COMMITMENT"
    DEPARTMENT_VERIFICATION = "DEPARTMENT_VERIFICATION"


class DataBacking(StrEnum):
    """数据库: 无, 未对接 (rule R1), 已对接 (answered by the system, S0)."""

    NONE = "NONE"
    NOT_CONNECTED = "NOT_CONNECTED"
    CONNECTED = "CONNECTED"


class BasisLevel(StrEnum):
    """依据层级, highest first; the last two are too low to keep a proof (Art. 2-1)."""

    LAW = "LAW"
    ADMINISTRATIVE_REGULATION = "ADMINISTRATIVE_REGULATION"
    LOCAL_REGULATION = "LOCAL_REGULATION"
    STATE_COUNCIL_DECISION = "STATE_COUNCIL_DECISION"
    DEPARTMENT_RULE = "DEPARTMENT_RULE"
    NORMATIVE_DOCUMENT = "NORMATIVE_DOCUMENT"

    @property
    def is_too_low(self) -> bool:
        return self in {BasisLevel.DEPARTMENT_RULE, BasisLevel.NORMATIVE_DOCUMENT}


class Exclusion(StrEnum):
    """不适用情形 (Art. 2-2): X1..X10 of the material, X11 and X12 of the item."""

    X1 = "X1"
    X2 = "X2"
    X3 = "X3"
    X4 = "X4"
    X5 = "X5"
    X6 = "X6"
    X7 = "X7"
    X8 = "X8"
    X9 = "X9"
    X10 = "X10"
    X11 = "X11"
    X12 = "X12"


@record(frozen=True)
class ServiceItem:
    """事项. The promise (承诺时限) runs from the acceptance of the case."""

    code: str
    name: str
    unit: UnitCode
    kind: ItemKind
    handling: Handling
    promise: Promise


@record(frozen=True)
class ProofMaterial:
    """证明材料. The code is ``M`` + 5 digits, given at first import and kept for ever."""

    code: str
    name: str


@record(frozen=True)
class LegalBasis:
    """One 设定依据 with its level."""

    text: str
    level: BasisLevel


@record(frozen=True)
class CatalogueRow:
    """清单一行. ``waiver`` is why a too low basis is let stand for now (published 依据待核)."""

    code: RowCode
    service_item: ServiceItem
    material: ProofMaterial
    issuer: UnitCode | None
    disposition: Disposition
    methods: tuple[Method, ...]
    backing: DataBacking
    legal_basis: tuple[LegalBasis, ...] = ()
    exclusion: Exclusion | None = None
    replacement: str = ""
    waiver: str | None = None
    note: str = ""

    @property
    def is_instant(self) -> bool:
        return self.service_item.handling is Handling.INSTANT

    @property
    def is_shared(self) -> bool:
        """数据共享 from a connected database: its connector runs first (S0)."""
        return self.backing is DataBacking.CONNECTED and Method.DATA_SHARING in self.methods

    @property
    def is_data_backed(self) -> bool:
        """A database of the issuer holds the fact, whether connected to us or not (R1)."""
        return self.backing is not DataBacking.NONE


@record(frozen=True)
class CatalogueEdition:
    """一版清单: immutable, numbered, in force from ``effective_from``."""

    number: int
    effective_from: datetime
    rows: Mapping[RowCode, CatalogueRow]


def refuse_request(
    edition: CatalogueEdition, code: RowCode, requester: UnitCode
) -> tuple[CatalogueRow, UnitCode]:
    """Return the row and its issuer, or refuse in the order of the rule (Art. 2, 5, 7).

    Raises UnknownRow, MaterialExcluded, MaterialCancelled, ForeignRow, CommitmentOnly,
    SelfAddressed. (Whether the requester is operational and whether the promise is already
    past come after these; they need the unit and the clock.)
    """
    row = edition.rows.get(code)
    if row is None:
        raise UnknownRow(
            f"现行清单(第 {edition.number} 版)里没有编号 {code};请在公布的清单里查对编号。",
            field="row",
        )
    if row.exclusion is not None:
        raise MaterialExcluded(
            f"{row.material.name}属于不适用情形 {row.exclusion}(第二条),不能通过本系统核验;"
            "请按原有规定办理。",
            field="row",
            facts={"exclusion": row.exclusion.value},
        )
    if row.disposition is Disposition.CANCELLED:
        instead = f",{row.replacement}" if row.replacement else ""
        raise MaterialCancelled(
            f"{row.material.name}已经取消{instead};不得再索要,也不需要核验。", field="row"
        )
    if row.service_item.unit != requester:
        raise ForeignRow(
            f"{code} 是单位 {row.service_item.unit} 的事项,只有该单位可以发起;"
            "请改用本单位清单中的编号。",
            field="row",
        )
    return row, _issuer_of(row, requester)


def _issuer_of(row: CatalogueRow, requester: UnitCode) -> UnitCode:
    if row.issuer is None or row.methods == (Method.NOTIFICATION_COMMITMENT,):
        raise CommitmentOnly(
            f"{row.material.name}只采用告知承诺;请向申请人出具告知书、签承诺书,不发起核验。",
            field="row",
        )
    if row.issuer == requester:
        raise self_addressed(row)
    return row.issuer


def self_addressed(row: CatalogueRow) -> SelfAddressed:
    """The unit itself holds the fact."""
    return SelfAddressed(
        f"{row.material.name}就在本单位,不需要向自己发起核验;请直接查阅本单位的记录。",
        field="row",
    )
