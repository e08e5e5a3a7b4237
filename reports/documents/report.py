"""Dashboard -> the whole document, in the manner of CAICT's report."""

from reports.dashboard import Dashboard
from reports.documents.appendix import appendices
from reports.documents.document import Cover, Document, Paragraph, Words
from reports.documents.domains import capability, performance
from reports.documents.gaps import gaps
from reports.documents.overview import overview
from reports.documents.results import results
from reports.documents.writer import Language, Writer
from reports.numbers import percent


def report(told: Dashboard, language: Language) -> Document:
    """Write the report of a score in a language."""
    write = Writer(told, language)
    computed = told.edition.computed_at
    return Document(
        language=language,
        date=(computed.year, computed.month, computed.day),
        cover=_cover(write),
        words=_words(write),
        notice=tuple(Paragraph(text) for text in _notice(write)),
        foreword=tuple(Paragraph(text) for text in _foreword(write)),
        body=(
            *overview(write), *results(write), *capability(write), *performance(write),
            *gaps(write), *appendices(write),
        ),
    )  # fmt: skip


def replacement_remark(language: Language) -> str:
    """The sentence that tells of characters no font has; ``{characters}`` lists them."""
    if language == "en":
        return "Characters that the report's fonts do not have are shown as 〓: {characters}."
    return "报告所用字体中没有的字符以“〓”代替：{characters}。"


def _cover(write: Writer) -> Cover:
    told = write.told
    computed = told.edition.computed_at
    number = told.edition.number
    lines = _title(write)
    return Cover(
        title=write("", " ").join(lines),
        lines=lines,
        subtitle=told.subject.machine.name,
        organisation=told.subject.organisation,
        publisher=write("算衡 SuanHeng", "SuanHeng"),
        year=write(f"（{computed.year} 年）", f"({computed.year})"),
        day=write(f"{computed.year}年{computed.month}月", f"{computed:%B %Y}"),
        number=write(f"编号：{number}", f"No. {number}") if number else "",
        mark=_mark(write),
    )


def _title(write: Writer) -> tuple[str, ...]:
    if write.language == "en":
        return ("Assessment Report on", "High-Quality Large-Model", "Infrastructure")
    return ("高质量大模型基础设施", "评估报告")


def _mark(write: Writer) -> str:
    """What must be known before the first figure is read."""
    marks = []
    if write.told.subject.origin == "synthetic":
        marks.append(write("合成示例，非真实集群", "Synthetic example, not a real cluster"))
    if write.told.subject.origin == "published":
        marks.append(write("依据公开资料整理", "Compiled from published figures"))
    if not write.told.edition.final:
        marks.append(write("阶段结果，未定稿", "Interim result, not final"))
    return " · ".join(marks)


def _words(write: Writer) -> Words:
    return Words(
        notice=write("版权与方法声明", "Copyright and Method Statement"),
        foreword=write("前　言", "Foreword"),
        contents=write("目　录", "Contents"),
        figures=write("图　目　录", "List of Figures"),
        tables=write("表　目　录", "List of Tables"),
        continued=write("续表", "Table continued:"),
    )


def _notice(write: Writer) -> list[str]:
    method = write.told.method
    organisation = write.told.subject.organisation
    return [
        write(
            f"本报告由算衡依据{organisation}的填报数据自动计算生成，数据的版权与真实性由其提供者负责。转载、摘编本报告的，应注明“来源：算衡评估报告”。",
            f"SuanHeng computed this report from the data of {organisation}. The rights to the data and the responsibility for them are with those who gave them. Please cite it as “SuanHeng assessment report”.",
        ),
        write(
            f"指标名称和定义引自{write.of(method.source)}，其版权属于中国信息通信研究院；判据的拆分由算衡制定。",
            f"Names and definitions of the indicators are those of {write.of(method.source)}; the rights to them are with CAICT. Their split into criteria is SuanHeng's.",
        ),
        write.of(method.disclaimer),
        write(
            f"本报告不是中国信息通信研究院的评估、检测或认证结论。评分所用的方法为 {method.version}，评分方案为“{method.profile.zh}”（版本 {method.profile_version}），指标体系为“{method.framework.zh}”（版本 {method.framework_version}）。",
            f"This report is no assessment, test or certificate by CAICT. It uses {method.version}, the scoring profile “{method.profile.en}” (version {method.profile_version}) and the framework “{method.framework.en}” (version {method.framework_version}).",
        ),
    ]


def _foreword(write: Writer) -> list[str]:
    told = write.told
    subject, overall = told.subject, told.overall
    first, last = write.day(subject.period_start), write.day(subject.period_end)
    count = len(told.indicators)
    return [
        write(
            f"基础设施的可用性决定了大模型研发及服务的效率。为把中国信息通信研究院《高质量大模型基础设施研究报告（2024年）》提出的评价指标落到具体集群，本报告对{subject.organisation}的“{subject.machine.name}”在{first}至{last}期间的技术能力与性能进行评估。",
            f"How available the infrastructure is decides how efficiently large models are developed and served. This report applies the indicators of CAICT's research report on high-quality large-model infrastructure (2024) to “{subject.machine.name}” of {subject.organisation}, for {first} to {last}.",
        ),
        write(
            f"指标体系共 {count} 项，其中 {len(told.scored)} 项已有数据，{len(told.missing)} 项缺少数据，{len(told.not_applicable)} 项不适用，按权重计的覆盖率为 {percent(overall.coverage)}。",
            f"Of {count} indicators {len(told.scored)} have data, {len(told.missing)} lack data and {len(told.not_applicable)} do not apply; by weight {percent(overall.coverage)} is covered.",
        ),
        write(
            "报告只陈述事实：每个得分都可以沿附录中的公式和原始数据逐步复算，缺少的数据不作推测，所列来源即数据的出处。",
            "The report states facts only: each score can be worked out again from the formulas and raw data in the appendices, missing data are not guessed, and sources are named with the figures.",
        ),
    ]
