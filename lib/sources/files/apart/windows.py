"""Windows bounds no process by itself: a job object bounds its memory and ends it with the server."""

from __future__ import annotations

import ctypes
import logging
import subprocess
import sys

_LIMITS = 9  # JobObjectExtendedLimitInformation
_PROCESS_MEMORY = 0x100
_DIES_WITH_JOB = 0x2000
_SET_QUOTA, _TERMINATE = 0x100, 0x1  # what assigning a process needs

_log = logging.getLogger(__name__)


class _Basic(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class Extended(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("BasicLimitInformation", _Basic),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


class Job:
    """A job object with one process in it; where Windows refuses one, the deadline alone holds it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._handle: ctypes.c_void_p | None = None
        if sys.platform != "win32":
            return
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = kernel.OpenProcess.restype = ctypes.c_void_p
        self._kernel = kernel
        job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
        reader = ctypes.c_void_p(kernel.OpenProcess(_SET_QUOTA | _TERMINATE, False, process.pid))
        if job and reader and kernel.AssignProcessToJobObject(job, reader):
            self._handle = job
        else:
            _log.warning("A reading process runs without a bound on its memory: %s", ctypes.get_last_error())
        kernel.CloseHandle(reader)

    def hold(self, memory: int) -> None:
        """Bound the memory of the process from now on, in bytes."""
        if sys.platform != "win32" or self._handle is None:
            return
        limits = Extended()
        limits.BasicLimitInformation.LimitFlags = _PROCESS_MEMORY | _DIES_WITH_JOB
        limits.ProcessMemoryLimit = memory
        if not self._kernel.SetInformationJobObject(
            self._handle, _LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
        ):
            _log.warning("A reading process runs without a bound on its memory: %s", ctypes.get_last_error())

    def close(self) -> None:
        """Let the job go, and with it whatever still runs in it."""
        if sys.platform == "win32" and self._handle is not None:
            self._kernel.CloseHandle(self._handle)
            self._handle = None
