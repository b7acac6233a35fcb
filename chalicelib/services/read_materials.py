"""材料登记 as it stands: every name ever given, its code, and what it was merged into (SPEC 2)."""

from dataclasses import dataclass

from chalicelib.domain.material_codes import followed
from chalicelib.services.catalogue_records import register_of
from chalicelib.services.ports import Ports
from chalicelib.services.storing import Page


@dataclass(frozen=True)
class RegisteredMaterial:
    """``merged_into`` is the code that stands for it now; None while it stands for itself."""

    code: str
    name: str
    merged_into: str | None


def read_materials(ports: Ports, limit: int, after: str | None) -> Page[RegisteredMaterial]:
    """By code; ``after`` is the last code seen. One read and one document."""
    register, names = register_of(ports)
    codes = sorted((code, name) for name, code in names.items() if after is None or code > after)
    shown = tuple(
        RegisteredMaterial(
            code, name, followed(code, register.merged) if code in register.merged else None
        )
        for code, name in codes[:limit]
    )
    return Page(shown, shown[-1].code if len(codes) > limit else None)
