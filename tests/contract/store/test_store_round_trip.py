"""Every field of every aggregate comes back as it was saved."""

from dataclasses import replace
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.kernel.commits import Aggregate, Commit
from chalicelib.kernel.ids import KeyId, OperationId, RequestId, UnitCode, WebhookId
from chalicelib.keys.domain.invitation import Invitation
from chalicelib.keys.domain.key import KeyRecord
from chalicelib.notices.domain.webhook import Webhook
from chalicelib.requests.domain.copies import EProof
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.storage.store import Store
from chalicelib.units.domain.records import UnitRecord
from chalicelib.units.domain.unit import Unit
from tests.contract.store import filled, filled_proofs
from tests.contract.store.records import a_call, a_key, a_request, a_unit, a_webhook, fresh
from tests.contract.store.varying import left_out
from tests.examples import many

Kind = TypeVar("Kind")

# The store is shared by the examples of one test on purpose: ids are fresh in each.
some = settings(
    max_examples=many(25),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def once_saved(aggregate: Kind) -> Kind:
    one: Any = aggregate
    saved: Kind = replace(one, revision=one.revision + 1)
    return saved


@some
@given(request=filled.requests())
def test_a_request_comes_back_as_it_was_saved(store: Store, request: VerificationRequest) -> None:
    store.commit(Commit(saves=(request,)))
    assert store.requests.request(request.id) == once_saved(request)


@some
@given(unit=filled.units())
def test_a_unit_comes_back_as_it_was_saved(store: Store, unit: Unit) -> None:
    store.commit(Commit(saves=(unit,)))
    assert store.units.unit(unit.code) == once_saved(unit)


@some
@given(key=filled.keys())
def test_a_key_comes_back_as_it_was_saved(store: Store, key: KeyRecord) -> None:
    store.commit(Commit(saves=(key,)))
    assert store.keys.key(key.kid) == once_saved(key)
    assert once_saved(key) in store.keys.keys_of(key.unit)


@some
@given(invitation=filled.invitations)
def test_an_invitation_comes_back_as_it_was_saved(store: Store, invitation: Invitation) -> None:
    store.commit(Commit(saves=(invitation,)))
    assert store.keys.invitation(invitation.id) == once_saved(invitation)


@some
@given(record=filled.unit_records)
def test_a_record_of_a_unit_comes_back_as_it_was_saved(store: Store, record: UnitRecord) -> None:
    store.commit(Commit(saves=(record,)))
    assert once_saved(record) in store.units.unit_records(record.unit)


@some
@given(proof=filled_proofs.proofs)
def test_a_proof_comes_back_as_it_was_saved(store: Store, proof: EProof) -> None:
    store.commit(Commit(saves=(proof,)))
    assert store.copies.proof(proof.id) == once_saved(proof)
    assert store.copies.proofs([proof.id]) == (once_saved(proof),)


@some
@given(webhook=filled.webhooks)
def test_a_webhook_comes_back_as_it_was_saved(store: Store, webhook: Webhook) -> None:
    store.commit(Commit(saves=(webhook,)))
    assert store.webhooks.webhook(webhook.unit, webhook.id) == once_saved(webhook)
    assert once_saved(webhook) in store.webhooks.webhooks(webhook.unit)


@some
@given(request=filled.requests())
def test_the_first_result_of_an_op_comes_back_as_it_was_saved(
    store: Store, request: VerificationRequest
) -> None:
    op = fresh("operation")
    call = a_call(op)
    store.commit(Commit(saves=(request,), call=call))
    operation = store.ledger.operation(call.caller.unit, OperationId(op))
    assert operation is not None
    assert operation.result == once_saved(request)


@pytest.mark.parametrize(
    "strategy",
    [
        filled.requests(),
        filled.units(),
        filled.keys(),
        filled.invitations,
        filled.webhooks,
        filled.unit_records,
        filled_proofs.proofs,
    ],
    ids=["request", "unit", "key", "invitation", "webhook", "unit_record", "proof"],
)
def test_no_field_is_left_out_of_the_round_trips(strategy: st.SearchStrategy[Aggregate]) -> None:
    assert left_out(strategy) == set()


def test_what_was_never_saved_is_not_there(store: Store) -> None:
    nobody = UnitCode("nobody")
    assert store.requests.request(RequestId("none")) is None
    assert store.requests.requests([RequestId("none")]) == ()
    assert store.units.unit(nobody) is None
    assert store.keys.key(KeyId("none")) is None
    assert store.keys.invitation("none") is None
    assert store.webhooks.webhook(nobody, WebhookId("none")) is None
    assert store.ledger.operation(nobody, OperationId("none-at-all")) is None
    assert (
        store.keys.keys_of(nobody),
        store.webhooks.webhooks(nobody),
        store.ledger.events("none"),
    ) == ((), (), ())


def test_many_requests_are_read_at_once(store: Store) -> None:
    saved = [a_request() for _ in range(30)]
    for one in saved:
        store.commit(Commit(saves=(one,)))
    wanted = [one.id for one in saved]
    found = store.requests.requests([*wanted, RequestId("unknown")])
    assert sorted(one.id for one in found) == sorted(wanted)


def test_the_units_are_listed_with_their_latest_state(store: Store) -> None:
    first, second = a_unit(), a_unit()
    store.commit(Commit(saves=(first,)))
    store.commit(Commit(saves=(second,)))
    store.commit(Commit(saves=(replace(once_saved(second), is_suspended=True),)))
    assert [(one.code, one.is_suspended) for one in store.units.units()] == [
        (first.code, False),
        (second.code, True),
    ]


def test_a_unit_sees_only_its_own_keys_and_webhooks(store: Store) -> None:
    own, other = UnitCode("370402012"), UnitCode("370402013")
    key, hook = a_key(unit=own), a_webhook(unit=own)
    store.commit(Commit(saves=(key, hook, a_key(unit=other), a_webhook(unit=other))))
    assert [one.kid for one in store.keys.keys_of(own)] == [key.kid]
    assert [one.id for one in store.webhooks.webhooks(own)] == [hook.id]
