"""Who has been trained, by whom, in what: reads only."""
