"""Indicators: the numbers that measure something, what each measures, and the parts they play."""
