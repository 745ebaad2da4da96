"""Portal: what a trainee or lecturer sees on a phone."""
