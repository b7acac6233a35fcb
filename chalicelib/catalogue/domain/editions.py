"""One edition of the catalogue, from compiling to superseded (Art. 5-1).

Each unit compiles a draft for its own items; a draft is submitted, then agreed to or returned by
the task-force office. Publishing takes the agreed drafts into the next edition, which is
immutable. Rows stand apart from these records, as content-addressed documents. Persons are
written ``unit:member``; that compiling, agreeing and publishing take three of them is OURS.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from chalicelib.catalogue.domain.errors import BasisTooLow, DraftStateForbids, SamePerson
from chalicelib.catalogue.domain.rows import CatalogueRow, Disposition
from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.ids import UnitCode
from chalicelib.kernel.records import record
from chalicelib.kernel.times.clock import SHANGHAI

SHORTEST_REASON = 10
MOST_RETURNS = 50


class EditionState(StrEnum):
    """编制中, 已报送, 退回, 专班同意 of a draft; 已公布, 已实施, 被替代 of an edition."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    AGREED = "AGREED"
    PUBLISHED = "PUBLISHED"
    IN_FORCE = "IN_FORCE"
    SUPERSEDED = "SUPERSEDED"


STATE_WORDS = {
    EditionState.DRAFT: "编制中",
    EditionState.SUBMITTED: "已报送",
    EditionState.RETURNED: "已退回",
    EditionState.AGREED: "专班已同意",
    EditionState.PUBLISHED: "已公布",
}


@record(frozen=True)
class DraftReturn:
    """退回, with its reason."""

    at: datetime
    by: str
    reason: str


@record(frozen=True)
class Waiver:
    """A basis that is too low is let stand for now (OURS): published as 依据待核.

    ``until`` is the last day (Asia/Shanghai) on which it stands.
    """

    row: str
    decision: str
    until: date
    reason: str

    @property
    def words(self) -> str:
        """As it stands in the published row."""
        return f"{self.reason}({self.decision},{self.until.isoformat()} 到期)"


