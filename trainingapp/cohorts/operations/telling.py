"""How the trail of a class names its trainees and their places."""

from trainingapp.cohorts.models import Enrolment


def told_name(one: Enrolment) -> str:
    """Return how the trail of a class names a trainee."""
    return f"{one.number} {one.name}"


def told_place(one: Enrolment) -> str:
    """Return how the trail tells a trainee's place among the groups."""
    return f"{one.group.name} {one.group_role.label}" if one.group else "未分组"
