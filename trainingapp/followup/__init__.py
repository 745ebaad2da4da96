"""After the class: relaying it to branches, mentoring, points, honours, where people went."""
