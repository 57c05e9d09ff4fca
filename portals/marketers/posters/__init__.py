"""Posters of a campaign to print: what stands where (`sheet`), in which letters (`letters`), as PDF and as SVG."""
