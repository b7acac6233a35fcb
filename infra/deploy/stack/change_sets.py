"""What a deployment would change, as CloudFormation sees it, before anything is changed."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from infra.stage.cloud import Cloud
from infra.stage.file import PREFIX
from infra.stage.problems import NOTHING_TOUCHED, DeployProblem

CAPABILITIES = ["CAPABILITY_NAMED_IAM"]
SECONDS, PAUSE = 300.0, 2.0
_EMPTY = ("didn't contain changes", "No updates are to be performed")
Source = Mapping[str, Any]
_DEAD = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED", "IMPORT_ROLLBACK_FAILED"}
"""What CloudFormation lets nobody update any more."""
_ABSENT = {"REVIEW_IN_PROGRESS", "DELETE_COMPLETE"}


@dataclass(frozen=True)
class Change:
    """``action``: Add, Modify, Remove or Import; ``replaces``: the resource is made anew."""

    action: str
    resource: str
    kind: str
    replaces: bool
    parts: tuple[str, ...]


@dataclass(frozen=True)
class ChangeSet:
    """``id`` is its ARN. Empty when there is nothing to change."""

    id: str
    stack: str
    changes: tuple[Change, ...]
    is_new_stack: bool

    @property
    def is_empty(self) -> bool:
        return not self.changes

    @property
    def imports(self) -> bool:
        """What stands is taken over, nothing is made."""
        return any(one.action == "Import" for one in self.changes)


@dataclass(frozen=True)
class Importing:
    """``resources``: CloudFormation's ResourcesToImport; ``parameters`` of the stack to be."""

    resources: tuple[dict[str, Any], ...]
    parameters: Mapping[str, str]


class Stack:
    """One CloudFormation stack by its name."""

    def __init__(self, name: str, cloud: Cloud, pause: Callable[[float], None] = time.sleep):
        self.name = name
        self._cloud = cloud
        self._client = cloud.client("cloudformation")
        self._pause = pause

    def status(self) -> str | None:
        """None where there is no stack (one that only awaits its first change set is none)."""
        found = self._described()
        return None if found is None else str(found["StackStatus"])

    def parameters(self) -> dict[str, str]:
        """Those it runs with; none where there is no stack."""
        found = self._described() or {}
        return _parameters(found)

    def outputs(self) -> dict[str, str]:
        found = self._client.describe_stacks(StackName=self.name)["Stacks"][0]
        return {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", ())}

    def resources(self) -> dict[str, str]:
        """Physical id by name in the template."""
        pages = self._client.get_paginator("list_stack_resources").paginate(StackName=self.name)
        return {
            one["LogicalResourceId"]: one.get("PhysicalResourceId", "")
            for one in pages.search("StackResourceSummaries[]")
        }

    def plan(
        self, source: Source, label: str, parameters: Mapping[str, str] | None = None
    ) -> ChangeSet:
        """``source``: TemplateURL, TemplateBody, or UsePreviousTemplate. Without ``parameters``
        the running ones are kept: which table is in use is one of them. Raises DeployProblem
        when it can't be made."""
        running = self._described()
        is_new = running is None
        if running and running["StackStatus"] in _DEAD:
            raise self._dead(running["StackStatus"])
        chosen = _parameters(running or {}) if parameters is None else parameters
        kind = "CREATE" if is_new else "UPDATE"
        return self._planned(kind, is_new, {**_given(chosen), **source, "label": label})

    def plan_import(self, source: Source, label: str, wanted: Importing) -> ChangeSet:
        """What stands already becomes this new stack's; nothing is made or changed by that."""
        asked = {**_given(wanted.parameters), **source, "ResourcesToImport": list(wanted.resources)}
        return self._planned("IMPORT", True, {**asked, "label": label})

    def _dead(self, status: str) -> DeployProblem:
        return DeployProblem(
            f"堆栈 {self.name} 停在 {status},不能再更新",
            f"{NOTHING_TOUCHED}表、桶、密钥(如果有)都还在。",
            f"mianzheng destroy --stage {self.name.removeprefix(PREFIX)},再部署;"
            "留下的由新的堆栈接管",
        )

    def _planned(self, kind: str, is_new: bool, asked: dict[str, Any]) -> ChangeSet:
        label = asked.pop("label")
        nothing = ChangeSet("", self.name, (), is_new)
        try:
            id_: str = self._client.create_change_set(
                StackName=self.name,
                ChangeSetName=f"deploy-{label}",
                ChangeSetType=kind,
                Capabilities=CAPABILITIES,
                **asked,
            )["Id"]
        except ClientError as error:
            reason = error.response["Error"]["Message"]
        else:
            described = self._wait(id_)
            if described["Status"] != "FAILED":
                return ChangeSet(id_, self.name, self._changes(id_), is_new)
            reason = described.get("StatusReason", "")
            self.discard(ChangeSet(id_, self.name, (), is_new))
        if any(one in reason for one in _EMPTY):
            return nothing
        raise DeployProblem(f"变更集没有做成:{reason}", NOTHING_TOUCHED, "改正后再运行同一条命令")

    def discard(self, planned: ChangeSet) -> None:
        """Leave nothing behind of a plan that is not carried out."""
        if planned.id:
            self._client.delete_change_set(ChangeSetName=planned.id, StackName=self.name)
        if planned.is_new_stack and self.status() is None and self._is_listed():
            self._client.delete_stack(StackName=self.name)

    def execute(self, planned: ChangeSet) -> None:
        self._client.execute_change_set(ChangeSetName=planned.id, StackName=self.name)

    def _described(self) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = self._client.describe_stacks(StackName=self.name)["Stacks"][0]
        except ClientError as error:
            if error.response["Error"]["Code"] == "ValidationError":
                return None
            raise
        return None if found["StackStatus"] in _ABSENT else found

    def _is_listed(self) -> bool:
        try:
            self._client.describe_stacks(StackName=self.name)
        except ClientError:
            return False
        return True

    def _wait(self, id_: str) -> dict[str, Any]:
        ends_at = time.monotonic() + SECONDS
        while True:
            found: dict[str, Any] = self._client.describe_change_set(
                ChangeSetName=id_, StackName=self.name
            )
            is_made = found["Status"] not in {"CREATE_PENDING", "CREATE_IN_PROGRESS"}
            if is_made or time.monotonic() > ends_at:
                return found
            self._pause(PAUSE)

    def _changes(self, id_: str) -> tuple[Change, ...]:
        pages = self._client.get_paginator("describe_change_set").paginate(
            ChangeSetName=id_, StackName=self.name
        )
        found = [one["ResourceChange"] for page in pages for one in page.get("Changes", ())]
        return tuple(sorted(map(_change, found), key=lambda one: (one.action, one.resource)))


def _given(parameters: Mapping[str, str]) -> dict[str, Any]:
    given = [{"ParameterKey": key, "ParameterValue": one} for key, one in parameters.items()]
    return {"Parameters": given} if given else {}


def _parameters(described: Mapping[str, Any]) -> dict[str, str]:
    found = described.get("Parameters", ())
    return {one["ParameterKey"]: one["ParameterValue"] for one in found}


def _change(one: dict[str, Any]) -> Change:
    details = one.get("Details") or ()
    parts = {str(d["Target"].get("Name") or d["Target"].get("Attribute")) for d in details}
    return Change(
        one["Action"],
        one["LogicalResourceId"],
        one["ResourceType"],
        one.get("Replacement") in {"True", "Conditional"},
        tuple(sorted(parts)),
    )
