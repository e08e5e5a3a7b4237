"""Dashboard -> the whole document, in the manner of CAICT's report."""

from reports.dashboard import Dashboard
from reports.documents.advice import advice
from reports.documents.appendix import appendices
from reports.documents.checklists import checklists
from reports.documents.document import Cover, Document, Paragraph, Words
from reports.documents.domains import pillars
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
            *overview(write), *results(write), *pillars(write),
            *gaps(write), *advice(write), *checklists(write), *appendices(write),
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
    """The framework's own title for its reports, line by line; else its name and what this is."""
    *lines, last = _lines(write)
    if write.told.overall.partial_scope:
        last += write("（部分范围）", " (Partial Scope)")
    return (*lines, last)


def _lines(write: Writer) -> tuple[str, ...]:
    wording = write.told.method.wording
    if wording and wording.title:
        return tuple(write.of(wording.title).split("\n"))
    name = write.of(write.told.method.framework)
    return (name, "评估报告") if write.language != "en" else (name, "Assessment Report")


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
        _rights(write),
        write.of(method.disclaimer),
        write(
            f"{_no_verdict(write)}评分所用的方法为 {method.version}，评分方案为“{method.profile.zh}”（版本 {method.profile_version}），指标体系为“{method.framework.zh}”（版本 {method.framework_version}）。",
            f"{_no_verdict(write)} It uses {method.version}, the scoring profile “{method.profile.en}” (version {method.profile_version}) and the framework “{method.framework.en}” (version {method.framework_version}).",
        ),
    ]


def _foreword(write: Writer) -> list[str]:
    told = write.told
    subject, overall = told.subject, told.overall
    first, last = write.day(subject.period_start), write.day(subject.period_end)
    count = len(told.indicators)
    return [
        _purpose(write)
        + write(
            f"本报告对{subject.organisation}的“{subject.machine.name}”在{first}至{last}期间的情况按“{told.method.framework.zh}”进行评估。",
            f"This report assesses “{subject.machine.name}” of {subject.organisation} by “{told.method.framework.en}”, for {first} to {last}.",
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


def _purpose(write: Writer) -> str:
    """What the framework is for, in its own words; nothing where it says none."""
    wording = write.told.method.wording
    if wording is None or wording.purpose is None:
        return ""
    return write.of(wording.purpose) + write("", " ")


def _rights(write: Writer) -> str:
    """Whose the names and definitions are."""
    method = write.told.method
    rights = write.of(method.wording.rights) if method.wording else ""
    source = write.of(method.source)
    if not rights:
        return write(
            f"指标名称和定义引自{source}，其权利属于其作者。",
            f"Names and definitions of the indicators are those of {source}; the rights to them are with its authors.",
        )
    return write(
        f"指标名称和定义引自{source}，{rights}。",
        f"Names and definitions of the indicators are those of {source}; {rights}.",
    )


def _no_verdict(write: Writer) -> str:
    """Whose assessment this is not."""
    wording = write.told.method.wording
    author = (
        write.of(wording.author) if wording else write("指标体系制定者", "the framework's authors")
    )
    return write(
        f"本报告不是{author}的评估、检测或认证结论。",
        f"This report is no assessment, test or certificate by {author}.",
    )
