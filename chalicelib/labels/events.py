"""Words of the ledger: what happened, and which signal it is."""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.events import EventType, Signal

EVENTS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Signal: {
        Signal.V1: "不参与",
        Signal.V5: "逾期未答复、督办超时",
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
        EventType.SOURCE_QUERIED: "查询共享数据",
        EventType.SOURCE_SILENT: "数据源没有应答",
        EventType.CATALOGUE_COMPILED: "编制清单",
        EventType.CATALOGUE_SUBMITTED: "报送清单",
        EventType.CATALOGUE_RETURNED: "退回清单",
        EventType.CATALOGUE_AGREED: "同意清单",
        EventType.EDITION_PUBLISHED: "公布清单",
        EventType.MATERIALS_MERGED: "合并证明材料",
        EventType.UNIT_CHANGED: "单位信息变更",
        EventType.KEY_INVITED: "发出密钥登记码",
        EventType.KEY_REGISTERED: "登记密钥",
        EventType.KEY_APPROVED: "批准密钥",
        EventType.KEY_ROTATED: "更换密钥",
        EventType.KEY_REVOKED: "吊销密钥",
        EventType.WEBHOOK_CHANGED: "推送地址变更",
        EventType.NOTICE_SENT: "发出通知",
        EventType.CALL_REFUSED: "拒绝调用",
    },
}
