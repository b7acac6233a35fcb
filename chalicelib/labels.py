"""The Chinese word for every enum value, for details, pages and printed papers.

The words are those of the rule and of docs/glossary.md; tests/docs/test_glossary.py holds this
file, the glossary and the enums of ``chalicelib.domain`` together. The tables are per type,
because values of two enums may be the same text (``PUBLIC_SERVICE`` is a kind of unit and a kind
of item).
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from chalicelib.domain.answers import AttachmentType, Conclusion
from chalicelib.domain.catalogue import (
    BasisLevel,
    DataBacking,
    Disposition,
    Exclusion,
    Handling,
    ItemKind,
    Method,
)
from chalicelib.domain.deadlines import Rule
from chalicelib.domain.editions import EditionState
from chalicelib.domain.eproofs import CheckOutcome, ProofStatus, SealKind
from chalicelib.domain.events import EventType, Signal
from chalicelib.domain.keys import KeyStatus
from chalicelib.domain.notices import Audience
from chalicelib.domain.outcomes import ArbitrationState, RequestState, SupervisionState
from chalicelib.domain.people import ApplicantKind, IdType
from chalicelib.domain.promises import PromiseUnit
from chalicelib.domain.proof_copies import FileState
from chalicelib.domain.sources import ConnectorState
from chalicelib.domain.unit_records import UnitRecordKind
from chalicelib.domain.units import Role, Sector, UnitKind

_CATALOGUE: dict[type[StrEnum], Mapping[StrEnum, str]] = {
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
    PromiseUnit: {
        PromiseUnit.MINUTE: "分钟",
        PromiseUnit.HOUR: "小时",
        PromiseUnit.WORKING_DAY: "工作日",
        PromiseUnit.CALENDAR_DAY: "自然日",
    },
}

_UNITS: dict[type[StrEnum], Mapping[StrEnum, str]] = {
    FileState: {
        FileState.SEALING: "待加盖",
        FileState.READY: "已加盖",
        FileState.FAILED: "加盖失败",
    },
    ConnectorState: {
        ConnectorState.CONNECTED: "已接入",
        ConnectorState.PLANNED: "计划",
        ConnectorState.NOT_APPLICABLE: "不适用",
    },
    UnitRecordKind: {
        UnitRecordKind.TRAINING: "培训记录",
        UnitRecordKind.SEAL: "印章台账",
        UnitRecordKind.ACCOUNT: "账号台账",
    },
    UnitKind: {
        UnitKind.ORGAN: "行政机关",
        UnitKind.AUTHORISED: "授权组织",
        UnitKind.PUBLIC_SERVICE: "公共服务",
    },
    Sector: {
        Sector.WATER: "水",
        Sector.POWER: "电",
        Sector.GAS: "燃气",
        Sector.HEATING: "供暖",
        Sector.CABLE_TV: "有线电视",
        Sector.BANK: "银行",
        Sector.INSURANCE: "保险",
        Sector.EDUCATION: "教育",
        Sector.HEALTH: "医疗卫生",
        Sector.OTHER: "其他",
    },
    Role: {
        Role.AGENT: "代办员",
        Role.SUPERVISOR: "督办员",
        Role.SYSTEM: "单位系统",
        Role.OFFICER: "专班办公室经办人",
        Role.PUBLISHER: "公布人",
    },
    Audience: {
        Audience.AGENT: "代办员",
        Audience.SUPERVISOR: "督办员",
        Audience.OFFICER: "专班办公室经办人",
    },
    KeyStatus: {
        KeyStatus.PENDING: "待批准",
        KeyStatus.ACTIVE: "有效",
        KeyStatus.REVOKED: "已吊销",
    },
    ApplicantKind: {ApplicantKind.PERSON: "个人", ApplicantKind.ORGANISATION: "单位"},
    IdType: {
        IdType.RESIDENT_ID: "居民身份号码",
        IdType.PASSPORT: "护照",
        IdType.USCC: "统一社会信用代码",
        IdType.NONE: "无",
    },
}

_REQUESTS: dict[type[StrEnum], Mapping[StrEnum, str]] = {
    RequestState: {
        RequestState.FILED: "已发起",
        RequestState.ACCEPTED: "已接收",
        RequestState.ANSWERED: "已出具",
        RequestState.SENT_BACK: "已退回",
        RequestState.WITHDRAWN: "已撤回",
    },
    SupervisionState: {
        SupervisionState.OPEN: "督办中",
        SupervisionState.DONE: "督办完成",
        SupervisionState.FAILED: "督办超时",
    },
    ArbitrationState: {ArbitrationState.OPEN: "待裁定", ArbitrationState.DECIDED: "已裁定"},
    Conclusion: {
        Conclusion.CONFIRMED: "属实",
        Conclusion.NOT_CONFIRMED: "不符",
        Conclusion.NO_RECORD: "查无",
    },
    AttachmentType: {
        AttachmentType.PDF: "PDF 文件",
        AttachmentType.OFD: "OFD 文件",
        AttachmentType.JPEG: "JPEG 图片",
        AttachmentType.PNG: "PNG 图片",
    },
    Rule: {
        Rule.S0: "秒批秒办",
        Rule.R1: "有数据库依托未对接,30 分钟",
        Rule.R2: "即办件,30 分钟",
        Rule.R3: "承诺件,24 小时且不超过承诺时限",
        Rule.R4: "退回时限",
        Rule.R5: "督办时限",
        Rule.R6: "核验时间不计入考核计时",
    },
    Signal: {
        Signal.V1: "不参与",
        Signal.V5: "逾期未答复、督办超时",
    },
}

_PROOFS: dict[type[StrEnum], Mapping[StrEnum, str]] = {
    SealKind: {
        SealKind.DATA_SHARING_QUERY: "数据共享查询核验专用章",
        SealKind.VERIFIED_INFORMATION: "核实信息专用章",
    },
    ProofStatus: {
        ProofStatus.VALID: "有效",
        ProofStatus.REVOKED: "已撤销",
        ProofStatus.SUSPENDED: "已暂停",
    },
    CheckOutcome: {
        CheckOutcome.VALID: "真实有效",
        CheckOutcome.REVOKED: "已撤销",
        CheckOutcome.SUSPENDED: "已暂停",
        CheckOutcome.EXPIRED: "已过期",
        CheckOutcome.UNTRUSTED: "不可信",
        CheckOutcome.PURPOSE_MISMATCH: "用途不符",
        CheckOutcome.KEY_UNKNOWN: "公钥未知",
        CheckOutcome.STATUS_UNKNOWN: "暂不能确认",
        CheckOutcome.NOT_OURS: "不是本系统的码",
    },
}

_EVENTS: Mapping[StrEnum, str] = {
    EventType.REQUEST_FILED: "发起核验申请",
    EventType.REQUEST_ACCEPTED: "接收核验申请",
    EventType.REQUEST_ANSWERED: "核验并出具",
    EventType.REQUEST_SENT_BACK: "退回核验申请",
    EventType.REQUEST_WITHDRAWN: "撤回核验申请",
    EventType.REQUEST_EXTENDED: "延期",
    EventType.REQUEST_RE_ROUTED: "转办",
    EventType.REQUEST_ARBITRATED: "裁定",
    EventType.REQUEST_READ: "查阅申请全文",
    EventType.REMINDER_DUE: "临期提醒",
    EventType.REQUEST_OVERDUE: "超时",
    EventType.SUPERVISION_NOTED: "记录督办情况",
    EventType.SUPERVISION_DONE: "完成督办",
    EventType.SUPERVISION_FAILED: "督办未完成",
    EventType.ISSUER_NOT_OPERATIONAL: "出具单位人员不齐",
    EventType.ATTACHMENT_PREPARED: "准备上传附件",
    EventType.MISMATCH_RECORDED: "登记信息不符",
    EventType.SUPPLEMENT_ASKED: "要求补充材料",
    EventType.OBJECTION_RECORDED: "登记异议",
    EventType.PROOF_EXTRACTED: "提取电子证明",
    EventType.PROOF_REVOKED: "撤销电子证明",
    EventType.PROOF_SUSPENDED: "暂停电子证明",
    EventType.PROOF_RESUMED: "恢复电子证明",
    EventType.PROOF_SEALED: "电子证明已加盖",
    EventType.SEAL_USED: "使用印章",
    EventType.SEALING_FAILED: "加盖失败",
    EventType.ANSWER_CORRECTED: "更正出具结果",
    EventType.SOURCE_QUERIED: "查询共享数据",
    EventType.SOURCE_SILENT: "数据源没有应答",
    EventType.UNIT_CHANGED: "单位信息变更",
    EventType.KEY_INVITED: "发出密钥登记码",
    EventType.KEY_REGISTERED: "登记密钥",
    EventType.KEY_APPROVED: "批准密钥",
    EventType.KEY_ROTATED: "更换密钥",
    EventType.KEY_REVOKED: "吊销密钥",
    EventType.WEBHOOK_CHANGED: "推送地址变更",
    EventType.NOTICE_SENT: "发出通知",
    EventType.CALL_REFUSED: "拒绝调用",
}

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = MappingProxyType(
    {**_CATALOGUE, **_UNITS, **_REQUESTS, **_PROOFS, EventType: _EVENTS}
)


def label(value: StrEnum) -> str:
    """The Chinese word for ``value``. Raises KeyError for an enum or a value without one."""
    return LABELS[type(value)][value]
