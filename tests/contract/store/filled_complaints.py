"""Complaints with every field filled in."""

from typing import Any

from hypothesis import strategies as st

from chalicelib.complaints.domain.complaint import (
    FOUND_BY_PERSONS,
    Assignment,
    Complaint,
    ComplaintChannel,
    ComplaintExtension,
    ComplaintOutcome,
    Concern,
    Proposal,
    Reply,
)
from chalicelib.kernel.ids import ComplaintId, RowCode, UnitCode
from tests.contract.store.filled import codes, instants, texts
from tests.contract.store.records import fresh

units = codes.map(UnitCode)
ids = st.builds(fresh, st.just("complaint")).map(ComplaintId)
assignments = st.builds(Assignment, units, instants, texts)
proposals = st.builds(Proposal, texts, units, instants, texts)
replies = st.builds(
    Reply, texts, st.sampled_from(ComplaintOutcome), instants, texts, st.none()
) | st.builds(
    Reply,
    texts,
    st.just(ComplaintOutcome.UPHELD),
    instants,
    texts,
    st.sampled_from(sorted(FOUND_BY_PERSONS)),
)


@st.composite
def complaints(draw: Any) -> Complaint:
    channel = draw(st.sampled_from(ComplaintChannel))
    asked = draw(st.lists(assignments, max_size=2).map(tuple))
    return Complaint(
        id=draw(ids),
        channel=channel,
        about=draw(st.builds(Concern, units, st.none() | codes.map(RowCode), st.none() | codes)),
        text=draw(texts),
        contact=draw(st.none() | texts),
        received_at=draw(instants),
        fingerprint=draw(texts),
        recorded_by=None if channel is ComplaintChannel.SITE else draw(texts),
        assignments=asked,
        proposals=draw(st.lists(proposals, max_size=2).map(tuple)) if asked else (),
        extension=draw(st.none() | st.builds(ComplaintExtension, texts, instants, texts)),
        reply=draw(st.none() | replies),
    )
