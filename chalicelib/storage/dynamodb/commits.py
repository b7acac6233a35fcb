"""One commit = one transaction, and what a refusal of it means.

A failed condition alone proves nothing: the SDK may have sent the same transaction twice and
lost the first answer. So each attempt carries a nonce of its own, kept with the jti: if the jti
that stands there has our nonce, our transaction is the one that won.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast
from uuid import uuid4

from pynamodb.exceptions import DoesNotExist, TransactWriteError
from pynamodb.transactions import TransactWrite

from chalicelib.cloud.dynamodb.failures import code_of, reaching_the_table
from chalicelib.kernel.call_refusals import refused
from chalicelib.kernel.commits import (
    Aggregate,
    CaseEntry,
    CaseFixed,
    Commit,
    OperationSeen,
    PlaceTaken,
    RevisionLost,
)
from chalicelib.kernel.errors import TooLarge, Unavailable
from chalicelib.kernel.performing import operation_digest
from chalicelib.kernel.records import record
from chalicelib.kernel.times.clock import from_sort_key, sort_key
from chalicelib.storage.dynamodb.items import Items, Sealed, as_sealed, at_revision
from chalicelib.storage.dynamodb.ledger import event_record, outbox_record
from chalicelib.storage.dynamodb.places import (
    call_place,
    case_place,
    mark_place,
    operation_place,
    status_place,
)
from chalicelib.storage.kinds import kind_of

if TYPE_CHECKING:
    from pynamodb.expressions.update import Action

    from chalicelib.cloud.dynamodb.record import Record
    from chalicelib.cloud.vault import Vault
    from chalicelib.kernel.callers import SignedCall
    from chalicelib.requests.domain.copies import EProof

MOST_TRIES = 10
OPERATION_LIFE = timedelta(days=90)
PASSING = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}
PASSING_ERRORS = {
    "TransactionInProgressException",
    "ThrottlingException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
}


@record(frozen=True)
class Meaning:
    """What to raise when an item's condition failed; of several, the lowest rank is told."""

    rank: int
    say: Callable[[], Exception]


