"""`mianzheng destroy`: the end of a stage; its data stay unless that is asked for, too."""

import click

from infra.cli.shared.operator_options import declined, place_options, screen, two_columns
from infra.deploy.destroy import delete_data, destroy_stack, kept_after
from infra.deploy.keys import key_ids
from infra.deploy.stack.adopt import remember
from infra.deploy.stack.change_sets import Stack
from infra.deploy.tables import table_in_use
from infra.stage.cloud import Cloud
from infra.stage.file import Stage


@click.command()
@place_options
@click.option("--delete-data", "with_data", is_flag=True, help="连表、桶、密钥一起删除。")
def destroy(stage: Stage, cloud: Cloud, with_data: bool) -> None:
    """拆除一个阶段;数据留下,除非 --delete-data。要输入阶段名确认。"""
    console = screen()
    keys = key_ids(stage, cloud)
    in_use = table_in_use(stage, Stack(stage.prefix, cloud))
    words = "堆栈和全部数据" if with_data else "堆栈(数据留下)"
    typed = _typed(f"将删除 {stage.name} 的{words}。输入阶段名确认")
    if typed != stage.name:
        declined(console, "阶段名不符,没有执行。")
    remember(stage, cloud)
    destroy_stack(stage, cloud)
    console.print(f"{stage.prefix} 的堆栈已删除。")
    if with_data:
        delete_data(stage, cloud, keys, console.print)
        return
    two_columns(console, "留下的(仍会计费)", kept_after(stage, cloud, keys, in_use))
    console.print(f"接着用:mianzheng deploy {cloud.place(stage)},新的堆栈会接管它们。")
    console.print(f"彻底删除:mianzheng destroy {cloud.place(stage)} --delete-data")


def _typed(question: str) -> str:
    """A closed terminal typed nothing."""
    try:
        return str(click.prompt(question, default="", show_default=False))
    except click.Abort:
        return ""
