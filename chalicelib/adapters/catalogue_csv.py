"""The catalogue and the units as the seed's CSV files write them (UTF-8 with BOM, as Excel)."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from chalicelib.domain.catalogue import (
    BasisLevel,
    CatalogueRow,
    DataBacking,
    Disposition,
    Exclusion,
    Handling,
    ItemKind,
    LegalBasis,
    Method,
    ProofMaterial,
    ServiceItem,
)
from chalicelib.domain.clock import SHANGHAI, instant
from chalicelib.domain.ids import RowCode, UnitCode
from chalicelib.domain.promises import Promise
from chalicelib.domain.working_days import WorkingDayCalendar, calendar_from_json

DATA = Path(__file__).resolve().parent.parent / "data"
IN_FORCE_FROM = instant(datetime(2022, 6, 28, tzinfo=SHANGHAI))
"""The rule is in force from the day it was issued (市中政办发〔2022〕10号)."""

KINDS = {"政务服务": ItemKind.GOVERNMENT, "公共服务": ItemKind.PUBLIC_SERVICE}
HANDLINGS = {"即办件": Handling.INSTANT, "承诺件": Handling.PROMISED}
DISPOSITIONS = {"取消": Disposition.CANCELLED, "保留": Disposition.RETAINED}
METHODS = {
    "数据共享": Method.DATA_SHARING,
    "告知承诺": Method.NOTIFICATION_COMMITMENT,
    "部门核验": Method.DEPARTMENT_VERIFICATION,
}
BACKINGS = {
    "无": DataBacking.NONE,
    "未对接": DataBacking.NOT_CONNECTED,
    "已对接": DataBacking.CONNECTED,
}
LEVELS = {
    "法律": BasisLevel.LAW,
    "行政法规": BasisLevel.ADMINISTRATIVE_REGULATION,
    "地方性法规": BasisLevel.LOCAL_REGULATION,
    "国务院决定": BasisLevel.STATE_COUNCIL_DECISION,
    "部门规章": BasisLevel.DEPARTMENT_RULE,
    "规范性文件": BasisLevel.NORMATIVE_DOCUMENT,
}
SAMPLE_WAIVER = "样例"


def seed_rows() -> tuple[CatalogueRow, ...]:
    """The seed file's rows, as a table gives them: materials have no code yet."""
    codes = {row["单位名称"]: UnitCode(row["单位编码"]) for row in read_rows("units.csv")}
    return tuple(_row(fields, codes) for fields in read_rows("catalogue.csv"))


def seed_calendar() -> WorkingDayCalendar:
    return calendar_from_json((DATA / "working_days.json").read_text("utf-8"))


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of one seed file, by column name."""
    text = (DATA / name).read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _row(fields: Mapping[str, str], codes: Mapping[str, UnitCode]) -> CatalogueRow:
    legal_basis = tuple(_legal_basis(fields["设定依据"], fields["依据层级"]))
    return CatalogueRow(
        code=RowCode(fields["编号"]),
        service_item=ServiceItem(
            code=fields["事项编码"],
            name=fields["事项名称"],
            unit=codes[fields["索要单位"]],
            kind=KINDS[fields["清单类别"]],
            handling=HANDLINGS[fields["办件类型"]],
            promise=Promise.parse(fields["承诺时限"], field="承诺时限"),
        ),
        material=ProofMaterial("", fields["证明材料"]),
        issuer=codes[fields["开具单位"]] if fields["开具单位"] else None,
        disposition=DISPOSITIONS[fields["处置"]],
        methods=tuple(METHODS[one] for one in fields["核验方式"].split("|") if one),
        backing=BACKINGS[fields["数据库"]],
        legal_basis=legal_basis,
        exclusion=Exclusion(fields["排除情形"]) if fields["排除情形"] else None,
        replacement=fields["替代方式"],
        note=fields["备注"],
    )


def _legal_basis(texts: str, levels: str) -> Iterable[LegalBasis]:
    """Several texts are separated by ``;``, their levels by ``|``; one level may serve all."""
    if not texts or not levels:
        return
    names = [LEVELS[one] for one in levels.split("|")]
    parts = [one for one in texts.split(";") if one]
    for position, text in enumerate(parts):
        yield LegalBasis(text, names[min(position, len(names) - 1)])
