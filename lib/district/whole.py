"""All registers of a district counted, by processes of this machine or on a cluster: the same either way."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from lib.district import cluster, processes
from lib.district.counting import summarise
from lib.district.processes import Told
from lib.district.summary import Summary, unreadable
from lib.sources.config.district import District


def count(
    district: District,
    now: datetime,
    month: str,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    told: Told = lambda: None,
) -> list[Summary]:
    """A summary a register, in the order of the configuration; `told` is called as each is done.

    `workers`: processes of this machine, by default as many as it has processors; `scheduler`: the address
    of a Dask scheduler instead.
    """
    tasks = [member.place for member in district.members]
    one = partial(summarise, now=now, month=month)
    lost = partial(unreadable, month)
    if scheduler is not None:
        return cluster.count_all(tasks, one, lost, scheduler, told=told)
    return processes.count_all(tasks, one, lost, workers, told=told)
