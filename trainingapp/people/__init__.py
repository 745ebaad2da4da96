"""People: organisation tree, persons."""
