"""Scripts and style sheets as they go over the wire: without comment lines and indentation.

Only whole lines are taken away, so nothing has to be parsed and a line number is the only thing
that changes. What it relies on, a test holds: no template literal spans lines, and no code
stands behind the end of a block comment.
"""

import re
from pathlib import PurePosixPath

_BLOCK_COMMENT = re.compile(r"^\s*/\*.*?\*/[^\S\n]*\n", re.MULTILINE | re.DOTALL)
_LINE_COMMENT = re.compile(r"^\s*//.*\n", re.MULTILINE)
_INDENTATION = re.compile(r"^\s+", re.MULTILINE)
VENDORED = "vendor"


def is_leanable(path: PurePosixPath) -> bool:
    """``path`` is below the site; what others wrote is served as they wrote it."""
    return path.suffix in (".js", ".css") and VENDORED not in path.parts


def lean_script(text: str) -> str:
    return _INDENTATION.sub("", _LINE_COMMENT.sub("", _BLOCK_COMMENT.sub("", text)))


def lean_style(text: str) -> str:
    return _INDENTATION.sub("", _BLOCK_COMMENT.sub("", text))


def lean(path: PurePosixPath, content: bytes) -> bytes:
    """``content`` as it is published."""
    if not is_leanable(path):
        return content
    text = content.decode("utf-8")
    return (lean_script(text) if path.suffix == ".js" else lean_style(text)).encode()
