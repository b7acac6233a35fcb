"""The static site as objects: content, type and cache of each, and what differs from before."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from botocore.exceptions import BotoCoreError, ClientError

from infra.deploy.stack.artifacts import Artifacts
from infra.pages.lean import lean
from infra.pages.served import CONTENT_TYPES
from infra.pages.shell import WORKER
from infra.stage.cloud import Cloud
from infra.stage.problems import DeployProblem

REPOSITORY = Path(__file__).resolve().parents[2]
MANIFEST = "site.json"
REVALIDATED = "no-cache"
FOR_A_WHILE = "public, max-age=300"
FOR_EVER = "public, max-age=31536000, immutable"
MOST_INVALIDATED = 100
PUBLISHED = ("list/", "status/", "c/", "f/", ".well-known/jwks.json", "units.json")
HOME = "index.html"
"""What the running system publishes is not ours to put or to delete. The home page is put here
until an edition is published, and never taken away."""


@dataclass(frozen=True)
class Page:
    """One object. ``cache`` is its Cache-Control (docs/static.md)."""

    content: bytes
    kind: str
    cache: str

    @property
    def digest(self) -> str:
        told = hashlib.sha256(self.content).hexdigest() + self.kind + self.cache
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True)
class SiteChange:
    """``puts`` in the order in which they are safe: the service worker last. ``stale``: paths
    that the CDN may hold for longer than anybody should see them."""

    puts: tuple[str, ...]
    deletes: tuple[str, ...]
    stale: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not self.puts and not self.deletes


def site_pages(frontend: Path = REPOSITORY / "frontend") -> dict[str, Page]:
    """Every object of the shell by its key. A page stands under its short name, too (/p), so
    that the CDN needs no code to find it."""
    found = {}
    for path in sorted(one for one in frontend.rglob("*") if one.is_file()):
        key = path.relative_to(frontend).as_posix()
        page = _page(PurePosixPath(key), path.read_bytes())
        if page is not None and not key.startswith(PUBLISHED):
            found[key] = page
            short = key.removesuffix(".html")
            if short != key and key not in {"index.html", "404.html"}:
                found[short] = page
    for path in sorted((REPOSITORY / "docs").rglob("*")):
        key = f"docs/{path.relative_to(REPOSITORY / 'docs').as_posix()}"
        page = _page(PurePosixPath(key), path.read_bytes()) if path.is_file() else None
        if page is not None:
            found[key] = page
    return found


def _page(key: PurePosixPath, content: bytes) -> Page | None:
    if key.suffix not in CONTENT_TYPES or any(one.startswith("_") for one in key.parts):
        return None
    cache = FOR_A_WHILE if key.parts[0] == "docs" else REVALIDATED
    if key.parts[0] == "vendor":  # its folder carries its version
        cache = FOR_EVER
    return Page(lean(key, content), CONTENT_TYPES[key.suffix], cache)


def compare(pages: Mapping[str, Page], before: Mapping[str, list[str]]) -> SiteChange:
    """``before``: key -> [digest, cache] of the last synchronisation."""
    puts = [key for key, one in pages.items() if before.get(key, [""])[0] != one.digest]
    deletes = [key for key in before if key not in pages and not is_published(key)]
    touched = {key: before[key][1] for key in (*puts, *deletes) if key in before}
    stale = [f"/{key}" for key, cache in touched.items() if cache != REVALIDATED]
    return SiteChange(tuple(sorted(puts, key=_turn)), tuple(deletes), tuple(sorted(stale)))


def is_published(key: str) -> bool:
    return key == HOME or key.startswith(PUBLISHED)


def _turn(key: str) -> tuple[int, str]:
    """What a page needs comes before the page; the worker, which announces them all, last."""
    if key == WORKER:
        return (2, key)
    return (1 if "." not in key or key.endswith(".html") else 0, key)


def read_manifest(artifacts: Artifacts) -> dict[str, list[str]]:
    text = artifacts.read_or_none(MANIFEST)
    found: dict[str, list[str]] = {} if text is None else json.loads(text)
    return found


def synchronise(
    cloud: Cloud, bucket: str, artifacts: Artifacts, tell: Callable[[str], None]
) -> SiteChange:
    """Bring the bucket up to the pages of this checkout. Published documents are not touched.

    What was done is remembered after every object, so that an interruption costs nothing.
    Raises DeployProblem.
    """
    pages, before = site_pages(), read_manifest(artifacts)
    change = compare(pages, before)
    s3 = cloud.client("s3")
    try:
        for key in change.puts:
            page = pages[key]
            s3.put_object(
                Bucket=bucket,
                Key=key,
                Body=page.content,
                ContentType=page.kind,
                CacheControl=page.cache,
            )
            before[key] = [page.digest, page.cache]
            tell(key)
        for key in change.deletes:
            s3.delete_object(Bucket=bucket, Key=key)
            del before[key]
    except (BotoCoreError, ClientError, OSError) as error:
        raise DeployProblem(
            f"网页没有传完({type(error).__name__}),已传 {len(before)} 个",
            "接口和数据没有受影响;旧网页继续可用,新旧网页不会混用(service worker 最后才换)。",
            "再运行同一条命令,只补没传的",
        ) from error
    finally:
        if not change.is_empty:
            artifacts.write(MANIFEST, json.dumps(before).encode())
    return change


def invalidate(cloud: Cloud, distribution: str, change: SiteChange, label: str) -> int:
    """Tell the CDN about what it may keep too long; most pages it asks about anyway. How many."""
    if not change.stale:
        return 0
    paths = list(change.stale) if len(change.stale) <= MOST_INVALIDATED else ["/*"]
    cloud.client("cloudfront").create_invalidation(
        DistributionId=distribution,
        InvalidationBatch={
            "Paths": {"Quantity": len(paths), "Items": paths},
            "CallerReference": label,
        },
    )
    return len(paths)
