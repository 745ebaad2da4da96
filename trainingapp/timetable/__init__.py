"""Timetable: sessions, conflicts, the half-day grid."""
