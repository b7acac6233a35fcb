"""Reading one object of a bucket."""

from typing import Any

from botocore.exceptions import ClientError


def load(client: Any, bucket: str, key: str, most: int | None = None) -> bytes | None:
    """The first ``most`` bytes (all, if None) of an object; None where there is no such object.

    Raises ClientError for any other refusal: an outage must not look like an absent file.
    """
    try:
        answer = client.get_object(Bucket=bucket, Key=key)
    except ClientError as failure:
        if failure.response["Error"]["Code"] in {"NoSuchKey", "404"}:
            return None
        raise
    content: bytes = answer["Body"].read(most)
    return content
