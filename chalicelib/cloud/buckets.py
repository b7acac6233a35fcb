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


def erase_prefix(client: Any, bucket: str, prefix: str) -> None:
    """Remove every object below ``prefix``, with all its versions: for erasure only."""
    pages = client.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix)
    for page in pages:
        found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
        gone = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]
        if gone:
            client.delete_objects(Bucket=bucket, Delete={"Objects": gone, "Quiet": True})


def holds_any(client: Any, bucket: str, prefix: str) -> bool:
    """Is there any object below ``prefix``, in any version?"""
    found = client.list_object_versions(Bucket=bucket, Prefix=prefix)
    return bool(found.get("Versions"))
