"""What is true of sales, referrals and deliveries, without any I/O."""
