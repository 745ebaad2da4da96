"""Assessment: scheme, scores, outcome."""
