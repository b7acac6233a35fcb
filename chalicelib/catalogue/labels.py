"""Words of items, proof materials, rows and editions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.editions import EditionState
from chalicelib.catalogue.domain.rows import (
    BasisLevel,
    DataBacking,
    Disposition,
    Exclusion,
    Handling,
    ItemKind,
    Method,
)
from chalicelib.catalogue.lint.domain.findings import LintCode, Severity
from chalicelib.catalogue.tables.domain.imports import ImportState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    ItemKind: {ItemKind.GOVERNMENT: "政务服务", ItemKind.PUBLIC_SERVICE: "公共服务"},
    Handling: {Handling.INSTANT: "即办件", Handling.PROMISED: "承诺件"},
    Disposition: {Disposition.CANCELLED: "取消", Disposition.RETAINED: "保留"},
    Method: {
        Method.DATA_SHARING: "数据共享",
        Method.NOTIFICATION_COMMITMENT: "告知承诺",
        Method.DEPARTMENT_VERIFICATION: "部门核验",
    },
    DataBacking: {
        DataBacking.NONE: "无",
        DataBacking.NOT_CONNECTED: "未对接",
        DataBacking.CONNECTED: "已对接",
    },
    BasisLevel: {
        BasisLevel.LAW: "法律",
        BasisLevel.ADMINISTRATIVE_REGULATION: "行政法规",
        BasisLevel.LOCAL_REGULATION: "地方性法规",
        BasisLevel.STATE_COUNCIL_DECISION: "国务院决定",
        BasisLevel.DEPARTMENT_RULE: "部门规章",
        BasisLevel.NORMATIVE_DOCUMENT: "规范性文件",
    },
    EditionState: {
        EditionState.DRAFT: "编制中",
        EditionState.SUBMITTED: "已报送",
        EditionState.RETURNED: "退回",
        EditionState.AGREED: "专班同意",
        EditionState.PUBLISHED: "已公布",
        EditionState.IN_FORCE: "已实施",
        EditionState.SUPERSEDED: "被替代",
    },
    Exclusion: {
        Exclusion.X1: "国家安全",
        Exclusion.X2: "国家机密",
        Exclusion.X3: "公共安全",
        Exclusion.X4: "金融业审慎监管",
        Exclusion.X5: "生态环境保护",
        Exclusion.X6: "人身健康",
        Exclusion.X7: "生命财产安全",
        Exclusion.X8: "重要涉外",
        Exclusion.X9: "风险较大、纠错成本较高、损害难以挽回",
        Exclusion.X10: "须由区外出具且无法网络核验",
        Exclusion.X11: "区级初审上报市级以上",
        Exclusion.X12: "市级委托下放且审核环节在市级",
    },
    ImportState: {
        ImportState.WAITING: "待上传",
        ImportState.QUEUED: "排队中",
        ImportState.RUNNING: "处理中",
        ImportState.DONE: "已完成",
        ImportState.FAILED: "未导入",
    },
    Severity: {Severity.ERROR: "错误", Severity.REMINDER: "提醒", Severity.NOTE: "说明"},
    LintCode: {
        LintCode.BASIS_MISSING: "没有设定依据",
        LintCode.BASIS_TOO_LOW: "依据层级不足",
        LintCode.BASIS_WAIVED: "依据待核",
        LintCode.WAIVER_OVERDUE: "暂予保留到期",
        LintCode.METHOD_MISSING: "没有核验方式",
        LintCode.METHOD_NEEDLESS: "不该有核验方式",
        LintCode.REPLACEMENT_MISSING: "没有替代方式",
        LintCode.REPLACED_BY_METHOD: "取消却以核验、共享或比对替代",
        LintCode.UNIT_UNREGISTERED: "单位没有登记",
        LintCode.ISSUER_MISSING: "没有开具单位",
        LintCode.ISSUER_CANNOT_KNOW: "开具单位核实不了",
        LintCode.SELF_ADDRESSED: "自己向自己核验",
        LintCode.FACT_TWICE: "重复证明",
        LintCode.FACT_ALIKE: "疑似重复证明",
        LintCode.MATERIAL_ALIKE: "同一材料两种写法",
        LintCode.PROOF_CIRCULAR: "循环证明",
        LintCode.SHARING_WITHOUT_DATABASE: "数据共享没有数据库",
        LintCode.COMMITMENT_WITHOUT_ISSUER: "告知承诺没有开具单位",
        LintCode.COMMITMENT_MISSED: "应当采用告知承诺而没有采用",
        LintCode.EXCLUSION_UNDECIDED: "不适用情形没有决定",
        LintCode.EXCLUSION_OVERDUE: "不适用情形到期没有复核",
    },
}
