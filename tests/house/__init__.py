"""The house itself: its layout, its contracts, its one command, its wheel."""
