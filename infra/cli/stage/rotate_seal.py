"""`mianzheng rotate seal-a`, `seal-b`: ask for a certificate, then change to it."""

from pathlib import Path
from typing import Any

import click
from cryptography import x509
from rich.text import Text

from infra.cli.shared.operator_options import (
    agreed,
    declined,
    place_options,
    screen,
    two_columns,
    yes_option,
)
from infra.rotate.certificate_request import read_certificates
from infra.rotate.roster import roster_of_stage
from infra.rotate.seals import SealPlace, change_seal, request_certificate
from infra.stage.cloud import Cloud
from infra.stage.file import Stage

FILE = click.Path(dir_okay=False, path_type=Path)


def seal_command(name: str, letter: str) -> click.Command:
    """The command of one seal."""

    @click.command(name, help=f"换{letter}章的密钥:先 --request,拿到证书后 --certificate。")
    @place_options
    @click.option("--request", "request_file", type=FILE, help="证书请求(PKCS #10)写到这个文件。")
    @click.option("--organization", default="", help="证书请求里的单位名称(O)。")
    @click.option("--certificate", "file", type=FILE, help="CA 发的证书(PEM,印章自己的在前)。")
    @yes_option
    def command(stage: Stage, cloud: Cloud, organization: str, yes: bool, **files: Any) -> None:
        request_file, file = files["request_file"], files["file"]
        if (request_file is None) == (file is None):
            raise click.UsageError("请写 --request 文件,或 --certificate 文件,二者选一。")
        place = SealPlace(stage, cloud, name)
        if file is None:
            _request(place, request_file, organization)
        else:
            _change(place, file, yes)

    return command


def _request(place: SealPlace, file: Path, organization: str) -> None:
    console = screen()
    roster = roster_of_stage(place.stage, place.cloud)
    file.write_bytes(request_certificate(place, roster, organization))
    console.print(f"证书请求:{file}(“{place.shown_name}”的新密钥;现在的密钥照常盖章)。")
    console.print(f"下一步:交 CA 签发,再运行 {place.command('--certificate 证书文件')}")


def _change(place: SealPlace, file: Path, yes: bool) -> None:
    console = screen()
    own = read_certificates(file, place.command(f"--certificate {file}"))[0]
    span = f"{own.not_valid_before_utc:%Y-%m-%d} 至 {own.not_valid_after_utc:%Y-%m-%d}"
    rows = [
        ("印章", place.shown_name),
        ("证书", shown(own.subject)),
        ("签发", shown(own.issuer)),
        ("有效期", span),
        ("换了之后", "五分钟之内改用它盖章;以前盖的各带自己的证书,照样有效"),
    ]
    two_columns(console, f"更换 {place.name}", rows)
    if not agreed(console, "照此更换?", yes):
        declined(console, "没有更换,印章照旧。")
    version = change_seal(place, roster_of_stage(place.stage, place.cloud), file)
    console.print(f"已更换:{place.name} 的第 {version.number} 把密钥。")


def shown(name: x509.Name) -> Text:
    """What a file says of itself is never a command to the terminal."""
    text = name.rfc4514_string()
    return Text("".join(one if one.isprintable() else "?" for one in text))
