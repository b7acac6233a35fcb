"""Fill the local stack: every unit operational, a key file for every member and system.

A second start keeps what is there. What was seeded belongs to nobody: demo kids are refused
everywhere but on the local stack, and seeding refuses to touch anything else.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from chalicelib.bootstrap.wiring import Services
from chalicelib.cloud.settings import Settings
from chalicelib.kernel.commits import Aggregate, Commit
from chalicelib.kernel.errors import Misconfigured
from chalicelib.kernel.events import THE_SYSTEM, Event, EventType, News
from chalicelib.kernel.ids import EventId, UnitCode
from chalicelib.kernel.ports import Clock
from chalicelib.keys.adapters.jwk import generate_private_jwk, jwk_pairs
from chalicelib.keys.domain.key import KeyRecord, KeyStatus
from chalicelib.units.use_cases.changing import unit_subject
from infra.client.calling.keyfile import KeyFileUnusable, read_key_file
from infra.client.calling.private_files import write_private
from infra.local.seed.units import DemoKey, demo_keys, seed_units

KEY_LIFE = timedelta(days=365)
ONLY_HOST = "127.0.0.1"


def seed(services: Services, home: Path, clock: Clock) -> None:
    """Add what is missing: 1 query, then per unit 1 query and at most 1 transaction.

    Raises Misconfigured unless the stage is local and every endpoint is 127.0.0.1.
    """
    refuse_elsewhere(services.settings)
    folder = home / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    stored = {one.code: one for one in services.ports.units.units()}
    keys: dict[UnitCode, list[DemoKey]] = {}
    for one in demo_keys():
        keys.setdefault(one.unit, []).append(one)
    for unit in seed_units():
        saves: list[Aggregate] = [] if unit.code in stored else [unit]
        saves += _missing_keys(keys[unit.code], folder, services, clock.now())
        if saves:
            events = _events(unit.code, len(saves), services, clock.now())
            services.ports.commit(Commit(saves=tuple(saves), events=events))


def missing_key_files(home: Path) -> tuple[str, ...]:
    """What to tell about each demo key file that is not there; empty when all are."""
    folder = home / "keys"
    return tuple(
        f"缺少演示密钥文件 {one.file_name},请重新启动以补齐"
        for one in demo_keys()
        if not (folder / one.file_name).is_file()
    )


def refuse_elsewhere(settings: Settings) -> None:
    """Demo keys are for the laptop only. Raises Misconfigured naming what is not local."""
    if not settings.is_local:
        raise Misconfigured("演示数据只能写入本机环境(local),当前环境不是。", field="stage")
    endpoints = {
        "origin": settings.origin,
        "dynamodb_endpoint": settings.dynamodb_endpoint,
        "aws_endpoint": settings.aws_endpoint,
    }
    for name, endpoint in endpoints.items():
        if urlsplit(endpoint or "").hostname != ONLY_HOST:
            raise Misconfigured(
                f"演示数据只能写入本机:{name} 必须指向 {ONLY_HOST},现在是 {endpoint or '云端'}。",
                field=name,
            )
    for name, folder in {"keyring": settings.keyring_dir, "objects": settings.objects_dir}.items():
        if folder is None:
            raise Misconfigured(f"演示环境的 {name} 必须是本机目录。", field=name)


def _missing_keys(
    keys: list[DemoKey], folder: Path, services: Services, now: datetime
) -> list[KeyRecord]:
    """The records to save so that each key file of a unit opens the door; files come first, so
    that a crash in between leaves a file whose record the next start makes."""
    stored = {one.kid: one for one in services.ports.keys.keys_of(keys[0].unit)}
    return [
        record
        for one in keys
        if (record := _record_of(one, _key_file(one, folder), stored.get(one.kid), now))
    ]


def _record_of(
    key: DemoKey, jwk: Mapping[str, object], stored: KeyRecord | None, now: datetime
) -> KeyRecord | None:
    """What to save for this key file; None when its record stands."""
    pairs = jwk_pairs(jwk)
    if stored is not None and stored.jwk == pairs and _stands(stored, now):
        return None
    return KeyRecord(
        kid=key.kid,
        unit=key.unit,
        member=key.member,
        role=key.role,
        alg="ES256",
        jwk=pairs,
        not_before=now,
        not_after=now + KEY_LIFE,
        status=KeyStatus.ACTIVE,
        approved_by="seeding",
        revision=stored.revision if stored is not None else 0,
    )


def _stands(record: KeyRecord, now: datetime) -> bool:
    """Revoking a demo key is part of a demo and is kept; an expired one is renewed."""
    return record.status is KeyStatus.REVOKED or now < record.not_after


def _key_file(key: DemoKey, folder: Path) -> Mapping[str, object]:
    """The private JWK in the key's file; a missing or unusable file is made again."""
    path = folder / key.file_name
    try:
        found = read_key_file(path)
        if (found.kid, found.alg, found.unit) == (key.kid, "ES256", key.unit):
            path.chmod(0o600)
            return found.jwk
    except KeyFileUnusable:
        pass
    content = {
        **generate_private_jwk("ES256"),
        "kid": key.kid,
        "unit": key.unit,
        "unit_name": key.unit_name,
        "member": key.member,
        "role": key.role.lower(),
    }
    write_private(path, content)
    return content


def _events(unit: UnitCode, count: int, services: Services, now: datetime) -> tuple[Event, ...]:
    facts = (("what", "seeded"), ("records", str(count)))
    news = News(EventType.UNIT_CHANGED, now, facts=facts)
    id_ = EventId(services.ports.random.id())
    return (Event(id_, unit_subject(unit), THE_SYSTEM, news),)
