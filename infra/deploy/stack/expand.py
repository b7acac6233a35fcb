"""SAM expanded on this machine: what is linted and shown is exactly what is deployed."""

import json
from typing import Any

from infra.deploy.stack.api import with_api
from infra.stage.file import Stage
from infra.stage.problems import NOTHING_TOUCHED, DeployProblem
from infra.template.compose import compose
from infra.template.compute import Code


def whole_template(stage: Stage, code: Code) -> dict[str, Any]:
    """What is deployed, from the stage's file and the packages alone. Raises DeployProblem."""
    return expand(with_api(stage, compose(stage, code)), stage.region)


def expand(sam: dict[str, Any], region: str) -> dict[str, Any]:
    """Plain CloudFormation. No network, no account.

    Raises DeployProblem with the translator's own words.
    """
    import boto3
    from samtranslator.model.exceptions import InvalidDocumentException
    from samtranslator.parser.parser import Parser
    from samtranslator.translator.translator import Translator

    template = json.loads(json.dumps(sam))  # the translator changes what it is given
    # The translator would write their defaults in their place; they are the running stack's.
    parameters = template.pop("Parameters", {})
    session = boto3.Session(region_name=region)
    translator = Translator({}, Parser(), boto_session=session)
    try:
        expanded: dict[str, Any] = translator.translate(
            sam_template=template, parameter_values={}, feature_toggle=None
        )
    except InvalidDocumentException as error:
        causes = ";".join(one.message for one in error.causes)
        raise DeployProblem(
            f"SAM 模板展开不了:{causes}", NOTHING_TOUCHED, "改正 infra/template 后重试"
        ) from error
    expanded.pop("Transform", None)
    expanded["Parameters"] = {**expanded.get("Parameters", {}), **parameters}
    return expanded
