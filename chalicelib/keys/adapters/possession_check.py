"""Proof that a new key is held by whoever registers it: a JWS by the key itself (RFC 7800's idea,
the same strictness as WZM-JWS-1)."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.kernel.errors import FieldInvalid, JsonInvalid, SignatureRefused
from chalicelib.kernel.texts.strict_json import parse_object
from chalicelib.keys.adapters.jwk import jwk_pairs, load_private, load_public, thumbprint
from chalicelib.keys.adapters.jws import sign_compact, signature_holds, split_compact
from chalicelib.keys.domain.claims import JTI_FORM, LARGEST_TOKEN, SKEW
from chalicelib.keys.ports import Possession

if TYPE_CHECKING:
    from collections.abc import Mapping

TYP = "wzm-key+jwt"
LONGEST_LIFE = timedelta(seconds=120)
CLAIMS = frozenset({"aud", "iat", "exp", "jti", "inv", "cdg"})


class PossessionCheck:
    """Adapter of ``key_proofs.SignatureTrust``. ``audience`` is the public origin."""

    def __init__(self, audience: str) -> None:
        self._audience = audience

    def check_possession(
        self, proof: str, jwk: tuple[tuple[str, str], ...], alg: str, now: datetime
    ) -> Possession:
        """Raises FieldInvalid: ``jwk``, ``alg`` or ``proof``."""
        members = dict(jwk)
        key = load_public(members, alg)
        if len(proof) > LARGEST_TOKEN:
            raise _wrong("超过 4096 字节")
        try:
            compact = split_compact(proof)
            header, claims = parse_object(compact.header), parse_object(compact.payload)
        except (SignatureRefused, JsonInvalid):
            raise _wrong("不是头和载荷都为 JSON 对象的紧凑 JWS") from None
        if header != {"alg": alg, "typ": TYP}:
            raise _wrong(f"头只能是 alg={alg}、typ={TYP} 两个参数")
        if not signature_holds(compact, alg, key):
            raise _wrong("的签名与提交的公钥不配对")
        self._check_claims(claims, now)
        own = jwk_pairs(members)
        return Possession(str(claims["inv"]), str(claims["cdg"]), own, thumbprint(members))

    def _check_claims(self, claims: Mapping[str, object], now: datetime) -> None:
        if claims.keys() != CLAIMS:
            raise _wrong("的声明必须恰好是 aud、iat、exp、jti、inv、cdg")
        if claims["aud"] != self._audience:
            raise _wrong(f"的声明 aud 必须是 {self._audience}")
        issued, expiry, jti = claims["iat"], claims["exp"], claims["jti"]
        if type(issued) is not int or type(expiry) is not int:  # bool is no time
            raise _wrong("的声明 iat、exp 必须是整数秒")
        if not 0 < expiry - issued <= LONGEST_LIFE.total_seconds():
            raise _wrong("的声明 exp 必须晚于 iat,且最多晚 120 秒")
        if issued > (now + SKEW).timestamp() or expiry <= (now - SKEW).timestamp():
            raise _wrong("已过期或时间在将来,请校准本机时钟")
        if not isinstance(jti, str) or not JTI_FORM.fullmatch(jti):
            raise _wrong("的声明 jti 必须是 22 到 64 个 base64url 字符")


def make_proof(
    private_jwk: Mapping[str, object], audience: str, invitation: str, digest: str, now: datetime
) -> str:
    """The proof of possession for one registration, made by the new key itself.

    ``digest`` is ``invitations.code_digest(invitation, code)``.
    """
    issued = int(now.timestamp())
    claims: dict[str, object] = {
        "aud": audience,
        "iat": issued,
        "exp": issued + int(LONGEST_LIFE.total_seconds()),
        "jti": secrets.token_urlsafe(16),
        "inv": invitation,
        "cdg": digest,
    }
    header = {"alg": str(private_jwk["alg"]), "typ": TYP}
    return sign_compact(header, claims, load_private(private_jwk))


def _wrong(what: str) -> FieldInvalid:
    return FieldInvalid(f"proof(新密钥的持有证明){what},请用新密钥重新生成。", field="proof")
