"""Files of other machines: what a clock, a meeting or an examination recorded, read and laid beside the class."""
