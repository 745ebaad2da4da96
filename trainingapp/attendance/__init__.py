"""Attendance: roll call, marks, tally."""
