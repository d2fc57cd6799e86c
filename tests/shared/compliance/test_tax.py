"""From when on a business in the United States needs somebody's tax form."""

import pytest

from goodword.compliance import tax
from goodword.money import Money


@pytest.mark.parametrize(
    ("year", "dollars"), [(2024, "600.00"), (2025, "600.00"), (2026, "2000.00"), (2027, "2000.00")]
)
def test_what_has_to_be_reported_grew_with_the_year_2026(year, dollars):
    assert tax.threshold_of(year) == Money.parse(dollars, "USD")


def test_the_form_is_needed_at_a_share_of_that():
    assert tax.form_needed_from(2026, tax.DEFAULT_PERCENT) == Money.parse("1500.00", "USD")
    assert tax.form_needed_from(2025, 100) == Money.parse("600.00", "USD")
