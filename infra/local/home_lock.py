"""One stack per home folder: the lock says who holds it, and dies with its holder."""

import fcntl
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from chalicelib.kernel.times.clock import to_text
from infra.local.problems import LocalProblem

FILE_NAME = "stack.lock"


class HomeLock:
    """Held from :meth:`take` to :meth:`release`.

    The kernel drops the lock when its process ends in whatever way, so the file a killed run
    leaves behind stops nobody; its content only tells people who holds it.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._file: TextIO | None = None

    def take(self, url: str) -> None:
        """Raises LocalProblem that names the holder if another process has it."""
        self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = (self._home / FILE_NAME).open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            with file:
                file.seek(0)
                raise LocalProblem(self._refusal(file.read())) from error
        file.truncate(0)
        since = to_text(datetime.now(UTC))
        file.write(json.dumps({"pid": os.getpid(), "url": url, "since": since}))
        file.flush()
        self._file = file

    def release(self) -> None:
        """Give it back; the file stays, empty, so that nobody locks a deleted one."""
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()
            self._file = None

    def _refusal(self, content: str) -> str:
        try:
            holder = json.loads(content)
            who = f"(进程 {holder['pid']},{holder['url']},自 {holder['since']} 起)"
            stop = f"停掉那一个(在它的终端按 Ctrl-C,或 kill {holder['pid']})"
        except (ValueError, KeyError, TypeError):
            who, stop = "", "停掉那一个"
        return (
            f"目录 {self._home} 正由另一个 mianzheng 使用{who}。"
            f"请直接用它,或者先{stop},或者换一个目录:MIANZHENG_HOME=另一个目录 make run。"
        )
