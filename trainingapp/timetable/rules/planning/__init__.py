"""From a class's course plan to a problem for the planner, and from its answer back to places on a timetable. Pure."""
