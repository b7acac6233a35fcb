"""The functions: what each runs, how large it is, and what it may do. Roles are their own."""

from dataclasses import dataclass, replace

from infra.deploy.stage_file import Stage
from infra.template.buckets import PRIVATE, SITE
from infra.template.grants import (
    Grant,
    drops_stream,
    endorses,
    private_key,
    reads,
    sends_to_seal,
    signs,
    stream_read,
    table_work,
    takes_from_seal,
    tells,
    timers,
    writes,
)
from infra.template.queues import SEAL_SECONDS

PACKAGE, LAYER = "package", "layer"


@dataclass(frozen=True)
class Function:
    """``name`` as in mianzheng-<stage>-<name>; ``logical`` in the template; memory in MB; limit
    in seconds. ``handler`` is a Lambda handler, importable from the package's root."""

    name: str
    logical: str
    handler: str
    memory: int
    seconds: int
    grants: tuple[Grant, ...] = ()
    concurrency: int | None = None
    has_layer: bool = False
    purpose: str = ""


_SITE_LISTS = ("status/", "units.json", "c/", ".well-known/jwks.json")
_EDITION_FILES = ("list/", "index.html", ".well-known/jwks.json")


def functions(stage: Stage) -> tuple[Function, ...]:
    """Every function of a stage. Memory buys CPU: an ES256 check or a page wants it."""
    machine = deadline_machine(stage)
    clock = timers(machine, machine.replace(":stateMachine:", ":execution:") + ":*")
    delivering = (
        *clock,
        *sends_to_seal(),
        *tells(),
        *endorses(),
        signs("status"),
        *reads(SITE, *_SITE_LISTS),
        writes(SITE, *_SITE_LISTS),
    )
    drain = "chalicelib.workers.outbox.drain_outbox"
    every = (
        Function(
            "api",
            "APIHandler",
            "app.app",
            1024,
            29,
            (
                *clock,
                signs("proof"),
                *endorses(),
                *reads(PRIVATE, "attachments/", "kept/", "proofs/", "catalogue/"),
                writes(PRIVATE, "attachments/", "kept/", "catalogue/"),
                private_key(),
                *reads(SITE, ".well-known/jwks.json"),
                writes(SITE, ".well-known/jwks.json"),
            ),
            purpose="HTTP 接口",
        ),
        Function(
            "pass-deadline",
            "PassDeadline",
            "chalicelib.workers.deadlines.pass_deadline",
            512,
            30,
            purpose="到期",
        ),
        Function(
            "drain-outbox",
            "DrainOutbox",
            drain,
            512,
            120,
            (*delivering, *stream_read(), drops_stream()),
            purpose="通知、计时、加盖的请求",
        ),
        Function(
            "sweep",
            "Sweep",
            "chalicelib.workers.sweep.sweep",
            512,
            55,
            delivering,
            # Two at once would only do the same work twice.
            concurrency=1,
            purpose="巡检",
        ),
        Function(
            "statuses",
            "Statuses",
            "chalicelib.workers.statuses.publish_statuses",
            1024,
            600,
            (signs("status"), *reads(SITE, *_SITE_LISTS), writes(SITE, *_SITE_LISTS)),
            concurrency=1,
            purpose="状态列表和名称",
        ),
        Function(
            "catalogue",
            "Catalogue",
            drain,
            2048,
            600,
            (
                signs("status"),
                *endorses(),
                *tells(),
                *reads(PRIVATE, "catalogue/", "imports/"),
                writes(PRIVATE, "catalogue/", "imports/"),
                private_key(),
                *reads(SITE, *_EDITION_FILES, "units.json"),
                writes(SITE, *_EDITION_FILES, "units.json"),
            ),
            concurrency=1,
            purpose="清单的公布和导入",
        ),
        Function(
            "seal",
            "Seal",
            "chalicelib.workers.sealing.seal",
            2048,
            SEAL_SECONDS,
            (
                *takes_from_seal(),
                signs("seal-a", "seal-b"),
                signs("proof"),
                *reads(PRIVATE, "proofs/", "seals/", "kept/"),
                writes(PRIVATE, "proofs/"),
                private_key(),
                *reads(SITE, "f/"),
                writes(SITE, "f/"),
            ),
            has_layer=True,
            purpose="加盖印章",
        ),
    )
    return tuple(replace(one, grants=(*table_work(), *one.grants)) for one in every)


def deadline_machine(stage: Stage) -> str:
    """Its ARN by name, so that functions and machine may name each other."""
    place = "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine"
    return f"{place}:{stage.prefix}-request-deadline"
