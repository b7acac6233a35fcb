"""Explains a signed request without sending it: each part, its value, and why it would fail."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import urllib3

from chalicelib.kernel.callers import Role
from chalicelib.kernel.errors import MianzhengError, SignatureRefused
from chalicelib.kernel.ids import KeyId, MemberId, UnitCode
from chalicelib.keys.adapters.jwk import jwk_pairs, load_public
from chalicelib.keys.adapters.jws import signature_holds, split_compact
from chalicelib.keys.domain.claims import (
    CLAIM_CHECKS,
    LARGEST_BODY,
    LARGEST_TOKEN,
    SKEW,
    WRITE_METHODS,
    Expected,
    parse_claims,
    parse_header,
)
from chalicelib.keys.domain.key import KeyRecord, KeyStatus
from infra.client.calling.keyfile import KeyFile
from infra.client.checking.receipts import Finding

CLAIM_LABELS = {
    "": "声明名称",
    "aud": "aud 受理系统",
    "iss": "iss 单位",
    "sub": "sub 人员",
    "iat": "iat 签发时间",
    "exp": "exp 截止时间",
    "jti": "jti 一次性编号",
    "htm": "htm 方法",
    "htt": "htt 目标",
    "op": "op 操作编号",
    "dig": "dig 正文摘要",
}


@dataclass(frozen=True)
class Patient:
    """What is to be explained: a token and the call it is meant for."""

    token: str
    origin: str
    method: str
    target: str
    body: bytes


def explain(patient: Patient, key: KeyFile, now: datetime) -> list[Finding]:
    """One finding per part, all of them even after a failure, in the order the service checks.

    What only the service knows (registration, revocation, jti seen before) is not judged here.
    """
    findings = [_size("签名大小", len(patient.token), LARGEST_TOKEN)]
    findings.append(_size("正文大小", len(patient.body), LARGEST_BODY))
    try:
        compact = split_compact(patient.token)
        alg, kid = parse_header(compact.header)
    except SignatureRefused as refusal:
        return [*findings, Finding("签名的头", False, refusal.detail)]
    is_this_key = (alg, kid) == (key.alg, key.kid)
    findings.append(
        Finding(
            "签名的头",
            is_this_key,
            f"alg {alg},kid {kid}" + ("" if is_this_key else f";与密钥文件的 {key.kid} 不同"),
        )
    )
    try:
        holds = is_this_key and signature_holds(compact, alg, load_public(key.public_jwk, alg))
        findings.append(Finding("签名", holds, "与密钥相符" if holds else "与密钥不符"))
        claims = parse_claims(compact.payload)
    except MianzhengError as error:
        return [*findings, Finding("载荷", False, error.detail)]
    return findings + _explain_claims(claims, patient, key, now)


def _size(what: str, size: int, largest: int) -> Finding:
    return Finding(what, size <= largest, f"{size} 字节(最多 {largest})")


def _explain_claims(
    claims: Mapping[str, object], patient: Patient, key: KeyFile, now: datetime
) -> list[Finding]:
    expected = Expected(
        key=_assumed_record(key, now),
        audience=patient.origin,
        method=patient.method,
        target=patient.target,
        body=patient.body,
        now=now,
        is_write=patient.method in WRITE_METHODS,
    )
    findings = []
    for name, check in CLAIM_CHECKS:
        label = CLAIM_LABELS[name]
        shown = _shown(claims, name)
        try:
            check(claims, expected)
        except SignatureRefused as refusal:
            findings.append(Finding(label, False, f"{shown} —— {refusal.detail}"))
        else:
            findings.append(Finding(label, True, shown))
    return findings


def _shown(claims: Mapping[str, object], name: str) -> str:
    if not name:
        return "、".join(json.dumps(one)[1:-1] for one in claims)
    return json.dumps(claims[name], ensure_ascii=True) if name in claims else "(没有)"


def _assumed_record(key: KeyFile, now: datetime) -> KeyRecord:
    """The record as it should be registered; whether it is, only the service knows."""
    return KeyRecord(
        kid=KeyId(key.kid),
        unit=UnitCode(key.unit),
        member=None if key.member is None else MemberId(key.member),
        role=Role[key.role.upper()],
        alg=key.alg,
        jwk=jwk_pairs(key.jwk),
        not_before=now,
        not_after=now + timedelta(days=1),
        status=KeyStatus.ACTIVE,
    )


def compare_clocks(origin: str, now: datetime) -> Finding:
    """This machine's clock against the ``Date`` of the service's unsigned health page."""
    pool = urllib3.PoolManager(timeout=urllib3.Timeout(2.0), retries=False)
    try:
        answer = pool.request("GET", f"{origin}/v1/health", redirect=False)
        theirs = parsedate_to_datetime(answer.headers["Date"])
    except (urllib3.exceptions.HTTPError, KeyError, TypeError, ValueError):
        return Finding("本机时钟", True, f"没有从 {origin} 得到时间,未能比较")
    skew = (now - theirs).total_seconds()
    return Finding(
        "本机时钟",
        abs(skew) <= SKEW.total_seconds(),
        f"比服务端{'快' if skew >= 0 else '慢'}约 {abs(skew):.0f} 秒(最多允许 60 秒)",
    )
