"""Registers counted in processes of this machine: who dies is asked again, who hangs is given up."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context
from typing import Generic, TypeVar

import pyarrow as pa

from lib.district.summary import Summary
from lib.sources.files import sentinel

PATIENCE = 120.0  # seconds: a register that does not answer by then is given up
TRIES = 2  # a process may be ended from outside; twice over the same register it is the register
HUNG = "Реестр не ответил за 2 минуты. Проверьте, открывается ли он, и посчитайте заново."
DIED = (
    "Процесс, который читал реестр, прервался дважды: не хватает памяти или файл повреждён."
    " Откройте реестр и сохраните его заново."
)

Task = TypeVar("Task")
Count = Callable[[Task], Summary]
Told = Callable[[], None]


def count_all(
    tasks: Sequence[Task],
    count: Count[Task],
    unreadable: Callable[[str], Summary],
    workers: int | None = None,
    *,
    told: Told = lambda: None,
    patience: float = PATIENCE,
) -> list[Summary]:
    """What `count` says of each task, in their order; `unreadable(why)` where its process died or hung.

    `count` is imported anew in each process, so it stands at the top of a module. `told` is called once for
    each task that is done, from whatever thread. `workers`: as many as there are processors, by default.
    """
    house = _House(tasks, count, unreadable, told, patience)
    number = max(1, min(workers or os.cpu_count() or 1, len(tasks)))
    with ThreadPoolExecutor(number) as slots:
        running = [slots.submit(house.work) for _ in range(number)]
        try:
            for slot in running:
                slot.result()
        except BaseException:  # Ctrl+C among them: nobody goes on without the one who asked
            house.end()
            raise
    return house.results()


class _House(Generic[Task]):
    """The tasks that wait, and the worker of each slot: a process of its own that may be ended alone."""

    def __init__(
        self,
        tasks: Sequence[Task],
        count: Count[Task],
        unreadable: Callable[[str], Summary],
        told: Told,
        patience: float,
    ) -> None:
        self._tasks, self._count, self._unreadable = tasks, count, unreadable
        self._told, self._patience = told, patience
        self._waiting = deque(range(len(tasks)))
        self._found: dict[int, Summary] = {}
        self._workers: set[_Worker] = set()
        self._lock = threading.Lock()
        self._ended = False

    def work(self) -> None:
        """Take one task after another until none waits."""
        worker: _Worker | None = None
        try:
            while (number := self._next()) is not None:
                for attempt in range(TRIES):
                    worker = worker or self._hired(again=attempt > 0)
                    if worker is None:
                        return
                    try:
                        found = worker.ask(self._count, self._tasks[number], self._patience)
                    except BrokenProcessPool:
                        self._dismiss(worker)
                        worker, found = None, self._unreadable(DIED)
                        continue
                    except TimeoutError:
                        self._dismiss(worker)
                        worker, found = None, self._unreadable(HUNG)
                    if attempt and worker is not None:  # it reads without the engine: not for the next task
                        self._dismiss(worker)
                        worker = None
                    break
                self._found[number] = found
                self._told()
        finally:
            if worker is not None:
                self._dismiss(worker)

    def end(self) -> None:
        """No further task is taken, and what runs is ended."""
        with self._lock:
            self._ended = True
            for worker in self._workers:
                worker.kill()

    def results(self) -> list[Summary]:
        """What was found, in the order of the tasks."""
        return [self._found[number] for number in range(len(self._tasks))]

    def _next(self) -> int | None:
        with self._lock:
            return None if self._ended or not self._waiting else self._waiting.popleft()

    def _hired(self, *, again: bool) -> _Worker | None:
        """A worker of one's own; None once nobody is to go on."""
        with self._lock:
            if self._ended:
                return None
            worker = _Worker(again=again)
            self._workers.add(worker)
        return worker

    def _dismiss(self, worker: _Worker) -> None:
        with self._lock:
            self._workers.discard(worker)
        worker.kill()


def keep_little() -> None:
    """Arrow takes its memory where Python does: a pool of its own keeps some 30 MB that nobody uses."""
    pa.set_memory_pool(pa.system_memory_pool())


def _begin(again: bool) -> None:
    """In a worker, before its first task: Ctrl+C is left to who asked, files are read in this process.

    A file that ends it ends nobody else, and who asked waits: it needs no process of its own beside. A
    register leaves next to nothing that refers to itself: what does is looked for less often.
    """
    keep_little()
    gc.set_threshold(50_000)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sentinel.stands_by(again=again)


class _Worker:
    """One process, started afresh. `again`: one before it died over the task that it is to take."""

    def __init__(self, *, again: bool) -> None:
        self._pool = ProcessPoolExecutor(1, get_context("spawn"), initializer=_begin, initargs=(again,))
        self._process = self._pool.submit(os.getpid)

    def ask(self, count: Count[Task], task: Task, patience: float) -> Summary:
        """BrokenProcessPool where the process died, TimeoutError where it says nothing for so many s."""
        return self._pool.submit(count, task).result(patience)

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        with suppress(OSError, BrokenProcessPool):  # gone already, which is what is wanted
            os.kill(self._process.result(PATIENCE), _KILL)
        self._pool.shutdown(wait=False, cancel_futures=True)


_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # Windows ends a process by the latter
