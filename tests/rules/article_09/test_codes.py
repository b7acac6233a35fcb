"""Art. 9: the QR code stays coarse enough to print and scan; the status list stays small."""

import random
import re
import struct
import xml.etree.ElementTree as ET
import zlib
from datetime import timedelta

import pytest

from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.texts import base64url
from chalicelib.kernel.texts.people import mask_name
from chalicelib.kernel.texts.qr_text import digits_of, url_of
from chalicelib.proofs.adapters.qr_square import QUIET_ZONE, QrSquare, draw
from chalicelib.proofs.status.adapters.lists import (
    StatusIssue,
    make_status_list,
    read_status_list,
    status_path,
)
from chalicelib.proofs.status.domain import StatusUnreadable, pack
from chalicelib.requests.domain.claims import SHARD_SIZE, ProofClaims, ProofStatus
from tests.examples import many
from tests.vectors.making import LISTED_AT, NOW, SAMPLE, SECOND_PROOF_KEY, STATUS_KEY, proof, signed

LONGEST_ORIGIN = "https://" + "w" * 20 + ".gov.cn"
LARGEST = proof(status_shard=999, status_index=65_535, masked_subject=mask_name("欧阳某三"))


def square(claims: ProofClaims) -> QrSquare:
    return draw(url_of(LONGEST_ORIGIN, signed(claims, 255, SECOND_PROOF_KEY)))


def test_the_largest_usual_proof_fits_version_13_and_700_digits() -> None:
    assert len(LONGEST_ORIGIN.removeprefix("https://")) == 27
    assert (len(LARGEST.produced_by), len(LARGEST.extracted_by)) == (18, 18)
    assert (len(LARGEST.service_item), len(LARGEST.masked_subject)) == (5, 4)

    assert len(digits_of(signed(LARGEST, 255, SECOND_PROOF_KEY))) <= 700
    assert square(LARGEST).version <= 13


def test_the_square_is_the_same_in_svg_and_png() -> None:
    drawn = square(SAMPLE)
    width = len(drawn.rows) + 2 * QUIET_ZONE

    assert pixels(drawn.png(scale=3), 3) == modules_of_svg(drawn.svg("电子证明", "说明"), width)


def test_the_picture_has_a_quiet_zone_and_three_finder_patterns() -> None:
    dark = pixels(square(SAMPLE).png(scale=1), 1)
    last = len(dark) - 1

    for at in range(QUIET_ZONE):
        assert not any(dark[at] + dark[last - at])
        assert not any(row[at] or row[last - at] for row in dark)
    finder = [True] * 7
    for x, y in ((4, 4), (last - 10, 4), (4, last - 10)):
        assert dark[y][x : x + 7] == dark[y + 6][x : x + 7] == finder


def test_a_screen_reader_is_told_what_the_picture_is() -> None:
    picture = ET.fromstring(square(SAMPLE).svg("验真码 <A&B>", "扫码验真"))  # noqa: S314  # our own picture
    space = "{http://www.w3.org/2000/svg}"

    assert picture.get("role") == "img"
    assert picture.findtext(f"{space}title") == picture.get("aria-label") == "验真码 <A&B>"
    assert picture.findtext(f"{space}desc") == "扫码验真"
    assert picture.get("shape-rendering") == "crispEdges"


def test_a_link_without_digits_is_not_drawn() -> None:
    with pytest.raises(ValueError, match="after #"):
        draw("https://wzm.example.gov.cn/p")


