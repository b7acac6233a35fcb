"""Files only their owner may read, written whole or not at all."""

import json
import os
import secrets
from pathlib import Path


def write_private(path: Path, content: object) -> None:
    """Write JSON with mode 0600, atomically: readers see the old file or the whole new one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
