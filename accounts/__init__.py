"""People, brands and who may act for whom."""
