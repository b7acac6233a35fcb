"""The functions: what each runs, how large it is, and what it may do. Roles are their own."""

from dataclasses import dataclass, replace

from infra.stage.file import Stage
from infra.template.buckets import PRIVATE, SITE
from infra.template.grants import (
    Grant,
    drops_stream,
    endorses,
    erases,
    looks,
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


_LISTS = ("status/", "units.json", "c/")
_KEY_SET = (".well-known/jwks.json",)
OUTBOX = "chalicelib.workers.outbox.drain_outbox"
DEADLINES = "chalicelib.workers.deadlines.pass_deadline"
ADJUSTMENTS = "chalicelib.workers.deadlines.pass_adjustment"
SWEEP = "chalicelib.workers.sweep.sweep"
STATUSES = "chalicelib.workers.statuses.publish_statuses"
SEALING = "chalicelib.workers.sealing.seal"


def functions(stage: Stage) -> tuple[Function, ...]:
    """Every function of a stage. Memory buys CPU: an ES256 check or a page wants it."""
    every = (
        _api(stage),
        Function("pass-deadline", "PassDeadline", DEADLINES, 512, 30, purpose="到期"),
        Function("pass-adjustment", "PassAdjustment", ADJUSTMENTS, 512, 30, purpose="报告到期"),
        *_delivering(stage),
        _statuses(),
        _catalogue(stage),
        _seal(stage),
    )
    return tuple(replace(one, grants=(*table_work(), *one.grants)) for one in every)


def _api(stage: Stage) -> Function:
    grants = (
        *_clock(stage),
        signs("proof"),
        *endorses(),
        *reads(PRIVATE, "attachments/", "kept/", "proofs/", "catalogue/", "imports/"),
        writes(PRIVATE, "attachments/", "kept/", "catalogue/", "imports/", "erasures/"),
        looks(PRIVATE),
        looks(SITE),
        private_key(),
        *reads(SITE, *_KEY_SET),
        writes(SITE, *_KEY_SET),
    )
    return Function("api", "APIHandler", "app.app", 1024, 29, grants, purpose="HTTP 接口")


def _delivering(stage: Stage) -> tuple[Function, Function]:
    """What follows a commit: at once by the stream, and what was left by the sweeper."""
    grants = (
        *_clock(stage),
        *sends_to_seal(),
        *tells(),
        *endorses(),
        signs("status"),
        *reads(SITE, *_LISTS, *_KEY_SET),
        writes(SITE, *_LISTS, *_KEY_SET),
    )
    streaming = (*grants, *stream_read(), drops_stream())
    return (
        Function("drain-outbox", "DrainOutbox", OUTBOX, 512, 120, streaming, purpose="发件箱"),
        # Two sweeps at once would only do the same work twice.
        Function("sweep", "Sweep", SWEEP, 512, 55, grants, concurrency=1, purpose="巡检"),
    )


def _statuses() -> Function:
    """The names and the home page come from the edition in force."""
    files = (*_LISTS, "list/", "index.html")
    grants = (
        signs("status"),
        *reads(PRIVATE, "catalogue/"),
        private_key(),
        *reads(SITE, *files),
        writes(SITE, *files),
    )
    says = "状态列表、名称、现行清单"
    return Function("statuses", "Statuses", STATUSES, 1024, 600, grants, 1, purpose=says)


def _catalogue(stage: Stage) -> Function:
    """What belongs to no request: tables imported, editions published, due times counted anew
    after a change of the calendar, and what an erasure takes away."""
    files = ("list/", "index.html", "units.json", *_KEY_SET)
    grants = (
        *_clock(stage),
        signs("status"),
        *endorses(),
        *tells(),
        *reads(PRIVATE, "catalogue/", "imports/"),
        writes(PRIVATE, "catalogue/", "erasures/"),
        *erases(PRIVATE, "attachments/", "kept/", "proofs/", "imports/"),
        *erases(SITE, "c/"),
        private_key(),
        *reads(SITE, *files),
        writes(SITE, *files),
    )
    return Function("catalogue", "Catalogue", OUTBOX, 2048, 600, grants, 1, purpose="清单")


def _seal(stage: Stage) -> Function:
    """The only one that may use the seals (Art. 9), by its role and by the keys' own policies;
    where the district's platform holds the keys, not even this one uses ours."""
    grants = (
        *takes_from_seal(),
        *(() if stage.seal_platform else (signs("seal-a", "seal-b"),)),
        signs("proof"),
        *reads(PRIVATE, "proofs/", "seals/", "kept/"),
        writes(PRIVATE, "proofs/"),
        private_key(),
        *reads(SITE, "f/"),
        writes(SITE, "f/"),
    )
    return Function(
        "seal", "Seal", SEALING, 2048, SEAL_SECONDS, grants, has_layer=True, purpose="加盖印章"
    )


def _clock(stage: Stage) -> tuple[Grant, ...]:
    return timers(deadline_machine(stage), adjustment_machine(stage))


def deadline_machine(stage: Stage) -> str:
    """Its ARN by name, so that functions and machine may name each other."""
    return _machine(stage, "request-deadline")


def adjustment_machine(stage: Stage) -> str:
    return _machine(stage, "adjustment-deadline")


def _machine(stage: Stage, name: str) -> str:
    place = "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine"
    return f"{place}:{stage.prefix}-{name}"
