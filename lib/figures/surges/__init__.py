"""Surges of messages (п. 22, «повышенная социальная активность»): an exact test, and what stands of it.

Front door: `surges`. `exact` judges a day, `series` counts the days, `lines` tells what stands now.
"""

from lib.figures.surges.exact import ENOUGH, LEAST, WINDOWS, YEAR, day_weights, judge, tails
from lib.figures.surges.lines import State, Surges, surges, topics
from lib.figures.surges.series import Level

__all__ = [
    "ENOUGH",
    "LEAST",
    "WINDOWS",
    "YEAR",
    "Level",
    "State",
    "Surges",
    "day_weights",
    "judge",
    "surges",
    "tails",
    "topics",
]
