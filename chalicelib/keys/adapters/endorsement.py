"""The response key's public half under the root key: ``/.well-known/jwks.json``.

The root key never leaves KMS (on the laptop: a PEM file), so it can't sign every answer. It
endorses the response key instead, for a short time; whoever pins the root's thumbprint needs to
know nothing else.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.texts.strict_json import parse_object
from chalicelib.keys.adapters.jwk import load_public, thumbprint
from chalicelib.keys.adapters.jws import assemble, signature_holds, split_compact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.keys.adapters.signers import Signer

TYP = "wzm-end+jwt"
CLAIMS = frozenset({"thumbprint", "kid", "nbf", "exp"})
SKEW = timedelta(seconds=60)


class EndorsementRefused(Exception):
    """Why the response key is not to be trusted, in Chinese."""


def endorse(
    response_key: Mapping[str, object],
    root_kid: str,
    root: Signer,
    validity: tuple[datetime, datetime],
) -> str:
    """A compact JWS of the root key over {thumbprint, kid, nbf, exp} of the response key."""
    not_before, not_after = validity
    claims = {
        "thumbprint": thumbprint(response_key),
        "kid": str(response_key["kid"]),
        "nbf": int(not_before.timestamp()),
        "exp": int(not_after.timestamp()),
    }
    return assemble({"alg": "ES256", "kid": root_kid, "typ": TYP}, claims, root.sign)


def check_endorsement(
    jwks: Mapping[str, object], kid: str, at: datetime
) -> tuple[dict[str, object], str]:
    """The response key ``kid`` as endorsed at ``at``, and the endorsing root's thumbprint.

    Whoever calls compares that thumbprint with the one it pinned. ``endorsement`` may be a list
    too, while two response keys overlap. Raises EndorsementRefused.
    """
    said = jwks.get("endorsement")
    candidates = said if isinstance(said, list) else [said]
    causes = []
    for candidate in candidates[:8]:
        try:
            return _check_one(jwks, str(candidate), kid, at)
        except EndorsementRefused as refusal:
            causes.append(str(refusal))
    raise EndorsementRefused(causes[0] if causes else "公钥集没有背书(endorsement)。")


def _check_one(
    jwks: Mapping[str, object], token: str, kid: str, at: datetime
) -> tuple[dict[str, object], str]:
    try:
        compact = split_compact(token)
        header, claims = parse_object(compact.header), parse_object(compact.payload)
    except MianzhengError:
        raise EndorsementRefused("公钥集的背书(endorsement)不是有效的 JWS。") from None
    if set(header) != {"alg", "kid", "typ"} or header["typ"] != TYP or header["alg"] != "ES256":
        raise EndorsementRefused("背书的头参数不符合规定。")
    if set(claims) != CLAIMS or claims["kid"] != kid:
        raise EndorsementRefused("背书不是给这个应答密钥的。")
    root, response = _find(jwks, header["kid"]), _find(jwks, kid)
    try:
        if not signature_holds(compact, "ES256", load_public(root, "ES256")):
            raise EndorsementRefused("背书的签名与根密钥不符。")
    except MianzhengError:
        raise EndorsementRefused("公钥集里的根密钥不可用。") from None
    if thumbprint(response) != claims["thumbprint"]:
        raise EndorsementRefused("应答密钥与背书里的指纹不符。")
    _check_validity(claims, at)
    return response, thumbprint(root)


def _check_validity(claims: Mapping[str, object], at: datetime) -> None:
    starts, ends = claims["nbf"], claims["exp"]
    if type(starts) is not int or type(ends) is not int:
        raise EndorsementRefused("背书的有效期不是整数秒。")
    if not starts - SKEW.total_seconds() <= at.timestamp() < ends + SKEW.total_seconds():
        raise EndorsementRefused("背书在应答签发时不在有效期内。")


def _find(jwks: Mapping[str, object], kid: object) -> dict[str, object]:
    keys = jwks.get("keys")
    for one in keys if isinstance(keys, list) else []:
        if isinstance(one, dict) and one.get("kid") == kid:
            return one
    raise EndorsementRefused("公钥集里没有背书所指的密钥。")
