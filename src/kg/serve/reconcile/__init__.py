"""The Reconciliation Service API 0.2: names of other people's tables matched with the things of this data."""
