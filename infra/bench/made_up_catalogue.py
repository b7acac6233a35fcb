"""A made-up catalogue of any size, for measuring: it says of itself that it is made up.

Names are built as those of real catalogues are (what is handled, of which kind, for whom, which
act), so that they repeat characters, words and materials about as real ones do; no item stands
for one that exists. The same size always gives the same catalogue.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product

from chalicelib.catalogue.domain.rows import (
    CatalogueEdition,
    CatalogueRow,
    DataBacking,
    Disposition,
    Exclusion,
    Handling,
    ItemKind,
    Method,
    ProofMaterial,
    ServiceItem,
)
from chalicelib.kernel.ids import RowCode, UnitCode
from chalicelib.kernel.times.promises import Promise


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SUBJECTS = _words(
    "食品经营 药品零售 医疗器械经营 道路货物运输 道路旅客运输 出租汽车客运 机动车维修 校车使用"
    " 个体工商户 农民专业合作社 有限责任公司 民办非企业单位 社会团体 慈善组织 民办幼儿园"
    " 教师资格 学生资助 义务教育入学 高中转学 医疗机构 医师执业 护士执业 公共场所卫生 饮用水供水"
    " 放射诊疗 母婴保健 生育服务 最低生活保障 特困人员供养 临时救助 残疾人两项补贴 高龄津贴"
    " 孤儿基本生活保障 殡葬服务 婚姻 收养 失业保险 工伤保险 养老保险 企业职工退休 劳动用工"
    " 人力资源服务 职业技能培训 创业担保贷款 住房公积金提取 公共租赁住房 商品房预售 房屋租赁"
    " 不动产 国有土地使用权 建设工程规划 建筑工程施工 消防设计 燃气经营 城镇污水排入排水管网"
    " 户外广告设施 道路挖掘 园林绿化 生活垃圾清运 水土保持方案 取水 河道采砂 林木采伐"
    " 野生动物驯养 种子生产经营 农药经营 兽药经营 动物防疫条件 生鲜乳收购 拖拉机驾驶 渔业捕捞"
    " 危险化学品经营 烟花爆竹零售 矿山安全生产 特种设备使用 计量标准器具 广播电视节目制作"
    " 营业性演出 娱乐场所经营 互联网上网服务 出版物零售 印刷经营 文物保护 旅行社 体育场馆"
    " 保安服务 旅馆业特种行业 居民身份 户口迁移 居住证 出入境证件 机动车驾驶 机动车号牌"
    " 律师执业 法律援助 公证 司法鉴定 退役军人优抚 烈士评定 人民防空 外商投资 会计代理记账"
    " 用水过户 用电报装 供热报停 有线电视迁移"
)
ACTS = _words(
    "许可 备案 登记 变更登记 注销登记 延续 补发 换发 认定 年度检验 审核 资格确认 申领 信息更正"
    " 设立登记 首次申请 复审 终止 转移登记 核发"
)
SCOPES = _words(
    "个人 单位 首次 延期 跨区 乡镇 城区 简易程序 委托办理 名称变更 地址变更 法定代表人变更"
    " 遗失 损坏 未成年人 外省户籍 集体 临时 农村"
)
HOLDERS = _words(
    "申请人 法定代表人 配偶 未成年子女 监护人 经办人 股东 合伙人 从业人员 家庭成员 继承人 出租方"
    " 委托人 项目负责人 技术人员 财务人员 父母 受益人 担保人"
)
FACTS = _words(
    "身份证明 户籍信息 居住证明 婚姻状况证明 亲属关系证明 无犯罪记录证明 学历证明 职称证明 收入证明"
    " 纳税信息 社会保险缴纳信息 住房证明 不动产登记信息 营业执照信息 资信证明 健康证明 出生医学证明"
    " 死亡信息 失业登记信息 残疾人证信息 退役证明 机动车登记信息 驾驶证信息 场地使用证明"
    " 租赁备案信息 消防验收信息 环境影响评价批复 规划许可信息 施工许可信息 信用信息 授权委托书"
    " 安全评价报告 检验合格证明 设备清单 管理制度文本 验资报告 劳动合同信息 参保证明 就读证明"
    " 经济困难状况 监护关系证明 名下车辆信息 银行流水 捐赠证明 资质证书信息 培训合格证明"
)
UNITS = _words(
    "公安 民政 司法行政 人力资源社会保障 自然资源 住房建设 交通运输 水务 农业农村 商务 文化旅游"
    " 卫生健康 退役军人 应急管理 市场监管 审批服务 体育 统计 医疗保障 城市管理 税务 残联 供水 供电"
    " 燃气 供热 有线电视 银行 医院 学校"
)
_WAYS = (
    (Method.DATA_SHARING,),
    (Method.NOTIFICATION_COMMITMENT,),
    (Method.DEPARTMENT_VERIFICATION,),
    (Method.NOTIFICATION_COMMITMENT, Method.DEPARTMENT_VERIFICATION),
)


def unit_names() -> dict[UnitCode, str]:
    return {
        UnitCode(f"9900000{at:02d}"): f"示例区{name}单位(编造)" for at, name in enumerate(UNITS)
    }


def made_up_edition(rows: int) -> CatalogueEdition:
    """``rows`` rows, about three to an item, few of the materials in most of them."""
    chance = random.Random(rows)  # noqa: S311  # repeatable on purpose
    materials = [
        ProofMaterial(f"M{at:05d}", holder + fact)
        for at, (holder, fact) in enumerate(product(("", *HOLDERS), FACTS), 1)
    ]
    chance.shuffle(materials)
    names = _names(chance, rows)
    made: dict[RowCode, CatalogueRow] = {}
    while len(made) < rows:
        item = _item(chance, len(made), next(names))
        for _ in range(min(chance.choice((1, 2, 2, 3, 4, 6)), rows - len(made))):
            # Zipf-like: the hundredth material is asked for far less often than the first.
            material = materials[int(len(materials) * chance.random() ** 3)]
            code = RowCode(f"BZ{len(made) + 1:05d}")
            made[code] = _row(chance, code, item, material)
    return CatalogueEdition(1, datetime(2026, 1, 1, tzinfo=UTC), made)


def _names(chance: random.Random, rows: int) -> Iterator[str]:
    """Every name once; a big catalogue also has the towns' own items."""
    towns = ["", *(f"示例{number}镇" for number in "一二三四五六七八九")]
    many = [
        town + subject + act + (f"({scope})" if scope else "")
        for town, subject, act, scope in product(
            towns[: 1 + rows // 20_000], SUBJECTS, ACTS, ("", *SCOPES)
        )
    ]
    chance.shuffle(many)
    return iter(many)


def _item(chance: random.Random, at: int, name: str) -> ServiceItem:
    unit = chance.randrange(len(UNITS))
    return ServiceItem(
        code=f"BZ{at:05d}",
        name=name,
        unit=UnitCode(f"9900000{unit:02d}"),
        kind=ItemKind.PUBLIC_SERVICE if unit >= UNITS.index("供水") else ItemKind.GOVERNMENT,
        handling=Handling.PROMISED,
        promise=Promise.parse("10 工作日", field="promise"),
    )


def _row(
    chance: random.Random, code: RowCode, item: ServiceItem, material: ProofMaterial
) -> CatalogueRow:
    kind = chance.random()
    return CatalogueRow(
        code=code,
        service_item=item,
        material=material,
        issuer=item.unit,
        disposition=Disposition.CANCELLED if kind < 0.15 else Disposition.RETAINED,
        methods=() if kind < 0.15 or kind > 0.95 else chance.choice(_WAYS),
        backing=DataBacking.NONE,
        exclusion=Exclusion.X6 if kind > 0.95 else None,
    )
