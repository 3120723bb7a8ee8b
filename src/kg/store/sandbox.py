"""What a worker gives up before it reads a query: files, network, other processes, unbounded memory.

A seccomp filter written by hand through prctl(2), so that no system package is needed: a list of the system calls
that computing and the two pipes need; every other one fails with EPERM. Over a folder, Landlock(7) allows the reading
of that folder and nothing else, since the engine opens a table of a large store when a query first needs it. Imports
next to nothing.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sys

_SET_PDEATHSIG, _SET_NO_NEW_PRIVS = 1, 38
_SECCOMP_SET_MODE_FILTER, _GET_ACTION_AVAIL, _SECCOMP_FILTER_FLAG_TSYNC = 1, 2, 1
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_RET_ALLOW, _RET_ERRNO, _RET_KILL, _EPERM = 0x7FFF0000, 0x00050000, 0x80000000, 1
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ABI, _PATH_BENEATH = 1, 1
_ACCESS = (0, 13, 14, 15, 15, 16)
"""How many kinds of access to files each version of Landlock knows; later ones know as many as the last."""
_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_OFFSET_NUMBER, _OFFSET_ARCHITECTURE = 0, 4

# Machine: its audit number, the number of seccomp(2), and the calls that are allowed, by name for the reader.
_MACHINES: dict[str, tuple[int, int, dict[str, int]]] = {
    "x86_64": (
        0xC000003E,
        317,
        {
            "read": 0, "write": 1, "close": 3, "fstat": 5, "poll": 7, "lseek": 8, "mmap": 9, "mprotect": 10,
            "munmap": 11, "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "pread64": 17,
            "readv": 19, "writev": 20, "sched_yield": 24, "mremap": 25, "mincore": 27, "madvise": 28,
            "nanosleep": 35, "getpid": 39, "exit": 60, "getrusage": 98, "sigaltstack": 131, "gettid": 186,
            "readahead": 187, "futex": 202, "sched_getaffinity": 204, "restart_syscall": 219, "fadvise64": 221,
            "clock_gettime": 228, "clock_getres": 229, "clock_nanosleep": 230, "exit_group": 231, "tgkill": 234,
            "set_robust_list": 273, "newfstatat": 262, "ppoll": 271, "preadv": 295, "getcpu": 309,
            "getrandom": 318, "membarrier": 324, "rseq": 334,
        },
    ),
    "aarch64": (
        0xC00000B7,
        277,
        {
            "close": 57, "lseek": 62, "read": 63, "write": 64, "readv": 65, "writev": 66, "pread64": 67,
            "preadv": 69, "ppoll": 73, "newfstatat": 79, "fstat": 80, "exit": 93, "exit_group": 94, "futex": 98,
            "set_robust_list": 99, "nanosleep": 101, "clock_gettime": 113, "clock_getres": 114,
            "clock_nanosleep": 115, "sched_getaffinity": 123, "sched_yield": 124, "restart_syscall": 128,
            "tgkill": 131, "sigaltstack": 132, "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139,
            "getrusage": 165, "getcpu": 168, "getpid": 172, "gettid": 178, "readahead": 213, "brk": 214,
            "munmap": 215, "mremap": 216, "mmap": 222, "fadvise64": 223, "mprotect": 226, "mincore": 232,
            "madvise": 233, "getrandom": 278, "membarrier": 283, "rseq": 293,
        },
    ),
}  # fmt: skip

# What reading files of a folder needs beside, where Landlock says which folder.
_READING: dict[str, dict[str, int]] = {
    "x86_64": {"openat": 257, "fcntl": 72},
    "aarch64": {"openat": 56, "fcntl": 25},
}

_OOM_SCORE = "/proc/self/oom_score_adj"
_libc = ctypes.CDLL(None, use_errno=True)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def die_with(parent: int) -> None:
    """Ends this process when the thread of the parent that started it ends, at once if that already happened."""
    _libc.prctl(_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def bound(memory_mb: int) -> None:
    """Lets this process grow by so much address space, and write no file and no core."""
    pages = int(open("/proc/self/statm", "rb").read().split()[0])  # noqa: PTH123, SIM115
    size = pages * resource.getpagesize() + (memory_mb << 20)
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def offer_to_oom_killer() -> None:
    """Makes this process the first that the kernel ends when the machine has no memory left."""
    file = os.open(_OOM_SCORE, os.O_WRONLY)
    os.write(file, b"1000")
    os.close(file)


def confine(folder: str) -> bool:
    """Lets this thread, and those it starts from now on, read the files of a folder and no other; False if it cannot.

    What `bound` and `offer_to_oom_killer` need of /proc stays open. Call it before the store is opened, since threads
    that are running already are not confined.
    """
    version = int(_libc.syscall(_CREATE_RULESET, None, 0, _ABI))
    if version < 1:
        return False
    handled = ctypes.c_uint64((1 << _ACCESS[min(version, len(_ACCESS) - 1)]) - 1)
    ruleset = int(_libc.syscall(_CREATE_RULESET, ctypes.byref(handled), 8, 0))
    if ruleset < 0:
        return False
    allowed = ((folder, _READ_FILE | _READ_DIR), ("/proc/self/statm", _READ_FILE), (_OOM_SCORE, _WRITE_FILE))
    added = all(_allow(ruleset, path, access) for path, access in allowed)
    _libc.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    confined = added and bool(_libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0)
    os.close(ruleset)
    return confined


def _allow(ruleset: int, path: str, access: int) -> bool:
    file = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rule = ctypes.create_string_buffer(struct.pack("=Qi", access, file), 12)
    added = bool(_libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0) == 0)
    os.close(file)
    return added


def leave_network() -> bool:
    """The weaker fallback where no filter can be set: a network of its own, without interfaces, if it is allowed."""
    return any(_libc.unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def can_lock() -> bool:
    """Whether this machine takes the filter of `lock`: a Linux with seccomp, on a processor of the table."""
    machine = _MACHINES.get(os.uname().machine)
    if machine is None or sys.maxsize < 2**32:
        return False
    action = ctypes.byref(ctypes.c_uint32(_RET_ERRNO))
    return bool(_libc.syscall(machine[1], _GET_ACTION_AVAIL, 0, action) == 0)


def lock(reading: bool = False) -> bool:
    """Allows this process, all its threads, only the system calls of the table; False where that is not possible.

    :param reading: whether files may be opened too, since `confine` bounds which
    """
    machine = os.uname().machine
    architecture, seccomp, allowed = _MACHINES[machine]
    more = _READING[machine] if reading else {}
    code = _filter(architecture, sorted({**allowed, **more}.values()))
    program = _Program(len(code) // 8, code)
    _libc.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    flags = _SECCOMP_FILTER_FLAG_TSYNC
    return bool(_libc.syscall(seccomp, _SECCOMP_SET_MODE_FILTER, flags, ctypes.byref(program)) == 0)


def _filter(architecture: int, allowed: list[int]) -> bytes:
    """The filter as BPF: right architecture, then one comparison for each call, else EPERM."""
    count = len(allowed)
    steps = [
        (_LOAD, 0, 0, _OFFSET_ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _RET_KILL),
        (_LOAD, 0, 0, _OFFSET_NUMBER),
        *((_EQUAL, count - i, 0, number) for i, number in enumerate(allowed)),
        (_RETURN, 0, 0, _RET_ERRNO | _EPERM),
        (_RETURN, 0, 0, _RET_ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
