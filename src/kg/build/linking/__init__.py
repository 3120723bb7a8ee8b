"""Links proposed by program and judged by people: to other datasets, and between reports."""
