"""Owns by what the line of an issue over a satellite's counter is known.
Refuses nothing."""

from collections.abc import Mapping
from typing import Any

PURPOSE = "satellite_purpose"


def counter_measurements(purpose: str) -> dict[str, str]:
    """What such a line carries: what the issue was for."""
    return {PURPOSE: purpose}


def is_from_satellite(measurements: Mapping[str, Any]) -> bool:
    """Whether it was handed over a counter, where nothing is ordered but what goes."""
    return PURPOSE in measurements
