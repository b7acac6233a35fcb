"""The units of the seed file, with made-up people, and the demo keys each of them needs."""

from dataclasses import dataclass, replace
from functools import lru_cache

from chalicelib.catalogue.adapters.seed import read_rows
from chalicelib.kernel.callers import Role
from chalicelib.kernel.ids import KeyId, MemberId, UnitCode
from chalicelib.kernel.labels import label
from chalicelib.keys.domain.key import DEMO_PREFIX
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE, Member, Sector, Unit, UnitKind

AGENTS = 2
OFFICERS = 2
SAMPLE = "样例"
"""Stands in every made-up name, so that nobody takes one for a real person's."""
NUMERALS = "零一二三四五六七八九"
KINDS = {label(one): one for one in UnitKind}
SECTORS = {label(one): one for one in Sector}


@dataclass(frozen=True)
class DemoKey:
    """One key to be there: whose, and in which file."""

    unit: UnitCode
    unit_name: str
    role: Role
    number: int

    @property
    def member(self) -> MemberId | None:
        if self.role is Role.SYSTEM:
            return None
        return MemberId(f"{self.role.lower()}-{self.number}")

    @property
    def kid(self) -> KeyId:
        return KeyId(DEMO_PREFIX + self._name)

    @property
    def file_name(self) -> str:
        return f"{self._name}.json"

    @property
    def _name(self) -> str:
        return f"{self.unit}-{self.role.lower()}-{self.number}"


@lru_cache(maxsize=1)
def seed_units() -> tuple[Unit, ...]:
    """Every unit of the seed file, operational, in the file's order."""
    rows = read_rows("units.csv")
    codes = {row["单位名称"]: UnitCode(row["单位编码"]) for row in rows}
    return tuple(
        with_people(
            Unit(
                code=UnitCode(row["单位编码"]),
                name=row["单位名称"],
                kind=KINDS[row["单位类别"]],
                sector=SECTORS[row["行业"]] if row["行业"] else None,
                sector_authority=codes[row["行业主管部门"]] if row["行业主管部门"] else None,
            )
        )
        for row in rows
    )


@lru_cache(maxsize=1)
def demo_keys() -> tuple[DemoKey, ...]:
    """Every demo key, unit by unit."""
    found = []
    for unit in seed_units():
        counts = {Role.SUPERVISOR: 1, Role.AGENT: AGENTS, Role.SYSTEM: 1}
        counts |= {Role.OFFICER: len(unit.officers), Role.PUBLISHER: len(unit.publishers)}
        for role, count in counts.items():
            found += [DemoKey(unit.code, unit.name, role, n + 1) for n in range(count)]
    return tuple(found)


def with_people(unit: Unit) -> Unit:
    counts = {Role.SUPERVISOR: 1, Role.AGENT: AGENTS}
    if unit.code == TASK_FORCE_OFFICE:
        counts |= {Role.OFFICER: OFFICERS, Role.PUBLISHER: 1}
    people = {
        role: [
            Member(MemberId(f"{role.lower()}-{n}"), f"{SAMPLE}{label(role)}{NUMERALS[n]}")
            for n in range(1, count + 1)
        ]
        for role, count in counts.items()
    }
    ids = {role: tuple(one.id for one in members) for role, members in people.items()}
    return replace(
        unit,
        members=tuple(one for members in people.values() for one in members),
        supervisor=ids[Role.SUPERVISOR][0],
        agents=ids[Role.AGENT],
        officers=ids.get(Role.OFFICER, ()),
        publishers=ids.get(Role.PUBLISHER, ()),
    )
