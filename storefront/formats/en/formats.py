"""Dates for those who read English here: the day comes first, and a month is a word."""

DATE_FORMAT = SHORT_DATE_FORMAT = "j M Y"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "H:i, j M Y"
