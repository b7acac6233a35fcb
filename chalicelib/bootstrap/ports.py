"""The adapters a stage uses, by its settings: local files and folders, or AWS."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chalicelib.catalogue.adapters.contents import BucketDocuments, FolderDocuments, KeptContents
from chalicelib.catalogue.domain.rows import CatalogueEdition
from chalicelib.catalogue.ports import CatalogueContents
from chalicelib.catalogue.tables.adapters.files import SpreadsheetFiles
from chalicelib.catalogue.tables.adapters.uploads import ObjectUploads
from chalicelib.catalogue.tables.ports import TablePorts
from chalicelib.cloud.aws import LazyClient
from chalicelib.cloud.dynamodb.record import Record
from chalicelib.cloud.objects import FolderObjects, S3Objects
from chalicelib.cloud.settings import Settings
from chalicelib.cloud.site import JWKS_PATH, BucketSite, FolderSite, publish_json
from chalicelib.cloud.vault import Vault
from chalicelib.complaints.adapters.counters import DynamoCounters, RememberingCounters
from chalicelib.complaints.domain.limits import COMPLAINING, FOLLOWING, Limits
from chalicelib.complaints.ports import ComplaintPorts
from chalicelib.erasure.adapters import BucketErasureMarks, FolderErasureMarks
from chalicelib.erasure.ports import ErasureMarks
from chalicelib.kernel.errors import Misconfigured
from chalicelib.kernel.files import StaticSite
from chalicelib.kernel.ids import ProofId, UnitCode
from chalicelib.kernel.ports import Clock, Store
from chalicelib.keys.adapters.keyring import Keyring
from chalicelib.keys.adapters.lists import KeyedLists
from chalicelib.keys.adapters.published import purpose_entry
from chalicelib.keys.adapters.roster_store import RosterSource
from chalicelib.keys.adapters.rostered import SigningKeys
from chalicelib.keys.domain.kids import EDITION, edition_kid
from chalicelib.proofs.adapters.files import BucketProofFiles, FolderProofFiles
from chalicelib.proofs.adapters.keys import ProofKeys, SignedStatusLists
from chalicelib.proofs.ports import ProofFiles, ProofPorts, SealQueue
from chalicelib.proofs.seal.adapters.late import (
    LateSealer,
    QrPictures,
    seal_versions,
    seals_in_folder,
    seals_in_kms,
)
from chalicelib.proofs.seal.adapters.queue import DirectSealQueue, SqsSealQueue
from chalicelib.proofs.status.adapters.names_file import SignedNames
from chalicelib.publishing.adapters.keys import SealedEditionKeys
from chalicelib.publishing.ports import EditionPorts
from chalicelib.publishing.use_cases.latest import latest_editions
from chalicelib.requests.domain.claims import SEAL_NAMES, SealKind
from chalicelib.requests.ports import NoSources, Sources

if TYPE_CHECKING:
    from chalicelib.proofs.seal.adapters.seals import Seal
    from chalicelib.requests.domain.claims import SealKind


def site_of(settings: Settings) -> StaticSite:
    if settings.site_dir is not None:
        return FolderSite(Path(settings.site_dir))
    return BucketSite(LazyClient("s3", settings), settings.site_bucket)


def objects_of(settings: Settings, keyring: Keyring) -> FolderObjects | S3Objects:
    if settings.objects_dir is not None:
        folder = Path(settings.objects_dir)
        return FolderObjects(folder, settings.origin, keyring.symmetric("objects"))
    return S3Objects(LazyClient("s3", settings), settings.attachment_bucket)


def table_ports(settings: Settings, keyring: Keyring) -> TablePorts:
    objects = objects_of(settings, keyring)
    return TablePorts(SpreadsheetFiles(), ObjectUploads(objects))


def contents_of(settings: Settings) -> CatalogueContents:
    if settings.objects_dir is not None:
        return KeptContents(FolderDocuments(Path(settings.objects_dir) / "catalogue"))
    return KeptContents(BucketDocuments(LazyClient("s3", settings), settings.attachment_bucket))


def erasures_of(settings: Settings) -> ErasureMarks:
    if settings.objects_dir is not None:
        return FolderErasureMarks(Path(settings.objects_dir))
    return BucketErasureMarks(LazyClient("s3", settings), settings.attachment_bucket)


def complaint_ports(settings: Settings, vault: Vault, record: type[Record]) -> ComplaintPorts:
    """What bounds the calls nobody signs. Raises Misconfigured for limits that are none."""
    complaining, following = settings.complaint_limits, settings.follow_limits
    return ComplaintPorts(
        vault,
        RememberingCounters(DynamoCounters(record)),
        Limits.parse(complaining, field="MIANZHENG_COMPLAINT_LIMITS")
        if complaining
        else COMPLAINING,
        Limits.parse(following, field="MIANZHENG_FOLLOW_LIMITS") if following else FOLLOWING,
    )


EditionKeyEntries = Callable[[], list[dict[str, object]]]


def edition_entries(store: Store) -> EditionKeyEntries:
    """The JWKS entries of the latest editions' keys: 1 query."""

    def entries() -> list[dict[str, object]]:
        return [
            purpose_entry(
                {**dict(one.jwk or ()), "kid": edition_kid(one.number), "alg": "ES256"}, EDITION
            )
            for one in latest_editions(store)
        ]

    return entries


