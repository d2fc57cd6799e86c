"""Letters to referrers about introductions that are asked of them."""
