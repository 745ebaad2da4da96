"""Curriculum: course library, lecturers, venues, competencies."""
