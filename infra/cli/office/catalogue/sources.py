"""What the catalogue's commands work on: files of this machine, names of the system."""

from pathlib import Path

import click

from chalicelib.catalogue.domain.words import UnitNames
from chalicelib.kernel.ids import UnitCode
from infra.cli.shared.signed_session import Session


def read_file(file: Path) -> bytes:
    """Raises click.UsageError (exit code 2)."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise click.UsageError(f"读不到 {file}({error.strerror})。") from None


def names_of(session: Session) -> dict[UnitCode, str]:
    """The registered units by code."""
    found = session.get("/v1/units")["items"]
    return {UnitCode(one["unit"]): one["name"] for one in found}


def unit_names(session: Session) -> UnitNames:
    return UnitNames(names_of(session))
