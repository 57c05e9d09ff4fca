"""Views of the API, a module per noun. Each: who asks, parse, one call, answer."""
