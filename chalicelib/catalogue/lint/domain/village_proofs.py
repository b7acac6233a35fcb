"""The proofs that village and residents' committees shall not issue: what they can't know.

民发〔2020〕20号, 《不应由基层群众性自治组织出具证明事项清单(第一批)》: twenty kinds, found in the
names of proof materials by the words that make each kind.
"""

import re

NOT_THEIRS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("亲属关系证明", ("亲属关系", "亲子关系", "父子关系", "母子关系", "夫妻关系")),
    ("居民身份信息证明", ("身份信息", "身份证明", "同一人")),
    ("户口登记项目内容变更申请证明", ("户口登记项目", "户口变更")),
    ("居民养犬证明", ("养犬",)),
    ("无犯罪记录证明", ("犯罪",)),
    ("社区戒毒社区康复人员情况证明", ("戒毒", "社区康复")),
    ("人员失踪证明", ("失踪",)),
    ("婚姻状况证明", ("婚姻", "单身", "未婚", "已婚")),
    ("出生证明", ("出生",)),
    ("健在证明", ("健在", "生存证明")),
    ("死亡证明", ("死亡",)),
    ("疾病状况证明", ("疾病", "患病", "病情")),
    ("残疾状况证明", ("残疾",)),
    ("婚育状况证明", ("婚育", "生育")),
    ("居民就业状况证明", ("就业", "失业", "无业")),
    ("居民个人档案证明", ("档案",)),
    ("居民财产证明", ("财产", "资产")),
    ("遗产继承权证明", ("继承",)),
    ("市场主体住所证明", ("住所", "经营场所")),
    ("证件遗失证明", ("遗失", "丢失")),
)

_COMMITTEE = re.compile(r"[村居]民?委(员)?会|(村|社区)$")


def is_committee(unit_name: str) -> bool:
    """A village or residents' committee, by its name (社区卫生服务中心 is none)."""
    return _COMMITTEE.search(unit_name) is not None


def kind_not_theirs(material: str) -> str | None:
    """Which of the twenty kinds this proof is, or None."""
    for kind, marks in NOT_THEIRS:
        if any(mark in material for mark in marks):
            return kind
    return None
