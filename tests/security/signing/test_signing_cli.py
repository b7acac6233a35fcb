"""`mianzheng call`, `receipt check` and `doctor`, as a department's programmer uses them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from infra.cli.office.call import call
from infra.cli.office.doctor import doctor
from infra.cli.office.receipt import receipt
from infra.client.calling.keyfile import KeyFileUnusable, parse_key, read_key_file
from infra.client.calling.roots import KnownRoots
from infra.client.calling.signed import sign_request
from tests.security.signing.stand_in import RootKey, ServiceKeys, StandIn, key_file, running


@pytest.fixture
def service() -> Iterator[StandIn]:
    with running(StandIn(key_file())) as stand_in:
        yield stand_in


@pytest.fixture
def key_path(service: StandIn, tmp_path: Path) -> Path:
    path = tmp_path / "key.json"
    path.write_text(json.dumps(service.key), encoding="utf-8")
    path.chmod(0o600)
    return path


def run_call(service: StandIn, key_path: Path, *arguments: str, text: str | None = None) -> Result:
    home = str(key_path.parent / "home")
    options = ["--as", str(key_path), "--origin", service.origin, "--home", home]
    return CliRunner().invoke(call, [*arguments, *options], input=text)


def run_doctor(service: StandIn, key_path: Path, *arguments: str) -> Result:
    options = ["--as", str(key_path), "--origin", service.origin]
    return CliRunner().invoke(doctor, [*arguments, *options])


def receipts(key_path: Path) -> list[Path]:
    return sorted((key_path.parent / "home" / "receipts").glob("*"))


def test_a_call_prints_the_answer_and_keeps_the_receipt(service: StandIn, key_path: Path) -> None:
    result = run_call(
        service, key_path, "POST", "/v1/verification-requests", "--json", "-", text='{"row": "ZM1"}'
    )
    assert result.exit_code == 0, result.output
    assert "HTTP 200" in result.stdout
    assert '"state": "FILED"' in result.stdout
    (path,) = receipts(key_path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(path.read_bytes())["request"]["body_b64"] == "eyJyb3ciOiAiWk0xIn0="


def test_the_operation_can_be_repeated(service: StandIn, key_path: Path) -> None:
    for _ in range(2):
        run_call(service, key_path, "POST", "/v1/x", "--op", "operation-1")
    assert [one.op for one in service.seen] == ["operation-1"] * 2
    assert service.seen[0].jti != service.seen[1].jti


def test_a_problem_ends_with_one_and_keeps_the_receipt(service: StandIn, key_path: Path) -> None:
    service.status, service.body = 409, b'{"code":"request.state"}'
    result = run_call(service, key_path, "POST", "/v1/x")
    assert (result.exit_code, len(receipts(key_path))) == (1, 1)


def test_an_answer_that_was_changed_ends_with_three_and_leaves_no_receipt(
    service: StandIn, key_path: Path
) -> None:
    service.tamper = "body"
    result = run_call(service, key_path, "POST", "/v1/x")
    assert result.exit_code == 3
    assert "不要采信" in result.stderr
    assert receipts(key_path) == []


def test_a_changed_root_key_ends_with_three(service: StandIn, key_path: Path) -> None:
    assert run_call(service, key_path, "GET", "/v1/x").exit_code == 0
    known = KnownRoots.of_home(key_path.parent / "home")
    assert known.find(service.origin) == service.keys.root.thumbprint
    service.keys = ServiceKeys()
    assert run_call(service, key_path, "GET", "/v1/x").exit_code == 3
    known.remember(service.origin, "another")
    assert known.find(service.origin) != "another"


def test_no_answer_ends_with_one_and_tells_the_operation(service: StandIn, key_path: Path) -> None:
    service.origin = "http://127.0.0.1:9"
    result = run_call(service, key_path, "POST", "/v1/x", "--op", "operation-1")
    assert result.exit_code == 1
    assert "--op operation-1" in result.stderr.replace("\n", "")


@pytest.mark.parametrize(
    "arguments",
    [("GET", "v1"), ("GET", "//v1"), ("GET", "/v1?a=1&a=2"), ("GET", "/v1?a"), ("TRACE", "/v1"),
     ("POST", "/v1", "--json", "/nowhere.json")],
)  # fmt: skip
def test_wrong_usage_ends_with_two(
    service: StandIn, key_path: Path, arguments: tuple[str, ...]
) -> None:
    assert run_call(service, key_path, *arguments).exit_code == 2


def test_an_answer_can_not_steer_the_terminal(service: StandIn, key_path: Path) -> None:
    service.body = '{"note":"\x9b2J [red]x[/red] \u202e"}'.encode()
    result = run_call(service, key_path, "GET", "/v1/x")
    assert "\x9b" not in result.stdout
    assert "\u202e" not in result.stdout
    assert "[red]x[/red]" in result.stdout


def test_receipt_check_says_valid_or_what_is_wrong(service: StandIn, key_path: Path) -> None:
    run_call(service, key_path, "POST", "/v1/x")
    (path,) = receipts(key_path)
    home = ["--home", str(key_path.parent / "home")]
    good = CliRunner().invoke(receipt, ["check", str(path), *home])
    assert good.exit_code == 0, good.output
    assert "回执有效" in good.stdout
    other_root = ["--root", RootKey().thumbprint]
    assert CliRunner().invoke(receipt, ["check", str(path), *home, *other_root]).exit_code == 1
    path.write_bytes(path.read_bytes().replace(b'"status": 200', b'"status": 201'))
    bad = CliRunner().invoke(receipt, ["check", str(path), *home])
    assert bad.exit_code == 1
    assert "应答状态" in bad.stdout
    assert "回执无效" in bad.stdout
    assert CliRunner().invoke(receipt, ["check", str(key_path), *home]).exit_code == 1


# --- the doctor -----------------------------------------------------------------------------


def test_the_doctor_finds_nothing_wrong_and_sends_nothing(service: StandIn, key_path: Path) -> None:
    result = run_doctor(service, key_path, "POST", "/v1/x?b=1&a=2")
    assert result.exit_code == 0, result.output
    assert "✗" not in result.stdout
    assert "/v1/x?a=2&b=1" in result.stdout
    assert service.seen == []


def test_the_doctor_warns_of_a_key_others_can_read(service: StandIn, key_path: Path) -> None:
    key_path.chmod(0o644)
    result = run_doctor(service, key_path, "GET", "/v1/x")
    assert result.exit_code == 1
    assert "chmod 600" in result.stdout.replace("\n", "")


def test_the_doctor_explains_every_wrong_claim_at_once(service: StandIn, key_path: Path) -> None:
    past = datetime.now(UTC) - timedelta(hours=1)
    call_of = ("POST", "/v1/other", b"{}")
    made = sign_request(
        parse_key(service.key), "https://evil.example", call_of, "operation-1", past
    )
    result = run_doctor(service, key_path, "GET", "/v1/x", "--jws", made.token)
    assert result.exit_code == 1
    failed = {line.split()[1] for line in result.stdout.splitlines() if line.startswith("✗")}
    assert failed == {"aud", "exp", "htm", "htt", "dig"}


def test_the_doctor_never_shows_the_private_key(service: StandIn, key_path: Path) -> None:
    shown = run_doctor(service, key_path, "GET", "/v1/x").output
    assert str(service.key["d"]) not in shown


@pytest.mark.parametrize("token", ["x", "a.b.c", "e30.e30.", ""])
def test_the_doctor_explains_what_is_no_token_at_all(
    service: StandIn, key_path: Path, token: str
) -> None:
    result = run_doctor(service, key_path, "GET", "/v1/x", "--jws", token)
    assert result.exit_code == 1
    assert "✗" in result.stdout


# --- the key file ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [{"d": "AAAA"}, {"d": ""}, {"kid": 5}, {"alg": "HS256"}, {"crv": "P-384"}, {"role": "system"},
     {"member": None}, {"unit": None}, {"x": "A" * 43}, {"role": "king"}],
)  # fmt: skip
def test_a_key_file_that_cannot_sign_is_refused_without_showing_the_key(
    tmp_path: Path, change: dict[str, object]
) -> None:
    content = key_file() | change
    path = tmp_path / "key.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(KeyFileUnusable) as caught:
        read_key_file(path)
    assert not content["d"] or str(content["d"]) not in str(caught.value)


def test_a_private_part_of_another_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(json.dumps(key_file() | {"d": key_file()["d"]}), encoding="utf-8")
    with pytest.raises(KeyFileUnusable, match="不配对"):
        read_key_file(path)