@record(frozen=True)
class CatalogueDraft:
    """编制稿: what one unit has compiled; a unit has one at a time.

    ``content`` names the document with the unit's rows; ``base`` is the number of the edition it
    was compiled against.
    """

    unit: UnitCode
    content: str
    row_count: int
    base: int
    state: EditionState
    compiled_by: tuple[str, ...]
    compiled_at: datetime
    submitted_by: str | None = None
    submitted_at: datetime | None = None
    agreed_by: str | None = None
    agreed_at: datetime | None = None
    edition: int | None = None
    returns: tuple[DraftReturn, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    adjustments: tuple[str, ...] = ()
    revision: int = 0
    list_of: ClassVar[str] = ""

    @property
    def key(self) -> str:
        return self.unit

    def recompiled(self, content: str, row_count: int, by: str, at: datetime) -> "CatalogueDraft":
        """Compiled again while 编制中 or 退回; after 公布 a new one begins.

        Whoever had a hand in it counts as its compiler. Raises DraftStateForbids.
        """
        open_states = (EditionState.DRAFT, EditionState.RETURNED)
        if self.state is EditionState.PUBLISHED:
            return CatalogueDraft(
                self.unit, content, row_count, self.edition or self.base, EditionState.DRAFT,
                (by,), at, revision=self.revision,
            )  # fmt: skip
        self._require("重新编制", *open_states)
        return replace(
            self,
            content=content,
            row_count=row_count,
            state=EditionState.DRAFT,
            compiled_by=_with(self.compiled_by, by),
            compiled_at=at,
        )

    def submitted(self, by: str, at: datetime) -> "CatalogueDraft":
        """报送. Raises DraftStateForbids."""
        self._require("报送", EditionState.DRAFT)
        return replace(self, state=EditionState.SUBMITTED, submitted_by=by, submitted_at=at)

    def returned(self, reason: str, by: str, at: datetime) -> "CatalogueDraft":
        """退回, while 已报送 or 专班同意. Raises DraftStateForbids, FieldInvalid."""
        self._require("退回", EditionState.SUBMITTED, EditionState.AGREED)
        if len(reason) < SHORTEST_REASON:
            raise FieldInvalid(
                f"退回理由至少写 {SHORTEST_REASON} 个字,让单位知道改什么。", field="reason"
            )
        returns = (*self.returns, DraftReturn(at, by, reason))[-MOST_RETURNS:]
        return replace(
            self,
            state=EditionState.RETURNED,
            returns=returns,
            agreed_by=None,
            agreed_at=None,
            waivers=(),
        )

    def agreed(
        self, rows: Iterable[CatalogueRow], waivers: tuple[Waiver, ...], by: str, at: datetime
    ) -> "CatalogueDraft":
        """专班同意. ``rows`` are those of ``content``.

        Raises DraftStateForbids, SamePerson, FieldInvalid (a waiver that is over or of no such
        row), BasisTooLow (rows that are neither cancelled nor waived, Art. 2-1).
        """
        self._require("同意", EditionState.SUBMITTED)
        _other_person("审核同意", by, (*self.compiled_by, self.submitted_by or ""))
        _check_waivers(waivers, low_basis_rows(rows), at)
        state = EditionState.AGREED
        return replace(self, state=state, waivers=waivers, agreed_by=by, agreed_at=at)

    def published(self, edition: int, by: str) -> "CatalogueDraft":
        """Taken into an edition. Raises DraftStateForbids, SamePerson."""
        self._require("公布", EditionState.AGREED)
        _other_person(
            "公布", by, (*self.compiled_by, self.submitted_by or "", self.agreed_by or "")
        )
        return replace(self, state=EditionState.PUBLISHED, edition=edition)

    def waived(self, rows: Iterable[CatalogueRow]) -> tuple[CatalogueRow, ...]:
        """The rows as they are published: with the words of their waivers."""
        words = {one.row: one.words for one in self.waivers}
        return tuple(replace(one, waiver=words.get(one.code)) for one in rows)

    def _require(self, act: str, *states: EditionState) -> None:
        if self.state not in states:
            allowed = "、".join(STATE_WORDS[one] for one in states)
            raise DraftStateForbids(
                f"{self.unit} 的编制稿{STATE_WORDS[self.state]},不能{act};{allowed}时才可以。",
                facts={"unit": self.unit, "state": self.state.value},
            )


@record(frozen=True)
class EditionRecord:
    """What is known of one published edition.

    ``content`` names the document with all rows; ``sha256`` is the digest of the published file,
    ``jwk`` the public half of the key that signed its rows (both None until the files are
    published). ``drafts`` are (unit, content) as they were taken in.
    """

    number: int
    effective_from: datetime
    published_at: datetime
    published_by: str
    content: str
    row_count: int
    drafts: tuple[tuple[UnitCode, str], ...] = ()
    sha256: str | None = None
    jwk: tuple[tuple[str, str], ...] | None = None
    revision: int = 0
    list_of: ClassVar[str] = ""

    @property
    def key(self) -> str:
        return edition_key(self.number)

    def state_at(self, now: datetime, following: "EditionRecord | None") -> EditionState:
        """已公布 before it is in force, 被替代 once the following one is in force."""
        if following is not None and following.effective_from <= now:
            return EditionState.SUPERSEDED
        return EditionState.IN_FORCE if self.effective_from <= now else EditionState.PUBLISHED


def edition_key(number: int) -> str:
    """Under what an edition stands on the list of editions: its number, in order."""
    return f"{number:06d}"


@record(frozen=True)
class MaterialRegister:
    """材料登记: every proof material ever named, with the code it keeps for ever.

    ``content`` names the document {name: code}; ``merged`` maps a code to the one it was merged
    into. There is one register.
    """

    content: str
    count: int
    merged: Mapping[str, str] = field(default_factory=dict, hash=False)
    revision: int = 0
    list_of: ClassVar[str] = ""

    @property
    def key(self) -> str:
        return "REGISTER"


def low_basis_rows(rows: Iterable[CatalogueRow]) -> frozenset[str]:
    """保留 rows, excluded ones too, whose basis is below what Art. 2-1 asks for."""
    return frozenset(
        str(row.code)
        for row in rows
        if row.disposition is Disposition.RETAINED
        and any(one.level.is_too_low for one in row.legal_basis)
    )


def _check_waivers(waivers: tuple[Waiver, ...], low: frozenset[str], at: datetime) -> None:
    today = at.astimezone(SHANGHAI).date()
    for position, one in enumerate(waivers):
        if one.row not in low:
            raise FieldInvalid(
                f"{one.row} 不是依据层级不足的行,不需要暂予保留,请删去。",
                field=f"waivers[{position}].row",
            )
        if one.until < today:
            raise FieldInvalid(
                f"{one.row} 的暂予保留已经到期({one.until}),请写以后的日期。",
                field=f"waivers[{position}].until",
            )
    missing = sorted(low - {one.row for one in waivers})
    if missing:
        raise BasisTooLow(
            f"依据层级不足的行:{'、'.join(missing)}。第二条要求取消;确需暂时保留的,"
            "请写决定文号和到期日(waivers),或退回单位修改。",
            field="waivers",
            facts={"rows": ",".join(missing)},
        )


def _other_person(act: str, by: str, others: tuple[str, ...]) -> None:
    if by in others:
        raise SamePerson(f"编制、审核、公布要由三个不同的人办理:{by} 已经经手,不能再{act}。")


def _with(people: tuple[str, ...], one: str) -> tuple[str, ...]:
    return people if one in people else (*people, one)
