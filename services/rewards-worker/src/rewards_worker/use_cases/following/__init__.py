"""Following payouts when their providers call back, and every day: what became of them since."""
