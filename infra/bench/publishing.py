"""An edition of 5,000 rows from its record to its manifest: seconds, signatures of KMS, calls of
S3."""

import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

from chalicelib.background.ports import Ports
from chalicelib.bootstrap.publishing import edition_ports
from chalicelib.bootstrap.wiring import WiredPorts
from chalicelib.catalogue.adapters.contents import KeptContents
from chalicelib.catalogue.adapters.stored import StoredCatalogue
from chalicelib.catalogue.domain.editions import EditionRecord
from chalicelib.catalogue.domain.rows import CatalogueRow
from chalicelib.cloud.site import BucketSite
from chalicelib.kernel.commits import Commit
from chalicelib.keys.adapters.keyring import Keyring, NamedKey
from chalicelib.keys.adapters.kms import KmsSecrets
from chalicelib.keys.adapters.rostered import signing_keys
from chalicelib.keys.adapters.signers import KmsSigner
from chalicelib.proofs.status.adapters.names_file import SignedNames
from chalicelib.proofs.status.use_cases.names import publish_names
from chalicelib.publishing.use_cases.writing import publish_edition_files
from chalicelib.units.domain.unit import Unit, UnitKind
from infra.bench.far_bucket import SECONDS as FAR
from infra.bench.far_bucket import FarBucket
from infra.bench.figures import Figure
from infra.bench.made_up_catalogue import made_up_edition, unit_names
from infra.bench.surroundings import Bench
from tests.twins.contents import MemoryDocuments
from tests.twins.rosters import own_roster
from tests.twins.state import MemoryState
from tests.twins.store import MemoryStore

ROWS = 5_000
SECONDS, SIGNATURES = 30.0, 4.0
"""A statement, the manifest, the names; whatever the number of rows."""


class Counted:
    """A client that counts what is asked of it."""

    def __init__(self, client: Any, calls: Counter[str]) -> None:
        self._client = client
        self._calls = calls

    def __getattr__(self, name: str) -> Any:
        self._calls[name] += 1
        return getattr(self._client, name)


def measure(bench: Bench) -> list[Figure]:
    """The first edition, then one in which 1 row of 100 is another."""
    calls: Counter[str] = Counter()
    s3 = bench.moto.client("s3")
    bucket = FarBucket(s3)
    ports = _ports(bench, s3, calls)
    rows = tuple(made_up_edition(ROWS).rows.values())
    first = _publish(1, rows, ports, calls)
    puts, signed = bucket.calls["PUT"], calls["sign"]
    changed = tuple(
        replace(one, note="", replacement=f"样例 {at}") if at % 100 == 0 else one
        for at, one in enumerate(rows)
    )
    second = _publish(2, changed, ports, calls)
    files = f"{puts} 次写 S3,每次按 {FAR * 1000:.0f} 毫秒计"
    return [
        Figure(f"公布 {ROWS:,} 行的一版", first, "秒", SECONDS, detail=files),
        Figure("公布下一版(百分之一的行有变更)", second, "秒", SECONDS),
        Figure("公布一版的 KMS 签名", float(signed), "次", SIGNATURES, detail="与行数无关"),
    ]


def _publish(
    number: int, rows: tuple[CatalogueRow, ...], ports: Ports, calls: Counter[str]
) -> float:
    now = datetime.now(UTC).replace(microsecond=0)
    content = ports.contents.keep_rows(rows)
    record = EditionRecord(number, now, now, "bench", content, len(rows))
    ports.commit(Commit(saves=(record,)))
    ports.catalogue.refresh()
    calls.clear()
    started = time.perf_counter()
    publish_edition_files(number, ports)
    publish_names(ports)
    return time.perf_counter() - started


def _ports(bench: Bench, s3: Any, calls: Counter[str]) -> Ports:
    """The product's own, but for a bucket and keys that are counted, and a store of its own."""
    ports, moto = bench.services.ports, bench.moto
    kms = Counted(moto.client("kms"), calls)
    store = MemoryStore(MemoryState())
    for code, name in unit_names().items():
        store.commit(Commit(saves=(Unit(code, name, UnitKind.ORGAN),)))
    contents = KeptContents(MemoryDocuments())
    site, keyring = BucketSite(s3, "bench"), _keyring(bench, kms)
    signing = signing_keys(keyring.key, own_roster(ports.clock))
    names = SignedNames(signing.status, site, ports.clock)
    return cast("WiredPorts", ports).replaced(
        store=store,
        contents=contents,
        catalogue=StoredCatalogue(store.lists, contents, ports.clock),
        proofs=replace(ports.proofs, site=site, names=names),
        editions=edition_ports(keyring, signing, lambda: None),
    )


def _keyring(bench: Bench, kms: Any) -> Keyring:
    from chalicelib.cloud.dynamodb.record import bind

    where = bench.where
    record = bind(where.table_name, where.region, where.dynamodb_endpoint)
    wrapping = kms.create_key()["KeyMetadata"]["KeyId"]
    status = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    signer = NamedKey(KmsSigner(kms, status), "status")
    return Keyring(KmsSecrets(kms, wrapping, record), lambda _: signer)
