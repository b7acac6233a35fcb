"""Counted units x workload x prices = money. Pure: everything it needs is handed in."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

Counted = Mapping[str, Mapping[str, int]]

MILLION, THOUSAND, TEN_THOUSAND = 1_000_000, 1_000, 10_000
GIGABYTE = 1_000_000_000
DAYS, MONTHS = 30, 12
CALLS = ("file", "inbox", "read", "answer", "extract")
"""Signed calls of one request; the inbox is looked at more often than the others."""


@dataclass(frozen=True)
class Prices:
    """One table of infra/cost/prices.toml; money per the unit in each name."""

    region: str
    currency: str
    as_of: str
    lambda_million_requests: float
    lambda_gb_second: float
    dynamodb_million_writes: float
    dynamodb_million_reads: float
    dynamodb_gb_month: float
    dynamodb_backup_gb_month: float
    states_thousand_transitions: float
    api_million_requests: float
    kms_ten_thousand_signatures: float
    kms_key_month: float
    s3_thousand_puts: float
    s3_gb_month: float
    sqs_million: float
    sns_million: float
    cdn_ten_thousand_requests: float
    cdn_gb: float
    logs_gb: float
    alarm_month: float
    waf_month: float
    waf_million_requests: float


@dataclass(frozen=True)
class Assumptions:
    """What can't be counted on a laptop. Durations are of arm64 functions, in seconds."""

    inbox_looks: int = 6
    late_share: float = 0.05
    api_memory_gb: float = 0.5
    api_seconds: float = 0.06
    worker_memory_gb: float = 0.5
    worker_seconds: float = 0.2
    seal_memory_gb: float = 1.0
    seal_seconds: float = 0.35
    log_bytes_a_call: int = 600
    pdf_bytes: int = 92_000
    check_requests: int = 3
    check_bytes: int = 6_000
    first_visit_share: float = 0.2
    first_visit_bytes: int = 21_000
    first_visit_requests: int = 16
    kms_keys: int = 6
    alarms: int = 12
    sweeps_a_day: int = 1440
    sweep_reads: int = 13
    retention_years: int = 5


@dataclass(frozen=True)
class Line:
    """One line of a bill."""

    what: str
    amount: float
    unit: str
    money: float


def prices_from(table: Mapping[str, object]) -> Prices:
    """Raises ValueError naming the entries that are missing, unknown or no number >= 0."""
    wanted = {one.name for one in fields(Prices)}
    if set(table) != wanted:
        missing, unknown = sorted(wanted - set(table)), sorted(set(table) - wanted)
        raise ValueError(f"缺少 {missing},多出 {unknown}")
    words = {"region", "currency", "as_of"}
    for name in sorted(wanted - words):
        value = table[name]
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise ValueError(f"{name} 要写成不小于 0 的数")
    return Prices(**table)  # type: ignore[arg-type]  # every entry was checked above


def per_thousand_requests(counted: Counted, prices: Prices, how: Assumptions) -> list[Line]:
    """1,000 requests, each answered, extracted once and sealed; ``late_share`` is overdue."""
    times = {name: how.inbox_looks if name == "inbox" else 1 for name in counted}
    writes = _sum(counted, "write_units", times) * THOUSAND
    reads = _sum(counted, "read_units", times) * THOUSAND
    calls = sum(times[name] for name in CALLS) * THOUSAND
    workers = 2 * THOUSAND  # the stream wakes the outbox after filing and after extracting
    seconds = calls * how.api_seconds * how.api_memory_gb
    seconds += workers * how.worker_seconds * how.worker_memory_gb
    seconds += THOUSAND * how.seal_seconds * how.seal_memory_gb
    transitions = THOUSAND * (1 + 3 * how.late_share)
    stored = _sum(counted, "item_bytes", dict.fromkeys(counted, 1)) * THOUSAND
    signatures = 4 * THOUSAND  # token, seal, file receipt, its status list at the most
    puts = 4 * THOUSAND  # the code's token, the PDF, the receipt, a status list at the most
    logs = calls * how.log_bytes_a_call / GIGABYTE
    return [
        _line("API Gateway 调用", calls, "次", prices.api_million_requests / MILLION),
        _line("WAF 检查", calls, "次", prices.waf_million_requests / MILLION),
        _line("Lambda 调用", calls + workers + THOUSAND, "次",
              prices.lambda_million_requests / MILLION),
        _line("Lambda 时长", seconds, "GB·秒", prices.lambda_gb_second),
        _line("DynamoDB 写", writes, "单位", prices.dynamodb_million_writes / MILLION),
        _line("DynamoDB 读", reads, "单位", prices.dynamodb_million_reads / MILLION),
        _line("状态转换", transitions, "次", prices.states_thousand_transitions / THOUSAND),
        _line("KMS 签名", signatures, "次", prices.kms_ten_thousand_signatures / TEN_THOUSAND),
        _line("S3 写入", puts, "次", prices.s3_thousand_puts / THOUSAND),
        _line("SQS 消息", 3 * THOUSAND, "次", prices.sqs_million / MILLION),
        _line("SNS 通知", 2 * THOUSAND, "次", prices.sns_million / MILLION),
        _line("日志", logs, "GB", prices.logs_gb),
        _line("表的存储与备份,第一个月", stored / GIGABYTE, "GB",
              prices.dynamodb_gb_month + prices.dynamodb_backup_gb_month),
        _line("版式文件的存储,第一个月", THOUSAND * how.pdf_bytes / GIGABYTE, "GB",
              prices.s3_gb_month),
    ]  # fmt: skip


def per_million_checks(prices: Prices, how: Assumptions) -> list[Line]:
    """1,000,000 checks of a proof: static files only, no function and no table."""
    first = how.first_visit_share
    requests = MILLION * (how.check_requests + first * how.first_visit_requests)
    volume = MILLION * (how.check_bytes + first * how.first_visit_bytes) / GIGABYTE
    return [
        _line("CDN 请求", requests, "次", prices.cdn_ten_thousand_requests / TEN_THOUSAND),
        _line("CDN 流量", volume, "GB", prices.cdn_gb),
    ]


def standing_month(prices: Prices, how: Assumptions) -> list[Line]:
    """What a month costs before anybody asks anything."""
    sweeps = how.sweeps_a_day * DAYS
    seconds = sweeps * how.worker_seconds * how.worker_memory_gb
    return [
        _line("KMS 密钥", how.kms_keys, "把", prices.kms_key_month),
        _line("告警", how.alarms, "个", prices.alarm_month),
        _line("WAF 规则", 1, "套", prices.waf_month),
        _line("巡检 Lambda 时长", seconds, "GB·秒", prices.lambda_gb_second),
        _line("巡检读", sweeps * how.sweep_reads, "单位",
              prices.dynamodb_million_reads / MILLION),
    ]  # fmt: skip


def month_of(requests_a_day: int, counted: Counted, prices: Prices, how: Assumptions) -> float:
    """A month at this many requests a day, once storage has filled up to its retention."""
    thousands = requests_a_day * DAYS / THOUSAND
    lines = per_thousand_requests(counted, prices, how)
    running = sum(one.money for one in lines) * thousands
    stored = sum(one.money for one in lines if "存储" in one.what) * thousands
    standing = sum(one.money for one in standing_month(prices, how))
    return running + standing + stored * (how.retention_years * MONTHS - 1)


def _sum(counted: Counted, unit: str, times: Mapping[str, int]) -> int:
    return sum(usage.get(unit, 0) * times[name] for name, usage in counted.items())


def _line(what: str, amount: float, unit: str, price: float) -> Line:
    return Line(what, amount, unit, amount * price)
