"""What Chalice knows of the API, by its own generator in this process: routes become the API's
definition, and ours is merged into it.

The generator reads the app and touches nothing: no file, no network, no account. Its packager is
left out, since the packages are ours (docs/adr/0012-our-own-packages.md).
"""

from typing import Any

from infra.stage.file import Stage
from infra.template.api import STAGE as API_STAGE


def with_api(stage: Stage, merge: dict[str, Any]) -> dict[str, Any]:
    """The SAM template of the API function and its API, with ``merge`` merged in: ours wins."""
    import botocore.session
    from chalice.awsclient import TypedAWSClient
    from chalice.config import Config
    from chalice.deploy.appgraph import ApplicationGraphBuilder, DependencyBuilder
    from chalice.deploy.deployer import BuildStage, InjectDefaults, SwaggerBuilder
    from chalice.deploy.swagger import CFNSwaggerGenerator
    from chalice.package import (
        PackageOptions,
        ResourceBuilder,
        SAMTemplateGenerator,
        TemplateDeepMerger,
    )

    from app import app

    config = Config(stage.name, user_provided_params={"chalice_app": app, **_configuration(stage)})
    steps = BuildStage([InjectDefaults(), SwaggerBuilder(CFNSwaggerGenerator())])
    builder = ResourceBuilder(ApplicationGraphBuilder(), DependencyBuilder(), steps)
    session = botocore.session.get_session()
    session.set_config_variable("region", stage.region)
    options = PackageOptions(TypedAWSClient(session))
    made = SAMTemplateGenerator(config, options).generate(
        builder.construct_resources(config, stage.name)
    )
    merged: dict[str, Any] = TemplateDeepMerger().merge(merge, made)
    return merged


def _configuration(stage: Stage) -> dict[str, Any]:
    """What would stand in .chalice/config.json."""
    return {
        "app_name": "mianzheng",
        "api_gateway_stage": API_STAGE,
        "api_gateway_endpoint_type": "REGIONAL",
        "autogen_policy": False,
        "manage_iam_role": False,
        "iam_role_arn": "replaced by the merged template",
        "lambda_memory_size": 1024,
        "lambda_timeout": 29,
        "tags": {"project": "mianzheng", "stage": stage.name},
    }
