"""The quantities that tools report: name, canonical unit, which indicator they support, which raw input they fill."""

from dataclasses import dataclass

from indicators.records import Text


@dataclass(frozen=True)
class Quantity:
    """A quantity. indicator and input are None where it supports none by itself (it may still serve a derivation)."""

    code: str
    name: Text
    unit: str
    indicator: str | None = None
    input: str | None = None


def _all(*items: Quantity) -> dict[str, Quantity]:
    return {item.code: item for item in items}


QUANTITIES = _all(
    # system: availability, failures, energy
    Quantity("availability", Text("可用度", "Availability"), "%", "P01", "availability"),
    Quantity("service_hours", Text("正常服务时长", "Hours of service"), "h", "P01", "service_hours"),
    Quantity("downtime_hours", Text("中断时长", "Hours of downtime"), "h", "P01", "downtime_hours"),
    Quantity("node_downtime_hours", Text("各节点中断时长合计", "Downtime summed over nodes"), "h"),
    Quantity("period_hours", Text("统计时长", "Hours observed"), "h", "P01", "period_hours"),
    Quantity("first_failure_hours", Text("首次故障前时长合计", "Hours to first failure, summed"), "h", "P02", "first_failure_hours"),
    Quantity("observed_units", Text("受观察单元数", "Units observed"), "count", "P02", "runs"),
    Quantity("operating_hours", Text("运行时长", "Operating hours"), "h", "P03", "operating_hours"),
    Quantity("failures", Text("故障次数", "Failures"), "count", "P03", "failures"),
    Quantity("failed_node_events", Text("节点故障次数", "Node failures"), "count", "P04", "failed_node_events"),
    Quantity("observed_days", Text("观察天数", "Days observed"), "d", "P04", "observed_days"),
    Quantity("daily_failure_rate", Text("日均故障率", "Mean daily failure rate"), "%/day", "P04", "daily_failure_rate"),
    Quantity("facility_energy", Text("数据中心总电量", "Energy of the whole site"), "kWh", "P05", "facility_energy"),
    Quantity("it_energy", Text("IT 设备电量", "Energy of IT equipment"), "kWh", "P05", "it_energy"),
    Quantity("pue", Text("PUE", "PUE"), "1", "P05", "pue"),
    Quantity("power", Text("功率", "Power"), "W"),
    Quantity("energy", Text("电量", "Energy"), "kWh"),
    # compute
    Quantity("nodes", Text("节点数", "Nodes"), "node", "P06", None),
    Quantity("cards", Text("加速卡数", "Cards"), "card", "P06", None),
    Quantity("card_memory", Text("单卡显存", "Memory per card"), "GB"),
    Quantity("card_power", Text("单卡功率", "Power of a card"), "W"),
    Quantity("hfu", Text("硬件算力利用率 HFU", "Hardware FLOPs utilization"), "%", "P07", "hfu"),
    Quantity("hardware_tflops", Text("每卡实测算力（含重计算）", "TFLOPS per card, recomputation included"), "TFLOPS", "P07", None),
    Quantity("tensor_active", Text("张量核活跃比例", "Tensor cores active"), "%", "P07", None),
    Quantity("gpu_utilisation", Text("GPU 忙碌比例", "GPU busy"), "%"),
    # storage
    Quantity("storage_capacity", Text("存储容量", "Storage capacity"), "PB", "P08", "storage_capacity"),
    Quantity("storage_read_bandwidth", Text("存储读带宽", "Storage read bandwidth"), "GB/s", "P09", "storage_bandwidth"),
    Quantity("storage_write_bandwidth", Text("存储写带宽", "Storage write bandwidth"), "GB/s", "P09", "storage_bandwidth"),
    Quantity("storage_read_iops", Text("存储读 IOPS", "Storage read IOPS"), "IOPS", "P09", "iops"),
    Quantity("storage_write_iops", Text("存储写 IOPS", "Storage write IOPS"), "IOPS", "P09", "iops"),
    Quantity("storage_bandwidth_other", Text("存储带宽（不计入指标）", "Storage bandwidth, not for the indicator"), "GB/s"),
    Quantity("storage_iops_other", Text("存储 IOPS（不计入指标）", "Storage IOPS, not for the indicator"), "IOPS"),
    Quantity("metadata_rate", Text("元数据操作速率", "Metadata operations"), "IOPS"),
    Quantity("accelerator_utilisation", Text("存储基准中加速器利用率", "Accelerator utilisation of the storage benchmark"), "%"),
    # network
    Quantity("card_link_bus_bandwidth", Text("机内集合通信总线带宽", "Bus bandwidth inside a host"), "GB/s", "P10", None),
    Quantity("card_link_bandwidth", Text("卡间点对点带宽（单向）", "Card-to-card bandwidth, one way"), "GB/s", "P10", None),
    Quantity("card_links", Text("任意两卡间 NVLink 条数", "NVLinks between any two cards"), "NVLink"),
    Quantity("host_card_bandwidth", Text("主机与卡间拷贝带宽（单向）", "Host-to-card copies, one way"), "GB/s"),
    Quantity("algorithm_bandwidth", Text("集合通信算法带宽", "Algorithm bandwidth of a collective"), "GB/s"),
    Quantity("card_bandwidth", Text("单卡互联带宽（双向合计）", "Interconnect per card, both ways"), "GB/s", "P10", "card_bandwidth"),
    Quantity("bus_bandwidth", Text("集合通信总线带宽（主机数未知）", "Bus bandwidth, hosts not known"), "GB/s"),
    Quantity("fabric_bus_bandwidth", Text("跨节点集合通信总线带宽", "Bus bandwidth across hosts"), "GB/s", "P12", None),
    Quantity("fabric_card_bandwidth", Text("每卡跨节点带宽（单向）", "Bandwidth between hosts per card, one way"), "GB/s", "P11", None),
    Quantity("node_bandwidth", Text("节点间带宽（单向）", "Bandwidth between nodes, one way"), "GB/s", "P11", "node_bandwidth"),
    Quantity("achieved_throughput", Text("实测网络吞吐", "Network throughput achieved"), "GB/s", "P12", "achieved_throughput"),
    Quantity("line_rate", Text("线速", "Line rate"), "GB/s", "P12", "line_rate"),
    Quantity("network_rate", Text("端口发送速率（最大一步）", "Sending rate of a port, fastest step"), "GB/s"),
    Quantity("message_latency", Text("消息时延", "Message latency"), "s"),
    # what development measures: training
    Quantity("mfu", Text("模型算力利用率 MFU", "Model FLOPs utilization"), "%", "P13", "mfu"),
    Quantity("model_tflops", Text("每卡模型算力", "Model TFLOPS per card"), "TFLOPS", "P13", None),
    Quantity("tokens_per_s", Text("训练 token 吞吐", "Training throughput in tokens"), "token/s", "P13", "tokens_per_s"),
    Quantity("card_tokens_per_s", Text("单卡训练 token 吞吐", "Training throughput in tokens per card"), "token/s", "P13", None),
    Quantity("active_params", Text("模型参数量", "Parameters of the model"), "parameter", "P13", "active_params"),
    Quantity("run_cards", Text("训练所用卡数", "Cards in the run"), "card", "P13", "run_cards"),
    Quantity("step_seconds", Text("每步用时", "Seconds per step"), "s"),
    Quantity("training_throughput", Text("训练平均吞吐", "Training throughput"), "samples/s", "P14", "training_throughput"),
    Quantity("samples", Text("样本数", "Samples processed"), "samples", "P14", "samples"),
    Quantity("wall_time", Text("墙钟时间", "Wall time"), "s", "P14", "wall_time"),
    # what development measures: compression
    Quantity("model_size", Text("模型大小", "Size of the model"), "GB", "P15", None),
    Quantity("accuracy", Text("精度", "Accuracy"), "%", "P16", None),
    Quantity("accuracy_loss", Text("精度损失", "Loss of accuracy"), "percentage point", "P16", None),
    # what development measures: inference
    Quantity("latency_mean", Text("端到端时延均值", "Mean end-to-end latency"), "s", "P17", "mean_latency"),
    Quantity("latency_p99", Text("端到端时延 p99", "End-to-end latency, p99"), "s", "P17", "latency_p99"),
    Quantity("latency_other", Text("端到端时延（其他分位）", "End-to-end latency, other percentile"), "s", "P17", None),
    Quantity("ttft", Text("首 token 时延", "Time to first token"), "s", "P17", None),
    Quantity("tpot", Text("每 token 时延", "Time per output token"), "s", "P17", None),
    Quantity("itl", Text("token 间隔", "Inter-token latency"), "s", "P17", None),
    Quantity("output_tokens", Text("平均输出长度", "Mean output length"), "token", "P17", "output_tokens"),
    Quantity("qps", Text("推理吞吐 QPS", "Inference throughput (QPS)"), "1/s", "P18", "qps"),
    Quantity("completed_requests", Text("完成请求数", "Requests answered"), "count", "P18", "completed_requests"),
    Quantity("test_seconds", Text("测试时长", "Duration of the test"), "s", "P18", "test_seconds"),
    Quantity("output_token_rate", Text("输出 token 吞吐", "Output tokens per second"), "token/s"),
    Quantity("total_token_rate", Text("输入与输出 token 吞吐合计", "Input and output tokens per second"), "token/s"),
    Quantity("sample_rate", Text("样本吞吐（离线或逐个，不是在线 QPS）", "Samples per second, offline or one by one; no QPS of a service"), "samples/s", "P18", None),
    Quantity("goodput", Text("达标吞吐（满足时延目标的请求）", "Requests per second within the latency targets"), "1/s", "P18", None),
    Quantity("concurrency", Text("平均并发请求数", "Requests in flight"), "count", "P18", "concurrency"),
    # operations
    Quantity("incidents", Text("故障（事件）数", "Incidents"), "count", "P20", "incidents"),
    Quantity("detection_minutes", Text("发现用时合计", "Minutes to detection, summed"), "min"),
    Quantity("location_minutes", Text("定位用时合计", "Minutes to location, summed"), "min", "P19", "location_minutes"),
    Quantity("recovery_minutes", Text("恢复用时合计", "Minutes to recovery, summed"), "min", "P20", "recovery_minutes"),
    Quantity("mean_time_to_locate", Text("平均故障定位时间", "Mean time to locate"), "min", "P19", "mean_time_to_locate"),
    Quantity("mean_time_to_recover", Text("平均故障恢复时间", "Mean time to recovery"), "min", "P20", "mean_time_to_recover"),
    Quantity("jobs", Text("作业数", "Jobs"), "count"),
    Quantity("xid_events", Text("XID 事件数", "XID events"), "count"),
    Quantity("health_tests_failed", Text("未通过的健康检查", "Health tests failed"), "count"),
)  # fmt: skip
"""A reader that needs another quantity adds it here, with its unit and, where it has one, its indicator and input."""
