"""Templates of letters from draft to published."""
