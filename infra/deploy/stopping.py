"""No function runs while the table is exchanged: what is not answered is not lost, either.

A reserved concurrency of 0 lets nothing start, whoever calls: people get `try again`, queues and
schedules keep what is theirs. The other way, a flag that every function reads, would cost a read
a call for ever, and who forgot to ask it would write on.
"""

from botocore.exceptions import BotoCoreError, ClientError

from infra.stage.cloud import Cloud
from infra.stage.file import Stage
from infra.stage.problems import DeployProblem
from infra.template.functions import functions


def stop(stage: Stage, cloud: Cloud) -> None:
    """Every function; repeating it changes nothing. Raises DeployProblem, with all started again
    as far as that could be done."""
    client = cloud.client("lambda")
    for one in functions(stage):
        name = f"{stage.prefix}-{one.name}"
        try:
            client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
        except (BotoCoreError, ClientError) as error:
            start_again(stage, cloud)
            raise DeployProblem(
                f"函数 {name} 停不下来({_code(error)})",
                "正在使用的表没有动;已停的函数已恢复。",
                f"查明原因(mianzheng drift --stage {stage.name}),再运行同一条命令",
            ) from error


def start_again(stage: Stage, cloud: Cloud) -> None:
    """As the template says. Raises DeployProblem after all were tried."""
    client, failed = cloud.client("lambda"), []
    for one in functions(stage):
        name = f"{stage.prefix}-{one.name}"
        try:
            if one.concurrency is None:
                client.delete_function_concurrency(FunctionName=name)
            else:
                client.put_function_concurrency(
                    FunctionName=name, ReservedConcurrentExecutions=one.concurrency
                )
        except (BotoCoreError, ClientError) as error:
            failed.append(f"{name}({_code(error)})")
    if failed:
        raise DeployProblem(
            f"还停着的函数:{'、'.join(failed)}",
            "数据没有受影响;其余函数已恢复。",
            f"mianzheng restore --stage {stage.name} --start-again",
        )


def stopped(stage: Stage, cloud: Cloud) -> tuple[str, ...]:
    """Names of the functions that may not run; those that are not there do not count."""
    client, found = cloud.client("lambda"), []
    for one in functions(stage):
        try:
            told = client.get_function_concurrency(FunctionName=f"{stage.prefix}-{one.name}")
        except ClientError:
            continue
        if told.get("ReservedConcurrentExecutions") == 0:
            found.append(one.name)
    return tuple(found)


def _code(error: Exception) -> str:
    if isinstance(error, ClientError):
        return str(error.response["Error"]["Code"])
    return type(error).__name__
