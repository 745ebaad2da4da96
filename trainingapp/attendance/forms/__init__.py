"""HTTP input of attendance to clean values."""
