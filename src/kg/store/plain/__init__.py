"""Plain queries: they say no more than what to match, count and give, so that looking up answers them."""
