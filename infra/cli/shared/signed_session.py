"""How a command talks to the system: one signed call, its answer or a clear end."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

import click
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.times.clock import SHANGHAI, from_text
from infra.cli.shared.options import (
    EXIT_NOT_TRUSTED,
    EXIT_PROBLEM,
    home_option,
    key_option,
    origin_option,
    read_key,
    show_findings,
)
from infra.cli.shared.unit_codes import with_codes
from infra.client.calling.private_files import write_private
from infra.client.calling.roots import KnownRoots
from infra.client.calling.signed import (
    CallUnanswered,
    Client,
    Reply,
    ResponseNotTrusted,
    receipt_name,
)

Command = TypeVar("Command", bound=Callable[..., Any])
Json = Mapping[str, Any]
OF_THE_OFFICE = ("officer", "publisher")
OPTIONS = {
    "waivers": "--waive",
    "replaces": "--replace",
    "override": "--override",
    "rows_before": "--row",
    "rows_after": "--to",
    "cause_date": "--on",
    "methods": "--method",
    "document_no": "--document-no",
    "decision_no": "--decision-no",
    "received_at": "--received",
    "effective_from": "--from",
}
"""Members of a body -> the option by which a command of ours fills them."""
_MEMBER = re.compile(rf"(?<![a-z_-])({'|'.join(OPTIONS)})(?![a-z_])")


@dataclass(frozen=True)
class Session:
    """Who calls which system, and where receipts go."""

    key_path: Path
    origin: str
    home: Path

    @property
    def own_unit(self) -> str | None:
        """Whose key it is; None for the office, which looks after all units."""
        key = read_key(self.key_path)
        return None if key.role in OF_THE_OFFICE else key.unit

    def get(self, path: str) -> Json:
        return self._ask("GET", path, None)

    def pages(self, path: str, query: Mapping[str, object] | None = None) -> Iterator[Json]:
        """Every page of a list, at least one."""
        asked: dict[str, object] = {"limit": 100, **(query or {})}
        while True:
            page = self.get(f"{path}?{urlencode(asked)}")
            yield page
            if page["next_cursor"] is None:
                return
            asked["cursor"] = page["next_cursor"]

    def every(self, path: str, query: Mapping[str, object] | None = None) -> list[Json]:
        """All items of a list."""
        return [one for page in self.pages(path, query) for one in page["items"]]

    def post(self, path: str, body: Json | None = None) -> Json:
        """A write; its receipt is kept."""
        return self._ask("POST", path, body)

    def download(self, path: str) -> bytes:
        """The bytes of a success that is no JSON."""
        notes = Console(stderr=True)
        reply = self._reply("GET", path, None, notes)
        if not 200 <= reply.status < 300:
            answer_of(reply, notes)
        return reply.body

    def _ask(self, method: str, path: str, body: Json | None) -> Json:
        notes = Console(stderr=True)
        return answer_of(self._reply(method, path, body, notes), notes)

    def _reply(self, method: str, path: str, body: Json | None, notes: Console) -> Reply:
        try:
            client = client_of(self.key_path, self.origin, self.home, notes)
            reply = client.call(method, path, body)
        except MianzhengError as error:
            raise click.UsageError(error.detail) from None
        except CallUnanswered as error:
            raise _end(notes, str(error)) from None
        except ResponseNotTrusted as error:
            notes.print("应答签名无效,不要采信:", style="bold red")
            show_findings(notes, error.findings)
            raise SystemExit(EXIT_NOT_TRUSTED) from None
        if method != "GET" and reply.receipt is not None:
            path_kept = self.home / "receipts" / receipt_name(reply.receipt, datetime.now(UTC))
            write_private(path_kept, reply.receipt.to_json())
        return reply


def client_of(key_path: Path, origin: str, home: Path, notes: Console) -> Client:
    """Trusts the key file's root, else the one met first, which is kept in ``home``."""
    key, roots = read_key(key_path), KnownRoots.of_home(home)
    origin = origin.rstrip("/")

    def remember(root: str) -> None:
        roots.remember(origin, root)
        notes.print(f"首次连接,已记住根密钥指纹 {root};请与系统公布的核对。", markup=False)

    return Client(origin, key.jwk, pinned_root=key.root or roots.find(origin), on_root=remember)


def with_session(command: Command) -> Command:
    """--as, --origin and --home; the command takes them as ``key_path``, ``origin``, ``home``.

    Parameters of the type UNIT reach it as codes, also where a unit's name was written.
    """

    @wraps(command)
    def run(**given: Any) -> Any:
        return command(**with_codes(given, session_of(dict(given)).get))

    return cast(Command, key_option(origin_option(home_option(run))))


def session_of(given: dict[str, Any]) -> Session:
    """Take the session's options out of a command's arguments."""
    return Session(given.pop("key_path"), given.pop("origin"), given.pop("home"))


def answer_of(reply: Reply, notes: Console) -> Json:
    """The JSON of a success. Ends the program with exit code 1 on a problem."""
    try:
        body = reply.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise _end(notes, f"HTTP {reply.status}:应答不是 JSON,请核对系统地址。")
    if not 200 <= reply.status < 300:
        field = f"({OPTIONS.get(body['field'], body['field'])})" if "field" in body else ""
        detail = _MEMBER.sub(lambda one: OPTIONS[one[0]], str(body.get("detail", body)))
        raise _end(notes, f"{detail}{field} [{body.get('code')}]")
    return body


def table_of(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def row(table: Table, *cells: object) -> None:
    """Cells are shown as they are: nothing from outside is read as markup."""
    table.add_row(*(Text("" if one is None else str(one)) for one in cells))


def records(title: str, found: Sequence[tuple[str, Sequence[tuple[str, object]]]]) -> None:
    """One after the other: the id on a line of its own, whole, for it is what the next command
    asks for; then what is known. Empty values are left out."""
    out = Console()
    if not found:
        out.print(f"{title}:没有。", markup=False)
        return
    out.print(f"{title}({len(found)} 项)", style="bold", markup=False)
    for id_, facts in found:
        out.print(Text(id_, "bold"), soft_wrap=True)
        told = ";".join(f"{name} {value}" for name, value in facts if value not in (None, ""))
        out.print(Padding(Text(told), (0, 0, 0, 2)))


def moment(text: str | None, *, is_due: bool = False) -> str:
    """2026年12月3日 24:00 of an instant as the API writes it, in Asia/Shanghai; only what is due
    ends a day at 24:00."""
    if not text:
        return ""
    at = from_text(text, field="time").astimezone(SHANGHAI)
    if is_due and (at.hour, at.minute, at.second) == (0, 0, 0):
        day = at - timedelta(days=1)
        return f"{day.year}年{day.month}月{day.day}日 24:00"
    return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"


def _end(notes: Console, text: str) -> SystemExit:
    notes.print(
        "".join(one if one.isprintable() else "�" for one in text),
        style="bold red",
        markup=False,
        highlight=False,
    )
    return SystemExit(EXIT_PROBLEM)
