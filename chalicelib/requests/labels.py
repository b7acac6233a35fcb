"""Words of requests, answers and extracted copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.requests.domain.answers import AttachmentType, Conclusion
from chalicelib.requests.domain.claims import ProofStatus, SealKind
from chalicelib.requests.domain.copies import FileState
from chalicelib.requests.domain.deadlines import Rule
from chalicelib.requests.domain.outcomes import ArbitrationState, RequestState, SupervisionState
from chalicelib.requests.domain.sources import ConnectorState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
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
    ConnectorState: {
        ConnectorState.CONNECTED: "已接入",
        ConnectorState.PLANNED: "计划",
        ConnectorState.NOT_APPLICABLE: "不适用",
    },
}
