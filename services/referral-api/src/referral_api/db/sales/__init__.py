"""Sales, their refunds, and what is known of the people behind them."""