class Committer:
    """Writes commits. ``jitter`` spreads the tries of those who collided."""

    def __init__(self, record: type[Record], items: Items, vault: Vault) -> None:
        self._record = record
        self._items = items
        self._vault = vault

    def commit(self, commit: Commit) -> None:
        nonce = uuid4().hex
        for attempt in range(MOST_TRIES):
            try:
                self._write(commit, nonce)
                return
            except TransactWriteError as failure:
                if self._is_ours(failure, commit, nonce):
                    return
                self._raise_meaning(failure, commit)
            time.sleep(random.uniform(0, 0.02 * 2 ** min(attempt, 5)))  # noqa: S311  # jitter
        raise Unavailable("存储正忙,请稍候用同一 op 重试。")

    def _write(self, commit: Commit, nonce: str) -> None:
        connection = self._record._get_connection().connection
        absent = self._record.pk.does_not_exist()
        saves = tuple(self._items.with_data_key(one) for one in commit.saves)
        sealed = {about.id: about for about in map(as_sealed, saves) if about is not None}
        token = uuid4().hex  # one per attempt: a second attempt has other salts, so other bytes
        with TransactWrite(connection=connection, client_request_token=token) as transaction:
            if commit.call is not None:
                jti = self._call_record(commit.call, nonce)
                transaction.save(jti, absent, return_values="ALL_OLD")
                if commit.call.op is not None and saves:
                    record = self._operation_record(commit.call, saves[0], _about(saves[0], sealed))
                    transaction.save(record, absent)
            for one in saves:
                unchanged = self._record.revision == one.revision
                transaction.save(self._items.of(one), unchanged if one.revision else absent)
            for position, event in enumerate(commit.events):
                about = sealed.get(event.request or event.subject)
                transaction.save(event_record(self._record, event, position, about, self._vault))
            for entry in commit.outbox:
                transaction.save(outbox_record(self._record, entry))
            for place in map(status_place, commit.places):
                transaction.save(self._record(place.pk, place.sk), absent)
            for mark in commit.marks:
                place = mark_place(mark)
                transaction.save(self._record(place.pk, place.sk, kind=mark.status))
            if commit.case is not None:
                self._join_case(transaction, commit.case)

    def _join_case(self, transaction: TransactWrite, case: CaseEntry) -> None:
        place = case_place(case.requester, case.case_no)
        accepted = sort_key(case.accepted_at)
        item = self._record(place.pk, place.sk)
        actions: list[Action] = [
            self._record.digest.set(accepted),
            self._record.members.add({str(one) for one in case.requests}),
        ]
        same = self._record.pk.does_not_exist() | (self._record.digest == accepted)
        transaction.update(item, actions, same, return_values="ALL_OLD")

    def _call_record(self, call: SignedCall, nonce: str) -> Record:
        place = call_place(call.caller.unit, call.jti)
        expires = int(call.expires_at.timestamp()) + 1
        return self._record(place.pk, place.sk, nonce=nonce, expires=expires)

    def _operation_record(
        self, call: SignedCall, result: Aggregate, about: Sealed | None
    ) -> Record:
        place = operation_place(call.caller.unit, str(call.op))
        kind, blob = self._items.snapshot(at_revision(result, result.revision + 1), about)
        item = self._record(place.pk, place.sk, kind=kind, doc=blob, kid=call.caller.kid)
        item.digest = operation_digest(call)
        item.expires = int((call.expires_at + OPERATION_LIFE).timestamp())
        if about is not None:
            item.owner = about.id
        return item

    def _is_ours(self, failure: TransactWriteError, commit: Commit, nonce: str) -> bool:
        """Did an earlier send of this very attempt win, though its answer was lost?"""
        if commit.call is None:
            return False
        reasons = failure.cancellation_reasons
        if reasons and reasons[0] is not None and reasons[0].raw_item:
            return reasons[0].raw_item.get("nonce", {}).get("S") == nonce
        if code_of(failure) == "TransactionCanceledException":
            return False
        place = call_place(commit.call.caller.unit, commit.call.jti)
        with reaching_the_table():
            try:
                return self._record.get(place.pk, place.sk, consistent_read=True).nonce == nonce
            except DoesNotExist:
                return False

    def _raise_meaning(self, failure: TransactWriteError, commit: Commit) -> None:
        """Raise what the refusal means; return when it passes by itself."""
        if code_of(failure) in PASSING_ERRORS:
            return
        if code_of(failure) == "ValidationException":
            raise TooLarge("这条记录已经太大,存不下了;请减少内容或附件。") from failure
        if code_of(failure) != "TransactionCanceledException":
            raise Unavailable("存储暂时不可用,结果未知;请稍候用同一 op 重试。") from failure
        reasons = [one.code if one else "" for one in failure.cancellation_reasons]
        failed = [
            meaning
            for code, meaning in zip(reasons, self._meanings(commit), strict=False)
            if code == "ConditionalCheckFailed"
        ]
        if failed:
            raise min(failed, key=lambda one: one.rank).say() from failure
        if not {one for one in reasons if one} <= PASSING:
            raise Unavailable("存储拒绝了这次写入,请联系运维人员。") from failure

    def _meanings(self, commit: Commit) -> list[Meaning]:
        """What a failed condition of each item means, in the order of :meth:`_write`."""
        meanings: list[Meaning] = []
        if commit.call is not None:
            meanings.append(Meaning(0, lambda: refused("sig.replay", field="jti")))
            if commit.call.op is not None and commit.saves:
                meanings.append(Meaning(1, OperationSeen))
        meanings += [Meaning(4, RevisionLost)] * len(commit.saves)
        meanings += [Meaning(5, AssertionError)] * (len(commit.events) + len(commit.outbox))
        meanings += [Meaning(3, PlaceTaken)] * len(commit.places)
        meanings += [Meaning(5, AssertionError)] * len(commit.marks)
        case = commit.case
        if case is not None:
            meanings.append(Meaning(2, lambda: CaseFixed(self._fixed_at(case))))
        return meanings

    def _fixed_at(self, case: CaseEntry) -> datetime:
        place = case_place(case.requester, case.case_no)
        with reaching_the_table():
            item = self._record.get(place.pk, place.sk, consistent_read=True)
        return from_sort_key(str(item.digest))


def _about(result: Aggregate, sealed: Mapping[str, Sealed]) -> Sealed | None:
    """Whose data key a first result is sealed under: its own, or that of the request a copy was
    extracted from, which is saved in the same transaction."""
    own = as_sealed(result)
    if own is not None:
        return own
    return sealed[cast("EProof", result).request] if kind_of(type(result)) == "proof" else None
