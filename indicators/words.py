"""What sheets and columns of framework and profile files are called, and what stands in them."""

from collections.abc import Mapping

from indicators.layout import Column, Sheet
from indicators.records import Text

SHEETS: Mapping[str, Text] = {
    "framework": Text("指标体系", "Framework"),
    "profile": Text("评分方案", "Profile"),
    "pillars": Text("支柱", "Pillars"),
    "groups": Text("领域", "Groups"),
    "inputs": Text("原始输入", "Raw inputs"),
    "presets": Text("输入的常用值", "Usual values of inputs"),
    "variables": Text("中间量", "Variables"),
    "indicators": Text("指标", "Indicators"),
    "measures": Text("归一量", "Measures"),
    "criteria": Text("判据", "Criteria"),
    "notes": Text("来源疑点", "Notes on the source"),
    "rules": Text("一致性规则", "Consistency rules"),
    "values": Text("规则中的数", "Numbers of rules"),
    "mappings": Text("与其他标准的对应", "Clauses of other standards"),
    "practices": Text("来源中的做法", "Practices of the source"),
    "anchors": Text("锚点", "Anchors"),
    "levels": Text("等级", "Levels"),
    "group_floors": Text("领域底线", "Floors of groups"),
    "assurance": Text("证据等级的可信度", "Assurance by class of evidence"),
    "half_widths": Text("证据等级的误差", "Half-widths by class of evidence"),
    "anchor_swings": Text("锚点的浮动", "Swings of anchors"),
}

LABELS: Mapping[str, Text] = {
    "section": Text("章节", "Section"),
    "code": Text("代码", "Code"),
    "version": Text("版本", "Version"),
    "title": Text("标题", "Title"),
    "source": Text("来源", "Source"),
    "disclaimer": Text("声明", "Disclaimer"),
    "name": Text("名称", "Name"),
    "pillar": Text("支柱", "Pillar"),
    "group": Text("领域", "Group"),
    "aliases": Text("别名", "Other names"),
    "unit": Text("单位", "Unit"),
    "minimum": Text("下限", "Minimum"),
    "maximum": Text("上限", "Maximum"),
    "integer": Text("须为整数", "Whole number"),
    "origin": Text("由谁给出", "Given by"),
    "field": Text("集群字段", "Field of the cluster"),
    "prefill": Text("预填自", "Prefilled from"),
    "help": Text("填写说明", "Help"),
    "value": Text("值", "Value"),
    "label": Text("标签", "Label"),
    "formulas": Text("公式", "Formulas"),
    "formula": Text("公式", "Formula"),
    "sequence": Text("序号", "Number in order"),
    "source_table": Text("来源表格", "Table of the source"),
    "name_printed": Text("来源中的名称", "Name as printed"),
    "kind": Text("类型", "Kind"),
    "direction": Text("优劣方向", "Better"),
    "definition": Text("定义", "Definition"),
    "evidence": Text("证据要求", "Evidence expected"),
    "abbreviation": Text("缩写", "Abbreviation"),
    "unit_in_source": Text("来源中的单位", "Unit in the source"),
    "context": Text("可比条件", "Needed to compare"),
    "na_when": Text("何时不适用", "May be left out"),
    "notes": Text("疑点代码", "Codes of notes"),
    "cross_checks": Text("交叉核对的输入", "Inputs to check against"),
    "anchor": Text("锚点代码", "Code of the anchor"),
    "requires": Text("还须已知的输入", "Inputs also needed"),
    "text": Text("内容", "Text"),
    "type": Text("判据类型", "Type"),
    "rule": Text("得分规则", "Credit rule"),
    "input": Text("输入", "Input"),
    "threshold": Text("门槛", "Threshold"),
    "note": Text("说明", "Note"),
    "action": Text("处理办法", "What is done"),
    "severity": Text("严重程度", "Severity"),
    "when": Text("触发条件", "Fires when"),
    "message": Text("提示", "Message"),
    "advice": Text("建议", "Advice"),
    "inputs": Text("相关输入", "Inputs concerned"),
    "indicators": Text("相关指标", "Indicators concerned"),
    "method": Text("方法版本", "Method"),
    "framework": Text("指标体系代码", "Code of the framework"),
    "description": Text("说明", "Description"),
    "coverage_from": Text("定级所需覆盖率", "Coverage to be rated"),
    "gate_credit": Text("否决项最低得分", "Credit that gates need"),
    "gate_level": Text("否决项封顶等级", "Level that gates cap at"),
    "gates": Text("一票否决项", "Gates"),
    "show_from_coverage": Text("显示得分所需覆盖率", "Coverage to show a score"),
    "show_discounted": Text("显示折扣得分", "Show the discounted score"),
    "not_applicable": Text("不纳入的指标", "Indicators left out"),
    "scale": Text("刻度", "Scale"),
    "points[0]": Text("0 分处", "Scores 0 at"),
    "points[1]": Text("60 分处", "Scores 60 at"),
    "points[2]": Text("80 分处", "Scores 80 at"),
    "points[3]": Text("100 分处", "Scores 100 at"),
    "quality": Text("依据强弱", "How well founded"),
    "basis": Text("依据", "Basis"),
    "score_from": Text("得分下限", "Score from"),
    "assurance_from": Text("可信度下限", "Assurance from"),
    "group_from": Text("各领域下限", "Every group from"),
    "below": Text("低于", "Below"),
    "level": Text("封顶等级", "Level"),
    "share": Text("份额", "Share"),
    "draws": Text("抽样次数", "Draws"),
    "counts": Text("计数型输入", "Inputs that are counts"),
    "weight_swing": Text("权重浮动", "Swing of weights"),
    "pillar_swing": Text("支柱份额浮动", "Swing of the pillars' share"),
    "geometric_share": Text("几何平均的抽样比例", "Draws with the geometric mean"),
    "author": Text("指标的作者", "Author of the indicators"),
    "wording.title": Text("报告标题", "Title of reports"),
    "purpose": Text("目的", "Purpose"),
    "rights": Text("权利归属", "Rights"),
    "standard": Text("标准", "Standard"),
    "clause": Text("条款", "Clause"),
    "status": Text("文本掌握情况", "How far the text is known"),
    "order_from": Text("可判先后的概率", "Probability to be ordered"),
}

