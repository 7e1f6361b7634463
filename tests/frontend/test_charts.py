import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonworks.frontend.charts import Chart, top_of

SVG = "{http://www.w3.org/2000/svg}"
VALUES = st.lists(st.integers(0, 10**9), min_size=1, max_size=40)


def drawn(chart):
    return ET.fromstring(str(chart.svg).replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1))


@given(VALUES, st.sampled_from(["bar", "line"]))
def test_a_chart_is_well_formed_and_has_a_mark_for_each_figure(values, kind):
    root = drawn(Chart("<Title> & more", [f"<{n}>" for n in values], values, kind=kind))
    marks = root.findall(f"{SVG}rect" if kind == "bar" else f"{SVG}circle")
    assert (root[0].text, len(marks)) == ("<Title> & more", len(values))


@given(VALUES)
def test_the_scale_holds_the_highest_figure_and_wastes_at_most_three_fifths(values):
    top, highest = top_of(values), max(values)
    assert highest <= top and (highest == 0 or highest >= 0.4 * top)


def test_a_chart_describes_its_highest_and_lowest():
    chart = Chart("Applications", ["May", "June"], [1200, 3])
    assert chart.description == "Highest: 1,200, May. Lowest: 3, June."


def test_a_chart_of_nothing_has_words_and_no_picture():
    chart = Chart("Applications", [], [])
    assert (chart.svg, chart.description) == ("", "There are no figures yet.")


@pytest.mark.parametrize(("labels", "values"), [(["a"], []), (["a"], [-1])])
def test_a_chart_that_would_mislead_is_refused(labels, values):
    with pytest.raises(ValueError, match="A chart"):
        Chart("Applications", labels, values)
