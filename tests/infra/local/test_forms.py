"""An uploaded form's parts arrive byte for byte."""

import pytest

from infra.local.http.forms import form_parts

BOUNDARY = "----boundary7Q"
KIND = f"multipart/form-data; boundary={BOUNDARY}"


def form(content: bytes) -> bytes:
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="ticket"\r\n\r\nt-1\r\n'
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\nplain",
        bytes(range(256)) * 40,
        b"\r\n\r\nlines\r\r\n\n",
        b"--not the boundary--\r\n",
        b"=3D soft=\r\nbreaks From here\r\n.\r\n",
        b"",
        "编号".encode("utf-16-le"),
    ],
)
def test_the_bytes_come_out_as_they_went_in(content: bytes) -> None:
    assert form_parts(KIND, form(content)) == {"ticket": b"t-1", "file": content}


@pytest.mark.parametrize("kind", ["", "text/plain", "multipart/form-data"])
def test_a_body_that_is_no_form_has_no_parts(kind: str) -> None:
    assert form_parts(kind, form(b"x")) == {}
