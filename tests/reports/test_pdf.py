"""The finished PDF: valid, complete, searchable, and never stopped by what somebody typed."""

from io import BytesIO

import page
import pikepdf
import pytest
from pypdf import PdfReader
from pytest_django import Settings

from assess.models import Score, Submission
from reports import renders
from reports.documents.fonts import FOLDER
from reports.documents.packing import packed


def text_of(content: bytes) -> str:
    """All text, without the breaks that layout puts in."""
    pages = (sheet.extract_text() for sheet in PdfReader(BytesIO(content)).pages)
    return "".join("".join(pages).split())


def faults(content: bytes) -> list[str]:
    """What PDF/A-2a and PDF/UA-1 find wrong."""
    reports = [page.validate_pdf_bytes(content, profile=name) for name in ("2a", "ua1")]
    return [failure.message for report in reports for failure in report.failures]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_report_is_valid_and_holds_the_score_to_the_printed_digit(
    centre: Score, language: str
) -> None:
    content, replaced = renders.render(centre, "pdf", language)  # type: ignore[arg-type]
    text = text_of(content)
    assert faults(content) == []
    assert replaced == ""
    assert f"{centre.overall:.1f}" in text
    assert "�" not in text


def test_the_chinese_report_reads_like_one(centre: Score) -> None:
    text = text_of(renders.render(centre, "pdf", "zh-hans")[0])
    for words in (
        "高质量大模型基础设施评估报告", "版权与方法声明", "目录", "图目录", "表目录",
        "一、评估概述", "（一）评估对象", "来源：算衡", "附录一", "是算衡的方法",
    ):  # fmt: skip
        assert words in text, words


def test_formulas_stand_in_the_appendix_with_the_numbers_put_in(centre: Score) -> None:
    text = text_of(renders.render(centre, "pdf", "zh-hans")[0])
    assert "48×128" in text
    # 24000 / (48 × 128) = 3.90625, to five digits, half to even
    assert "3.9062次/千节点·天" in text


def test_an_english_report_numbers_its_chapters_and_has_no_chinese_of_its_own(
    centre: Score,
) -> None:
    text = text_of(renders.render(centre, "pdf", "en")[0])
    assert "1.1Whatwasassessed" in text
    assert "Table1" in text
    assert "来源" not in text


def test_the_same_score_gives_the_same_bytes(centre: Score) -> None:
    first, second = (renders.render(centre, "pdf", "en")[0] for _ in range(2))
    assert first == second


def test_a_submission_without_a_figure_has_a_valid_report_without_a_score(empty: Score) -> None:
    content, _replaced = renders.render(empty, "pdf", "zh-hans")
    text = text_of(content)
    assert faults(content) == []
    assert "暂不给出" in text
    assert "阶段结果，未定稿" in text


@pytest.mark.parametrize(
    "name",
    [
        "𠮷田😀研究院",
        "abc\x07\x1b[31m",  # NUL cannot be stored: intake takes it out
        "\ue000私有\U000f0000",
        "مركز الحوسبة الكبير",
        "很长" * 100,
        "W" * 200,
        "#eval(read(\"/etc/passwd\")) $x$ *b* <script>",
        "e\u0301\u0323 \u200b\ufeff\u202e",
    ],
)  # fmt: skip
def test_no_name_stops_a_report(empty: Score, submission: Submission, name: str) -> None:
    submission.cluster.organisation.name = submission.cluster.name = name
    for row in (submission.cluster.organisation, submission.cluster):
        row.save(update_fields=["name"])
    content, _replaced = renders.render(empty, "pdf", "zh-hans")
    assert faults(content) == []


def test_replaced_characters_are_named_in_the_report(empty: Score, submission: Submission) -> None:
    submission.cluster.organisation.name = "𠮷田研究院"
    submission.cluster.organisation.save(update_fields=["name"])
    content, replaced = renders.render(empty, "pdf", "zh-hans")
    assert replaced == "U+20BB7"
    assert "〓田研究院" in text_of(content)
    assert "U+20BB7" in text_of(content)


def test_a_stream_that_ends_with_a_carriage_return_stays_whole(centre: Score) -> None:
    content, _replaced = renders.render(centre, "pdf", "en")
    assert b"\r\nendstream" not in content
    assert len(PdfReader(BytesIO(packed(content))).pages) == len(PdfReader(BytesIO(content)).pages)


def test_a_site_sets_the_text_in_its_own_fonts(centre: Score, settings: Settings) -> None:
    settings.REPORT_FONT_DIRS = [str(FOLDER.parents[1] / "source-code")]
    settings.REPORT_FONTS = ["Source Code Pro"]
    content, _replaced = renders.render(centre, "pdf", "en")
    assert faults(content) == []
    with pikepdf.open(BytesIO(content)) as file:
        names = {
            str(item.get("/BaseFont", ""))
            for item in file.objects
            if isinstance(item, pikepdf.Dictionary)
        }
    assert any("SourceCodePro" in name for name in names)
    assert any("KurintoSansSC" in name for name in names)
