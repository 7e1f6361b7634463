import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonworks.kernel.errors import Invalid
from commonworks.kernel.money import MOST_PENCE, pence, pounds


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "£0"), (5, "£0.05"), (1250, "£12.50"), (1200, "£12"), (120_000, "£1,200"), (-500, "-£5")],
)
def test_money_reads_as_people_write_it(amount, text):
    assert pounds(amount) == text


@given(st.integers(0, MOST_PENCE))
def test_what_is_written_is_read_again(amount):
    assert pence(pounds(amount)) == amount


@pytest.mark.parametrize(
    "text", ["", "twelve", "1.5", "12.345", "1,20", "-5", "1e3", "£", "9" * 30, "١٢x"]
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(Invalid):
        pence(text)
