"""Pure decisions of import: what a grid of cells means."""
