"""The product itself over one table of a stage, in this process and as the operator."""

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.bootstrap import wiring as bootstrap
from chalicelib.bootstrap.wiring import Services
from chalicelib.cloud import aws
from chalicelib.cloud.settings import Settings
from infra.deploy.tables import keyring_item
from infra.stage.cloud import Cloud
from infra.stage.file import Stage
from infra.stage.problems import DeployProblem

NEEDED = ("wrapping", "digest")
"""The secrets without which nothing in the table can be read."""


def services_of(stage: Stage, cloud: Cloud, table: str) -> Services:
    """Wired from the API function's own environment, but for the table. Raises DeployProblem
    where the table's secrets are not there or do not open: none is ever made anew."""
    _demand_secrets(stage, cloud, table)
    about = cloud.client("lambda").get_function_configuration(FunctionName=f"{stage.prefix}-api")
    told = {**about["Environment"]["Variables"], "MIANZHENG_TABLE": table}
    told["AWS_REGION"] = cloud.region
    if cloud.endpoint is not None:
        told |= {"AWS_ENDPOINT_URL": cloud.endpoint, "AWS_ENDPOINT_URL_DYNAMODB": cloud.endpoint}
        made_up = cloud.session.get_credentials()  # real ones are found where boto3 found them
        aws.session().set_credentials(made_up.access_key, made_up.secret_key)
    return bootstrap.build(Settings.from_environment(told))


def _demand_secrets(stage: Stage, cloud: Cloud, table: str) -> None:
    for name in NEEDED:
        try:
            sealed = keyring_item(cloud.client("dynamodb"), table, name)
            if sealed is None:
                raise DeployProblem(
                    f"表 {table} 里没有密钥 {name}:这一时刻系统还没有开始使用",
                    "正在使用的表没有动。",
                    f"换一个晚些的时刻;mianzheng backup --stage {stage.name}",
                )
            cloud.client("kms").decrypt(CiphertextBlob=sealed, EncryptionContext={"name": name})
        except (BotoCoreError, ClientError) as error:
            code = getattr(error, "response", {}).get("Error", {}).get("Code", type(error).__name__)
            raise DeployProblem(
                f"表 {table} 里的密钥 {name} 解不开({code})",
                "正在使用的表没有动。",
                "给运维人员的角色加上 kms:Decrypt(wrapping、digest 两把密钥),再运行同一条命令",
            ) from error
