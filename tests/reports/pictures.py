"""Charts for tests, and what hypothesis may draw."""

from hypothesis import strategies as st

from reports.charts.spec import Chart, Kind, Series

KINDS: tuple[Kind, ...] = ("radar", "bars", "columns", "line")

values = st.none() | st.floats(-1e9, 1e12, allow_subnormal=False)
names = st.text(max_size=40)


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    """Any chart over 1 to 40 categories with 1 to 6 series."""
    categories = tuple(draw(st.lists(names, min_size=1, max_size=40)))
    size = len(categories)
    rows = draw(st.lists(st.lists(values, min_size=size, max_size=size), min_size=1, max_size=6))
    return Chart(
        kind=draw(st.sampled_from(KINDS)),
        title="t",
        categories=categories,
        series=tuple(Series(draw(names), tuple(row)) for row in rows),
        unit=draw(names),
        alt="a",
    )


def chart(kind: Kind, *rows: tuple[float | None, ...], categories: tuple[str, ...] = ()) -> Chart:
    """A chart of the kind with one series for each row."""
    categories = categories or tuple(f"类别{n}" for n in range(len(rows[0])))
    series = tuple(Series(f"系列{n}", row) for n, row in enumerate(rows))
    return Chart(kind, "标题", categories, series, "分", "替代文字")


def curve(log: bool) -> Chart:
    """A curve through four points with a marked place."""
    line = Series("曲线", (0.0, 60.0, 80.0, 100.0), x=(1.0, 10.0, 100.0, 1000.0))
    here = Series("本集群", (70.0,), x=(30.0,), markers_only=True)
    return Chart("curve", "曲线", (), (line, here), "分", "替代", 100.0, "分钟", log_x=log)
