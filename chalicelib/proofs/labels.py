"""Words of electronic proofs."""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.requests.domain.claims import CheckOutcome, ProofStatus, SealKind
from chalicelib.requests.domain.copies import FileState

PROOFS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    FileState: {
        FileState.SEALING: "待加盖",
        FileState.READY: "已加盖",
        FileState.FAILED: "加盖失败",
    },
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
