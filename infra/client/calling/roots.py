"""Which root key a holder trusts for which origin: given in the key file, or met first."""

from dataclasses import dataclass
from pathlib import Path

from chalicelib.kernel.errors import JsonInvalid
from chalicelib.kernel.texts.strict_json import parse_object
from infra.client.calling.private_files import write_private

FILE_NAME = "known-roots.json"


@dataclass(frozen=True)
class KnownRoots:
    """``<home>/known-roots.json``: {origin: RFC 7638 thumbprint}."""

    path: Path

    @classmethod
    def of_home(cls, home: Path) -> "KnownRoots":
        return cls(home / FILE_NAME)

    def find(self, origin: str) -> str | None:
        found = self._all().get(origin)
        return str(found) if found is not None else None

    def remember(self, origin: str, thumbprint: str) -> None:
        """Only the first time: a changed root is never taken over silently."""
        known = self._all()
        if origin not in known:
            write_private(self.path, {**known, origin: thumbprint})

    def _all(self) -> dict[str, object]:
        try:
            return parse_object(self.path.read_bytes())
        except FileNotFoundError:
            return {}
        except JsonInvalid as error:
            raise JsonInvalid(f"{self.path} 已损坏,请核对后删除或修复:{error.detail}") from None
