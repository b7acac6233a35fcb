"""Words of who takes part, of promises, and of what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.callers import Role
from chalicelib.kernel.events import EventType, Signal
from chalicelib.kernel.texts.people import ApplicantKind, IdType
from chalicelib.kernel.times.promises import PromiseUnit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Signal: {
        Signal.V1: "不参与",
        Signal.V2: "清单外索要证明",
        Signal.V4: "清单调整逾期报告",
        Signal.V5: "逾期未答复、督办超时",
        Signal.V6: "仍然索要证明",
    },
    EventType: {
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
        EventType.REQUEST_ERASED: "删除个人信息",
        EventType.SOURCE_QUERIED: "查询共享数据",
        EventType.SOURCE_SILENT: "数据源没有应答",
        EventType.CATALOGUE_COMPILED: "编制清单",
        EventType.CATALOGUE_SUBMITTED: "报送清单",
        EventType.CATALOGUE_RETURNED: "退回清单",
        EventType.CATALOGUE_AGREED: "同意清单",
        EventType.IMPORT_PREPARED: "准备导入表格",
        EventType.IMPORT_STARTED: "开始导入表格",
        EventType.IMPORT_ENDED: "导入表格完毕",
        EventType.EXCLUSION_DECIDED: "决定不适用情形",
        EventType.EDITION_PUBLISHED: "公布清单",
        EventType.EDITION_IN_FORCE: "清单实施",
        EventType.MATERIALS_MERGED: "合并证明材料",
        EventType.ADJUSTMENT_REGISTERED: "登记清单调整",
        EventType.ADJUSTMENT_REPORTED: "书面报告清单调整",
        EventType.ADJUSTMENT_OVERDUE: "清单调整逾期未报告",
        EventType.ADJUSTMENT_DECIDED: "专班办公室处理清单调整",
        EventType.ADJUSTMENT_PUBLISHED: "清单调整已公布",
        EventType.PROPAGATION_OPENED: "开出清单落实任务",
        EventType.PROPAGATION_DONE: "完成清单落实任务",
        EventType.CALENDAR_CHANGED: "工作日历变更",
        EventType.DEADLINES_RECOUNTED: "按新的工作日历重算时限",
        EventType.UNIT_CHANGED: "单位信息变更",
        EventType.KEY_INVITED: "发出密钥登记码",
        EventType.KEY_REGISTERED: "登记密钥",
        EventType.KEY_APPROVED: "批准密钥",
        EventType.KEY_ROTATED: "更换密钥",
        EventType.KEY_REVOKED: "吊销密钥",
        EventType.WEBHOOK_CHANGED: "推送地址变更",
        EventType.COMPLAINT_RECEIVED: "收到投诉",
        EventType.COMPLAINT_READ: "查阅投诉全文",
        EventType.COMPLAINT_ASSIGNED: "转办投诉",
        EventType.COMPLAINT_PROPOSED: "提出答复意见",
        EventType.COMPLAINT_EXTENDED: "延期答复投诉",
        EventType.COMPLAINT_REPLIED: "答复投诉",
        EventType.NOTICE_SENT: "发出通知",
        EventType.CALL_REFUSED: "拒绝调用",
    },
    PromiseUnit: {
        PromiseUnit.MINUTE: "分钟",
        PromiseUnit.HOUR: "小时",
        PromiseUnit.WORKING_DAY: "工作日",
        PromiseUnit.CALENDAR_DAY: "自然日",
    },
    Role: {
        Role.AGENT: "代办员",
        Role.SUPERVISOR: "督办员",
        Role.SYSTEM: "单位系统",
        Role.OFFICER: "专班办公室经办人",
        Role.PUBLISHER: "公布人",
    },
    ApplicantKind: {ApplicantKind.PERSON: "个人", ApplicantKind.ORGANISATION: "单位"},
    IdType: {
        IdType.RESIDENT_ID: "居民身份号码",
        IdType.PASSPORT: "护照",
        IdType.USCC: "统一社会信用代码",
        IdType.NONE: "无",
    },
}
