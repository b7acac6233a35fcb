"""How a file gets in without passing through a call."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Upload:
    """A presigned POST: send ``fields`` and the file as multipart form data to ``url``."""

    url: str
    fields: tuple[tuple[str, str], ...]
