"""Whatever is changed in a sealed page afterwards is found."""

import io
import random

from asn1crypto import cms
from pyhanko.pdf_utils.generic import ArrayObject, NameObject, StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from chalicelib.proofs.seal.adapters.sealer import typesetter_for
from tests.contract.seal.sealing import (
    attachments,
    holds,
    load_certificate,
    own_files,
    plain,
    sealed,
)

FLIPS = 500


def signed_ranges(pdf: bytes) -> list[tuple[int, int]]:
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    first, length, second, rest = (int(value) for value in signature.byte_range)
    return [(first, first + length), (second, second + rest)]


def painted_over(pdf: bytes) -> bytes:
    """The same file with a white box and nothing else appended as an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page_ref, _ = writer.find_page_for_modification(0)[:2]
    page = page_ref.get_object()
    drawn = writer.add_object(StreamObject(stream_data=b"q 1 g 60 500 400 100 re f Q"))
    page["/Contents"] = ArrayObject([page.raw_get("/Contents"), drawn])
    writer.mark_update(page_ref)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def attachment_swapped(pdf: bytes) -> bytes:
    """The same file with another proof.json, by an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    held = names[1]["/EF"]
    other = StreamObject(stream_data=b'{"conclusion":"NOT_CONFIRMED"}')
    other[NameObject("/Type")] = NameObject("/EmbeddedFile")
    held[NameObject("/F")] = held[NameObject("/UF")] = writer.add_object(other)
    writer.update_container(held)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def test_the_untouched_page_holds() -> None:
    assert holds(sealed())


def test_each_of_500_flipped_bits_is_found() -> None:
    pdf = sealed()
    places = [place for start, end in signed_ranges(pdf) for place in range(start, end)]
    chosen = random.Random(20261122)  # noqa: S311 - which bits, repeatably; no secret
    undetected = []
    for _ in range(FLIPS):
        place, bit = chosen.choice(places), chosen.randrange(8)
        flipped = bytearray(pdf)
        flipped[place] ^= 1 << bit
        if holds(bytes(flipped)):
            undetected.append((place, bit))
    assert undetected == []


def test_a_changed_digit_of_certificate_attributes_or_signature_is_found() -> None:
    """Everything in the signature that says something; its plain headers do not."""
    pdf = sealed()
    start = signed_ranges(pdf)[0][1] + 1
    digits = pdf[start : pdf.index(b">", start)]
    signer = cms.ContentInfo.load(bytes.fromhex(digits.decode()))["content"]["signer_infos"][0]
    attributes, signature = signer["signed_attrs"].dump(), signer["signature"].dump()
    for part in (load_certificate(own_certificate()).dump(), attributes, signature):
        first = start + digits.index(part.hex().upper().encode())
        for place in range(first, first + 2 * len(part), 17):
            changed = bytearray(pdf)
            changed[place] = ord("0") if changed[place] != ord("0") else ord("1")
            assert not holds(bytes(changed)), place - start


def own_certificate() -> bytes:
    text = own_files()[0].read_bytes()
    return text[text.index(b"-----BEGIN CERTIFICATE") :]


def test_a_page_painted_over_is_found() -> None:
    assert not holds(painted_over(sealed()))


def test_a_swapped_attachment_is_found() -> None:
    changed = attachment_swapped(sealed())
    assert dict(attachments(changed))["proof.json"] == b'{"conclusion":"NOT_CONFIRMED"}'
    assert not holds(changed)


def test_bytes_after_the_end_are_found() -> None:
    assert not holds(sealed() + b"\n% more\n")


def test_a_page_without_a_seal_does_not_hold() -> None:
    assert not holds(typesetter_for(None).typeset(plain()).pdf)
