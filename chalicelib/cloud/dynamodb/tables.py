"""The table as DynamoDB wants it: on demand, with its indexes and its TTL."""

from pynamodb.exceptions import TableError

from chalicelib.cloud.dynamodb.record import bind


def create_table(name: str, region: str, endpoint: str | None) -> None:
    """Make the table unless it stands; for the laptop and the tests (a stage uses its template)."""
    record = bind(name, region, endpoint)
    if record.exists():
        return
    try:
        record.create_table(wait=True)
    except TableError as failure:
        if failure.cause_response_code != "ResourceInUseException":
            raise
    record._get_connection().connection.update_time_to_live(name, "expires")
