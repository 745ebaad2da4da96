"""Cohorts: programmes, classes, tracks, groups, enrolment."""