HELPS: Mapping[str, Text] = {
    "framework.code": Text("小写字母、数字和 -；一经发布即归本组织。", "Lower-case letters, digits and -; yours once published."),
    "version": Text("已发布的版本不能改；改动须用新版本号。", "A published version never changes; a change needs a new one."),
    "indicators.code": Text("如 P01；出现在网址里。", "As P01; stands in addresses."),
    "inputs.code": Text("公式里的名称：小写字母、数字和 _。", "Its name in formulas: lower-case letters, digits and _."),
    "unit": Text("如 GB/s、h、%、1/s；没有单位写 1。", "As GB/s, h, %, 1/s; 1 without one."),
    "formulas": Text("每行一个，先能算的先用。数字可带单位：1000 [GB/TB]；单位会逐步核对。", "One a line; the first that can be computed counts. Numbers may carry units: 1000 [GB/TB]. Units are checked."),
    "measures.formulas": Text("每行一个；value 是指标本身的值。", "One a line; value is the indicator's own value."),
    "indicators.formula": Text("给读者看的公式，不参与计算。", "The formula for readers; nothing is computed from it."),
    "kind": Text("capability：由判据得分；quantitative：由公式得值。", "capability: from criteria; quantitative: from formulas."),
    "direction": Text("higher：越大越好；lower：越小越好。", "higher or lower is better."),
    "origin": Text("form：填报；cluster：取自集群描述。", "form: filled in; cluster: from the cluster's description."),
    "field": Text("nodes、cards_per_node、card_peak 或 link_gb_s。", "nodes, cards_per_node, card_peak or link_gb_s."),
    "prefill": Text("如 cluster.nodes：作为建议值提供。", "As cluster.nodes: offered as a suggestion."),
    "rule": Text("ordinal 按等级；half 从门槛一半起；decade 从十分之一起；nines 按 9 的个数。", "ordinal; half: from half the threshold; decade: from a tenth; nines: by nines."),
    "type": Text("ordinal：选等级；numeric：由输入与门槛判定。", "ordinal: a choice; numeric: an input and a threshold."),
    "measures.anchor": Text("评分方案中锚点的代码。", "Code of an anchor of the profile."),
    "aliases": Text("每行一个，供搜索。", "One a line, for the search."),
    "scale": Text("lin：线性；log：对数。", "lin: linear; log: in the logarithm."),
    "not_applicable": Text("每行一个指标代码。", "One code of an indicator a line."),
    "gates": Text("每行一个判据代码。", "One code of a criterion a line."),
    "when": Text("如 P07 < P13；可用 and、or、not。", "As P07 < P13; and, or, not may be used."),
    "message": Text("花括号里的名称会换成数值。", "Names in braces become numbers."),
    "values.formula": Text("单位会逐步核对；数字可带单位：1000 [GB/TB]。", "Units are checked; numbers may carry units: 1000 [GB/TB]."),
}  # fmt: skip

LANGUAGES: Mapping[str, Text] = {
    "zh": Text("（中文）", " (Chinese)"),
    "en": Text("（英文）", " (English)"),
}
TYPES: Mapping[str, Text] = {
    "text": Text("文字", "text"),
    "number": Text("数", "number"),
    "whole": Text("整数", "whole number"),
    "truth": Text("TRUE 或 FALSE", "TRUE or FALSE"),
    "choice": Text("选择", "a choice"),
    "lines": Text("每行一项", "one item a line"),
}


def sheet_label(sheet: Sheet) -> Text:
    """Return what a sheet is called."""
    return SHEETS.get(sheet.name, Text(sheet.name, sheet.name))


def column_label(column: Column) -> Text:
    """Return what a column is called: its own name, with the language of a text."""
    *above, last = column.steps
    if last in LANGUAGES and above:
        name, language = _label(".".join(map(str, above))), LANGUAGES[str(last)]
        return Text(f"{name.zh}{language.zh}", f"{name.en}{language.en}")
    return _label(column.key if isinstance(last, int) else str(last))


def column_help(sheet: Sheet, column: Column) -> Text | None:
    """Return what stands in a column, where there is more to say than its name."""
    key = column.steps[-2] if column.steps[-1] in LANGUAGES else column.steps[-1]
    return HELPS.get(f"{sheet.name}.{key}") or HELPS.get(str(key))


def _label(key: str) -> Text:
    """Return the label of a key, or of its last name."""
    return LABELS.get(key) or LABELS.get(key.rpartition(".")[2], Text(key, key))
