"""Registers counted on an existing Dask cluster, the same bytes as by processes of this machine.

Dask comes from requirements-district.txt and is imported here alone. A worker that goes loses nothing: the
scheduler gives its registers to the others.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from lib.base.errors import UsageError
from lib.district.processes import DIED, HUNG, PATIENCE, Count, Told, keep_little
from lib.district.summary import VERSION, Summary

Task = TypeVar("Task")
CONNECTS_WITHIN = 10  # seconds
RETURNS = 2  # times that a register goes to another worker after its own was lost


def count_all(
    tasks: Sequence[Task],
    count: Count[Task],
    unreadable: Callable[[str], Summary],
    address: str,
    *,
    told: Told = lambda: None,
    patience: float = PATIENCE,
) -> list[Summary]:
    """What `count` says of each task, in their order, by the workers of the scheduler at `address`.

    UsageError where Dask is not installed, nobody answers at the address, or a worker has another version of
    Dask or of «Отклик».
    """
    try:
        from distributed import Client, KilledWorker, as_completed  # noqa: PLC0415 (the option alone needs it)
    except ImportError as error:
        raise UsageError(
            "Для --scheduler нужен Dask. Установите его: pip install -r requirements-district.txt"
        ) from error
    try:
        client = Client(address, timeout=CONNECTS_WITHIN)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"По адресу {address} планировщик Dask не отвечает. Проверьте адрес и запущен ли он."
        ) from error
    with client:
        _agrees(client)
        numbers = {
            client.submit(_patient, count, task, patience, pure=False, retries=RETURNS): number
            for number, task in enumerate(tasks)
        }
        found: dict[int, Summary] = {}
        for future in as_completed(list(numbers)):
            try:
                summary = future.result()
            except KilledWorker:
                summary = unreadable(DIED)
            found[numbers[future]] = unreadable(HUNG) if summary is None else summary
            told()
    return [found[number] for number in range(len(tasks))]


def _agrees(client: Any) -> None:
    """UsageError where the scheduler or a worker would count otherwise than this computer."""
    try:
        client.get_versions(check=True)
        versions = set(client.run(_version).values())
    except (ValueError, OSError, ImportError) as error:
        raise UsageError(
            "На кластере другая версия Dask или нет программы «Отклик». Установите на все его компьютеры"
            " requirements-district.txt и ту же версию программы."
        ) from error
    if not versions:
        raise UsageError("На кластере нет ни одного работника. Запустите dask worker и повторите команду.")
    if versions != {VERSION}:
        raise UsageError("На кластере другая версия программы «Отклик». Обновите её на всех его компьютерах.")


def _version() -> int:
    return VERSION


def _patient(count: Count[Task], task: Task, patience: float) -> Summary | None:
    """On a worker: None where the register says nothing for so many seconds; its thread is left behind."""
    keep_little()
    found: list[Summary] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            found.append(count(task))
        except BaseException as error:  # raised again where the result is asked for
            failed.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(patience)
    if failed:
        raise failed[0]
    return found[0] if found else None
