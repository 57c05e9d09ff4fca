"""One mail when a campaign opens: asked for with an address, confirmed by a link, sent once, forgotten afterwards."""
