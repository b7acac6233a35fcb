"""One edition of the catalogue, from compiling to superseded (Art. 5-1).

Each unit compiles a draft for its own items; a draft is submitted, then agreed to or returned by
the task-force office. Publishing takes the agreed drafts into the next edition, which is
immutable. Rows stand apart from these records, as content-addressed documents.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.ids import UnitCode


class EditionState(StrEnum):
    """编制中, 已报送, 退回, 专班同意 of a draft; 已公布, 已实施, 被替代 of an edition."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    AGREED = "AGREED"
    PUBLISHED = "PUBLISHED"
    IN_FORCE = "IN_FORCE"
    SUPERSEDED = "SUPERSEDED"


@dataclass(frozen=True)
class DraftReturn:
    """退回, with its reason. ``by`` is a person (``unit:member``)."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class Waiver:
    """A basis that is too low is let stand for now (OURS): published as 依据待核."""

    row: str
    decision: str
    until: str
    reason: str


@dataclass(frozen=True)
class CatalogueDraft:
    """编制稿: what one unit has compiled; a unit has one at a time.

    ``content`` names the document with the unit's rows; ``base`` is the number of the edition it
    was compiled against. Persons are written ``unit:member``.
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

    @property
    def list_of(self) -> str:
        return ""

    @property
    def key(self) -> str:
        return self.unit


@dataclass(frozen=True)
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

    @property
    def list_of(self) -> str:
        return ""

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


@dataclass(frozen=True)
class MaterialRegister:
    """材料登记: every proof material ever named, with the code it keeps for ever (SPEC 2).

    ``content`` names the document {name: code}; ``merged`` maps a code to the one it was merged
    into. There is one register.
    """

    content: str
    count: int
    merged: dict[str, str] = field(default_factory=dict, hash=False)
    revision: int = 0

    @property
    def list_of(self) -> str:
        return ""

    @property
    def key(self) -> str:
        return "REGISTER"

    def following(self, content: str, count: int) -> "MaterialRegister":
        return replace(self, content=content, count=count)
