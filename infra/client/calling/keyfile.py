"""The key file: one private JWK plus who it belongs to, and the root key the holder trusts."""

import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chalicelib.kernel.errors import FieldMissing, MianzhengError
from chalicelib.kernel.texts.strict_json import parse_object
from chalicelib.keys.adapters.jwk import PrivateKey, load_private, public_jwk

ROLES = ("agent", "supervisor", "system", "officer", "publisher")


class KeyFileUnusable(Exception):
    """The key file can't be read, in Chinese, with what to do next."""


@dataclass(frozen=True)
class KeyFile:
    """{kty, crv, x, y, d, kid, alg, unit, unit_name, member, role, root?} as read.

    ``root`` is the RFC 7638 thumbprint of the service's root key, where the holder was given it
    on a trusted way; without it the first one met is remembered.
    """

    kid: str
    alg: str
    unit: str
    unit_name: str
    member: str | None
    role: str
    root: str | None
    jwk: Mapping[str, object]

    @property
    def private_key(self) -> PrivateKey:
        return load_private(self.jwk)

    @property
    def public_jwk(self) -> dict[str, str]:
        return public_jwk(self.jwk)


def parse_key(content: Mapping[str, object]) -> KeyFile:
    """Raises FieldMissing or FieldInvalid naming the member; the private part is never shown."""
    for name in ("kid", "alg", "unit", "unit_name", "role"):
        if not isinstance(content.get(name), str):
            raise FieldMissing(f"密钥文件缺少 {name},请重新取得密钥文件。", field=name)
    member, root = content.get("member"), content.get("root")
    role = str(content["role"])
    if role not in ROLES or (role == "system") != (member is None):
        raise FieldMissing(
            "密钥文件的 role 与 member 不符:system 没有 member,其他角色必须有。", field="member"
        )
    load_private(content)
    return KeyFile(
        kid=str(content["kid"]),
        alg=str(content["alg"]),
        unit=str(content["unit"]),
        unit_name=str(content["unit_name"]),
        member=None if member is None else str(member),
        role=role,
        root=None if root is None else str(root),
        jwk=dict(content),
    )


def read_key_file(path: Path) -> KeyFile:
    """Raises KeyFileUnusable."""
    try:
        return parse_key(parse_object(path.read_bytes()))
    except OSError as error:
        raise KeyFileUnusable(
            f"读不到密钥文件 {path}({error.strerror}),请核对路径和权限。"
        ) from None
    except MianzhengError as error:
        raise KeyFileUnusable(f"密钥文件 {path} 不可用:{error.detail}") from None


def permission_warnings(path: Path) -> list[str]:
    """What is too open about a private file, in Chinese."""
    mode = path.stat().st_mode
    warnings = []
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        warnings.append(
            f"密钥文件权限为 {stat.S_IMODE(mode):o},本机其他用户可能读到;请执行 chmod 600 {path}"
        )
    if path.parent.stat().st_mode & stat.S_IWOTH and not path.parent.stat().st_mode & stat.S_ISVTX:
        warnings.append(f"目录 {path.parent} 任何人可写,密钥文件可能被替换;请收紧目录权限。")
    return warnings
