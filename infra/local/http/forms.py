"""multipart/form-data, as a browser or an S3 client posts it (RFC 7578)."""

from email.parser import BytesParser
from email.policy import HTTP


def form_parts(content_type: str, body: bytes) -> dict[str, bytes]:
    """The parts by name; empty when the body is no form."""
    if not content_type.startswith("multipart/form-data"):
        return {}
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    parts: dict[str, bytes] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            parts[name] = content
    return parts