def pixels(png: bytes, scale: int) -> list[list[bool]]:
    """Read a one-bit PNG of one IDAT chunk back into modules, every pixel looked at."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, colour = struct.unpack(">IIBB", png[16:26])
    size = struct.unpack(">I", png[33:37])[0]
    assert (width, depth, colour, png[37:41]) == (height, 1, 0, b"IDAT")
    raw = zlib.decompress(png[41 : 41 + size])
    stride = (width + 7) // 8 + 1
    lines = [raw[at : at + stride] for at in range(0, len(raw), stride)]
    dark = [[not line[1 + x // 8] >> 7 - x % 8 & 1 for x in range(width)] for line in lines]
    coarse = [row[::scale] for row in dark[::scale]]
    assert [[one for one in row for _ in range(scale)] for row in coarse for _ in range(scale)] == (
        dark
    )
    return coarse


def modules_of_svg(svg: str, width: int) -> list[list[bool]]:
    dark = [[False] * width for _ in range(width)]
    assert f'viewBox="0 0 {width} {width}"' in svg
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg.partition("#000")[2]):
        dark[int(y)][int(x) : int(x) + int(length)] = [True] * int(length)
    return dark


def listed(statuses: dict[int, ProofStatus]) -> str:
    issue = StatusIssue("https://wzm.example.gov.cn", 7, LISTED_AT, pack(statuses))
    return make_status_list(issue, "status-1", STATUS_KEY)


def test_every_status_is_read_back_from_its_index_and_no_other() -> None:
    chosen = random.Random(9).sample(range(SHARD_SIZE), 2_000)  # noqa: S311  # repeatable, no secret
    marks = (ProofStatus.REVOKED, ProofStatus.SUSPENDED)
    statuses = {index: marks[at % 2] for at, index in enumerate(chosen)}
    sheet = read_status_list(listed(statuses), 7, lambda _kid: lambda _data, _signature: True)

    assert {
        index: status
        for index in range(SHARD_SIZE)
        if (status := sheet.status_of(index)) is not ProofStatus.VALID
    } == statuses
    assert (sheet.shard, sheet.issued_at) == (7, LISTED_AT)
    assert sheet.expires_at == LISTED_AT + timedelta(hours=24)


@pytest.mark.parametrize("seed", range(many(5, fewest=1)))
def test_a_shard_with_one_in_a_hundred_revoked_takes_2_kb(seed: int) -> None:
    chosen = random.Random(seed).sample(range(SHARD_SIZE), SHARD_SIZE // 100)  # noqa: S311  # repeatable, no secret

    assert len(listed(dict.fromkeys(chosen, ProofStatus.REVOKED))) <= 2_048


def test_the_list_s_bits_are_those_of_the_standard_s_example() -> None:
    """draft-ietf-oauth-status-list, two bits a status: [1, 2, 0, 3 ...] is 0xC9."""
    packed = pack({0: ProofStatus.REVOKED, 1: ProofStatus.SUSPENDED, 4: ProofStatus.SUSPENDED})

    assert packed[:2] == bytes([0b00001001, 0b00000010])


def test_the_list_says_what_it_is_and_until_when_it_counts() -> None:
    header, payload, _ = listed({}).split(".")

    assert base64url.decode(header) == b'{"alg":"ES256","kid":"status-1","typ":"statuslist+jwt"}'
    seconds = int(LISTED_AT.timestamp())
    assert base64url.decode(payload).startswith(
        b'{"sub":"https://wzm.example.gov.cn/status/7.jwt",'
        b'"iat":%d,"exp":%d,"ttl":300,"status_list":{"bits":2,"lst":"' % (seconds, seconds + 86_400)
    )
    assert status_path(7) == "/status/7.jwt"


def test_an_index_outside_the_shard_is_never_packed_nor_read() -> None:
    sheet = read_status_list(listed({}), 7, lambda _kid: lambda _data, _signature: True)

    for index in (-1, SHARD_SIZE):
        with pytest.raises(FieldInvalid):
            pack({index: ProofStatus.REVOKED})
        with pytest.raises(StatusUnreadable) as unread:
            sheet.status_of(index)
        assert unread.value.as_of == LISTED_AT < NOW


def test_half_a_shard_is_never_signed() -> None:
    with pytest.raises(ValueError, match="65,536"):
        make_status_list(StatusIssue("https://a.b", 7, LISTED_AT, bytes(100)), "s", STATUS_KEY)
