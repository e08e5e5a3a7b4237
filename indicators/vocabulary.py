"""The words of our units: definitions in pint's language, what a chooser offers, how a unit is printed."""

from collections.abc import Mapping

DEFINITIONS = (
    # prefixes
    "kilo- = 1000 = k-",
    "mega- = 1000000 = M-",
    "giga- = 1000000000 = G-",
    "tera- = 1000000000000 = T-",
    "peta- = 1000000000000000 = P-",
    "exa- = 1000000000000000000 = E-",
    "milli- = 1 / 1000 = m-",
    "micro- = 1 / 1000000 = u- = µ- = μ-",
    "kibi- = 1024 = Ki-",
    "mebi- = 1048576 = Mi-",
    "gibi- = 1073741824 = Gi-",
    "tebi- = 1099511627776 = Ti-",
    "pebi- = 1125899906842624 = Pi-",
    # time
    "second = [time] = s = sec",
    "minute = 60 * second = min",
    "hour = 60 * minute = h",
    "day = 24 * hour = d",
    # information, and its rates
    "bit = [information] = b",
    "byte = 8 * bit = B",
    "bps = bit / second",
    "Bps = byte / second",
    # operations, and their rate
    "FLOP = [operation]",
    "FLOPS = FLOP / second",
    # input and output operations per second
    "io = [io]",
    "IOPS = io / second",
    # shares
    "count = []",
    "percent = 1 / 100",
    "percentage_point = 1 / 100 = pp",
    "parameter = count",
    # things that are counted
    "card = [card]",
    "node = [node]",
    "rack_unit = [rack_unit] = U",
    "token = [token]",
    "sample = [sample]",
    # energy
    "watt_hour = [energy] = Wh",
)
"""Every factor is exact."""

_RATES = ("GB/s", "TB/s", "MB/s", "GiB/s", "Gb/s", "Tb/s")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "GB/s": _RATES,
    "TB/s": ("TB/s", "GB/s", "TiB/s", "GiB/s", "Tb/s"),
    "Gb/s": ("Gb/s", "Tb/s", "GB/s"),
    "GB/s/U": ("GB/s/U", "MB/s/U", "GiB/s/U", "Gb/s/U"),
    "IOPS": ("IOPS", "kIOPS", "MIOPS"),
    "IOPS/U": ("IOPS/U", "kIOPS/U", "MIOPS/U"),
    "GB": ("GB", "TB", "MB", "GiB", "TiB"),
    "TB": ("TB", "PB", "GB", "TiB", "PiB"),
    "PB": ("PB", "TB", "EB", "PiB", "TiB"),
    "TB/U": ("TB/U", "PB/U", "TiB/U"),
    "TFLOPS": ("TFLOPS", "PFLOPS"),
    "PFLOPS": ("PFLOPS", "TFLOPS", "EFLOPS"),
    "%": ("%", "ratio"),
    "%/day": ("%/day", "1/day"),
    "ratio": ("ratio", "%", "nines"),
    "1": ("1", "%"),
    "kWh": ("kWh", "MWh", "GWh"),
    "d": ("d", "h"),
    "h": ("h", "d", "min"),
    "min": ("min", "s", "h", "d"),
    "s": ("s", "ms", "min", "h"),
    "1/s": ("1/s", "1/min", "1/h"),
    "samples/s": ("samples/s", "samples/min", "samples/h"),
    "token/s": ("token/s", "ktoken/s", "Mtoken/s"),
    "token": ("token", "Mtoken", "Gtoken", "Ttoken"),
    "parameter": ("parameter", "Mparameter", "Gparameter"),
}
"""Units to offer for a canonical one; without an entry only that one."""

LABELS: Mapping[str, tuple[str, str]] = {
    "1": ("", ""),
    "ratio": ("比值", "ratio"),
    "nines": ("个 9", "nines"),
    "count": ("个（次）", "count"),
    "card": ("卡", "cards"),
    "node": ("节点", "nodes"),
    "percentage point": ("个百分点", "percentage points"),
    "%/day": ("%/天", "%/day"),
    "1/day": ("1/天", "1/day"),
    "h": ("小时", "h"),
    "min": ("分钟", "min"),
    "s": ("秒", "s"),
    "ms": ("毫秒", "ms"),
    "d": ("天", "d"),
    "1/s": ("次/秒", "1/s"),
    "1/min": ("次/分", "1/min"),
    "1/h": ("次/小时", "1/h"),
    "samples/s": ("样本/秒", "samples/s"),
    "samples/min": ("样本/分", "samples/min"),
    "samples/h": ("样本/小时", "samples/h"),
    "samples": ("个样本", "samples"),
    "token/s": ("token/秒", "tokens/s"),
    "ktoken/s": ("千 token/秒", "thousand tokens/s"),
    "Mtoken/s": ("百万 token/秒", "million tokens/s"),
    "token": ("token", "tokens"),
    "Mtoken": ("百万 token", "million tokens"),
    "Gtoken": ("十亿（B）token", "billion (B) tokens"),
    "Ttoken": ("万亿（T）token", "trillion (T) tokens"),
    "parameter": ("个参数", "parameters"),
    "Mparameter": ("百万（M）参数", "million (M) parameters"),
    "Gparameter": ("十亿（B）参数", "billion (B) parameters"),
    "failures per 1000 node-days": ("次/千节点·天", "failures per 1000 node-days"),
    "GB/s/card": ("GB/s/卡", "GB/s per card"),
    "GB/s/PFLOPS": ("GB/s/PFLOPS", "GB/s per PFLOPS"),
    "IOPS/card": ("IOPS/卡", "IOPS per card"),
}
"""Chinese and English, where a unit is not printed as it is written."""

FORMAL: Mapping[str, str] = {
    "failures per 1000 node-days": "1/kd/node",
    "nines": "1",
}
"""Units that are named in words, as they count in formulas; kd is 1000 days."""
