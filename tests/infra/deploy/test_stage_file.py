"""What an operator wrote or forgot is told before anything is touched, with the next step."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from infra.cli.main import main
from infra.stage.file import STAGES, load_stage
from infra.stage.problems import DeployProblem


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('region = "cn-north-1"', "region = 5", "stage.region"),
        ('region = "cn-north-1"', 'region = "Beijing"', "stage.region"),
        ('domain = "mianzheng', 'domain = "https://mianzheng', "stage.domain"),
        ("log_days = 365", "log_days = 366", "retention.log_days"),
        ("burst = 400", "burst = 4", "limits.burst"),
        ('time_zone = "Asia/Shanghai"', 'time_zone = "UTC"', "stage.time_zone"),
        ("[rule]", "[rules]", "rules"),
        ("backup_days = 35", "backups = 35", "retention.backups"),
        ('name = "prod"', 'name = "other"', "stage.name"),
        ('alarm_email = "oncall@example.cn"', 'alarm_email = ""', "alarms.alarm_email"),
        ('tsa_url = ""', 'tsa_url = "ftp://x"', "seals.tsa_url"),
        ('service_hours = ""', 'service_hours = "9-5"', "rule.service_hours"),
        ('connectors = "[]"', 'connectors = "{"', "rule.connectors"),
        ('connectors = "[]"', 'connectors = "[1]"', "rule.connectors"),
        ('connectors = "[]"', f"connectors = '{'[' * 5000}'", "rule.connectors"),
        ('tsa_url = ""', 'tsa_url = "http://[::1"', "seals.tsa_url"),
        ('tsa_url = ""', 'tsa_url = "https://${RootKey.Arn}/"', "seals.tsa_url"),
        ('tsa_url = ""', 'tsa_url = "https://me:secret@tsa.example.cn/"', "seals.tsa_url"),
        ('seal_platform = ""', 'seal_platform = "http://seal.example.cn/"', "seals.seal_platform"),
        ('seal_platform = ""', 'seal_platform = "https://me:x@seal.cn/"', "seals.seal_platform"),
        ('seal_a = "市', 'seal_a = "{{resolve:ssm:/x}}市', "seals.seal_a"),
        ('seal_a = "市', 'seal_a = "\\n市', "seals.seal_a"),
        ("monthly_budget = 3000", f"monthly_budget = {'9' * 40}", "alarms.monthly_budget"),
        ("[stage]", "[stage", "文件"),
    ],
)
def test_a_wrong_stage_file_names_the_key(tmp_path: Path, old: str, new: str, key: str) -> None:
    text = (STAGES / "prod.toml").read_text("utf-8")
    assert old in text
    (tmp_path / "prod.toml").write_text(text.replace(old, new), "utf-8")
    said = CliRunner().invoke(
        main, ["config", "show", "--stage", "prod", "--stages", str(tmp_path)]
    )
    assert said.exit_code == 1
    assert f"的 {key}:" in said.output
    assert "下一步" in said.output


def test_the_platform_brings_its_own_time_stamps(tmp_path: Path) -> None:
    text = (STAGES / "prod.toml").read_text("utf-8")
    text = text.replace('seal_platform = ""', 'seal_platform = "https://seal.example.cn/sign"')
    (tmp_path / "prod.toml").write_text(text, "utf-8")
    assert load_stage("prod", tmp_path).seal_platform == "https://seal.example.cn/sign"
    both = text.replace('tsa_url = ""', 'tsa_url = "https://tsa.example.cn/"')
    (tmp_path / "prod.toml").write_text(both, "utf-8")
    with pytest.raises(DeployProblem, match="tsa_url 留空"):
        load_stage("prod", tmp_path)


def test_missing_credentials_are_told_before_anything_is_packaged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    said = CliRunner().invoke(main, ["deploy", "--stage", "prod"])
    assert said.exit_code == 1
    for words in ("没有可用的 AWS 凭证", "云上什么也没有改动", "mianzheng deploy --stage prod"):
        assert words in said.output
