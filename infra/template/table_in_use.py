"""Which table is worked on: the template's own, or one restored from a backup beside it.

`mianzheng restore` sets two parameters of the stack, and every later deployment keeps them
(docs/adr/0016-restore-beside-the-table.md). The own table stays as it is, and protected.
"""

from infra.template.shape import Template, arn, ref, sub
from infra.template.table import TABLE

RESTORED_TABLE, RESTORED_STREAM = "RestoredTable", "RestoredStream"
IS_RESTORED = "IsRestored"
NONE = "none"
"""No empty text: the linter tries the default in each place."""
RESTORED_ARN = (
    "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table"
    f"/${{{RESTORED_TABLE}}}"
)
PARAMETERS: Template = {
    RESTORED_TABLE: {
        "Type": "String",
        "Default": NONE,
        "Description": "set by mianzheng restore: the table in use, if not the stack's own",
    },
    RESTORED_STREAM: {
        "Type": "String",
        "Default": NONE,
        "Description": "set by mianzheng restore: the label of that table's stream",
    },
}
CONDITIONS: Template = {IS_RESTORED: {"Fn::Not": [{"Fn::Equals": [ref(RESTORED_TABLE), NONE]}]}}


def name_in_use() -> Template:
    return _restored(ref(RESTORED_TABLE), ref(TABLE))


def arn_in_use() -> Template:
    return _restored(sub(RESTORED_ARN), arn(TABLE))


def indexes_in_use() -> Template:
    return _restored(sub(f"{RESTORED_ARN}/index/*"), sub(f"${{{TABLE}.Arn}}/index/*"))


def stream_in_use() -> Template:
    restored = sub(f"{RESTORED_ARN}/stream/${{{RESTORED_STREAM}}}")
    return _restored(restored, {"Fn::GetAtt": [TABLE, "StreamArn"]})


def _restored(then: Template, otherwise: Template) -> Template:
    return {"Fn::If": [IS_RESTORED, then, otherwise]}