def jwks_publisher(
    signing: SigningKeys, site: StaticSite, editions: EditionKeyEntries = list
) -> Callable[[Mapping[str, Any]], None]:
    """Puts the response keys with the proof, status and edition keys into one JWKS.

    Two processes may do it at the same time: each looks again after writing, so that no edition
    published and no key rotated meanwhile is left out. That a new version of a key was published
    is noted in the roster: its overlap begins.
    """

    def publish(jwks: Mapping[str, Any]) -> None:
        written: object = None
        while (seen := (signing.roster.fresh(), editions())) != written or not signing.tell(
            seen[0]
        ):
            keys = [*jwks["keys"], *signing.entries(seen[0]), *seen[1]]
            publish_json(site, JWKS_PATH, {**jwks, "keys": keys})
            written = seen

    return publish


def edition_ports(
    keyring: Keyring, signing: SigningKeys, publish_keys: Callable[[], None]
) -> EditionPorts:
    """``publish_keys`` writes the JWKS anew, with the key of an edition just published."""
    return EditionPorts(
        keys=SealedEditionKeys(keyring),
        lists=KeyedLists(signing.status),
        searching=LateSearchFiles(),
        publish_keys=publish_keys,
        are_keys_due=signing.is_due,
        home=_home,
    )


def _home(edition: CatalogueEdition, names: Mapping[UnitCode, str], published_on: date) -> bytes:
    from chalicelib.publishing.adapters.home import home_html

    return home_html(edition, names, published_on)


class LateSearchFiles:
    """The SearchFiles port; what makes them is loaded when an edition is published."""

    def search(self, edition: CatalogueEdition, names: Mapping[UnitCode, str]) -> bytes:
        from chalicelib.publishing.adapters.search import search_json

        return search_json(edition, names)

    def pinyin(self, edition: CatalogueEdition, names: Mapping[UnitCode, str]) -> bytes:
        from chalicelib.publishing.adapters.search import pinyin_json

        return pinyin_json(edition, names)

    def synonyms(self) -> bytes:
        from chalicelib.publishing.adapters.search import synonyms_json

        return synonyms_json()


def proof_ports(
    settings: Settings,
    signing: SigningKeys,
    vault: Vault,
    clock: Clock,
    seal: Callable[[ProofId], Any],
) -> ProofPorts:
    """``seal`` seals in this process (the laptop); a stage asks its sealing function by SQS."""
    site = site_of(settings)
    fonts = Path(settings.fonts_dir) if settings.fonts_dir else None
    return ProofPorts(
        origin=settings.origin,
        signer=ProofKeys(signing.proof, vault),
        statuses=SignedStatusLists(settings.origin, signing.status, site, clock),
        site=site,
        names=SignedNames(signing.status, site, clock),
        files=_files_of(settings),
        queue=_queue_of(settings, seal),
        pictures=QrPictures(),
        sealer=_sealer_of(settings, signing.roster, fonts),
        seal_names=_seal_names(settings),
        is_test=settings.is_local,
    )


def _seal_names(settings: Settings) -> Mapping[SealKind, str]:
    """Raises Misconfigured where a seal would have no name."""
    if not settings.seal_names:
        return SEAL_NAMES
    try:
        told = json.loads(settings.seal_names)
        return {kind: str(told[kind.value]) for kind in SealKind}
    except (ValueError, KeyError, TypeError):
        raise Misconfigured(
            f"印章名称应是 JSON,每种印章({'、'.join(SealKind)})一个名称。",
            field="MIANZHENG_SEAL_NAMES",
        ) from None


def _sealer_of(settings: Settings, roster: RosterSource, fonts: Path | None) -> LateSealer:
    if not settings.seal_keys:
        folder = Path(settings.seals_dir) if settings.seals_dir else None
        return LateSealer(lambda: seals_in_folder(folder), fonts, settings.tsa_url)
    kms, s3 = LazyClient("kms", settings), LazyClient("s3", settings)

    def versions() -> dict[str, tuple[str, int]]:
        return seal_versions(settings.seal_keys, roster)

    def load() -> "Mapping[SealKind, Seal]":
        return seals_in_kms(kms, s3, settings.attachment_bucket, versions())

    return LateSealer(load, fonts, settings.tsa_url, versions)


def sources_of(settings: Settings) -> Sources:
    """The connected databases; without any, nothing is loaded."""
    if settings.connectors == "[]":
        return NoSources()
    import urllib3

    from chalicelib.requests.adapters.http_sources import HttpSources, connectors_from_json

    return HttpSources(connectors_from_json(settings.connectors), urllib3.PoolManager())


def _files_of(settings: Settings) -> ProofFiles:
    if settings.objects_dir is not None:
        return FolderProofFiles(Path(settings.objects_dir) / "proofs")
    return BucketProofFiles(LazyClient("s3", settings), settings.attachment_bucket)


def _queue_of(settings: Settings, seal: Callable[[ProofId], Any]) -> SealQueue:
    if settings.seal_queue_url:
        return SqsSealQueue(LazyClient("sqs", settings), settings.seal_queue_url)
    return DirectSealQueue(seal)
