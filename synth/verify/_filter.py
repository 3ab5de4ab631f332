"""The seccomp filter of the sandbox: what tested code may ask of the kernel. Everything else is refused.

It may compute, read, print and start threads. It may not start a process, open a socket, write, rename or delete a
file, signal anybody or change a limit of another process.
"""

from __future__ import annotations

import platform
import struct
import sys

# Name: number on x86_64, number on aarch64. None: that machine has no such call.
FREE: dict[str, tuple[int | None, int | None]] = {
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "stat": (4, None), "fstat": (5, 80), "lstat": (6, None),
    "poll": (7, None), "lseek": (8, 62), "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215),
    "brk": (12, 214), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "pread64": (17, 67), "readv": (19, 65), "writev": (20, 66), "access": (21, None), "pipe": (22, None),
    "select": (23, None), "sched_yield": (24, 124), "mremap": (25, 216), "madvise": (28, 233), "dup": (32, 23),
    "dup2": (33, None), "nanosleep": (35, 101), "getitimer": (36, 102), "alarm": (37, None), "setitimer": (38, 103),
    "getpid": (39, 172), "sendto": (44, 206), "recvfrom": (45, 207), "socketpair": (53, 199), "exit": (60, 93),
    "uname": (63, 160), "getcwd": (79, 17), "readlink": (89, None), "gettimeofday": (96, 169),
    "getrlimit": (97, 163), "getrusage": (98, 165), "sysinfo": (99, 179), "times": (100, 153), "getuid": (102, 174),
    "getgid": (104, 176), "geteuid": (107, 175), "getegid": (108, 177), "getppid": (110, 173),
    "sigaltstack": (131, 132), "gettid": (186, 178), "futex": (202, 98), "sched_getaffinity": (204, 123),
    "getdents64": (217, 61), "set_tid_address": (218, 96), "restart_syscall": (219, 128),
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "clock_nanosleep": (230, 115), "exit_group": (231, 94),
    "epoll_wait": (232, None), "epoll_ctl": (233, 21), "newfstatat": (262, 79), "readlinkat": (267, 78),
    "faccessat": (269, 48), "pselect6": (270, 72), "ppoll": (271, 73), "set_robust_list": (273, 99),
    "epoll_pwait": (281, 22), "eventfd2": (290, 19), "epoll_create1": (291, 20), "dup3": (292, 24),
    "pipe2": (293, 59), "getrandom": (318, 278), "statx": (332, 291), "rseq": (334, 293), "faccessat2": (439, 439),
}  # fmt: skip
# Name: numbers, which argument, the only values that it may have (of an ioctl: those that ask about a file).
VALUES: dict[str, tuple[tuple[int, int], int, tuple[int, ...]]] = {
    "ioctl": ((16, 29), 1, (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)),
    "fcntl": ((72, 25), 1, (0, 1, 2, 3, 4, 1030)),
    "prlimit64": ((302, 261), 0, (0,)),
}
WRITING = 0o1 | 0o2 | 0o100 | 0o1000  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC
CLONE_THREAD = 0x10000
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
LOAD, EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06
ALLOW, KILL, REFUSE, MISSING = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050000 | 38


def program() -> bytes | None:
    """The filter as the kernel takes it (an array of `struct sock_filter`); None where it is not known here."""
    if sys.platform != "linux" or platform.machine() not in MACHINES or struct.calcsize("P") != 8:
        return None
    column, arch = MACHINES[platform.machine()]
    lines = [_line(LOAD, 4), _line(EQUAL, arch, 1, 0), _line(RETURN, KILL), _line(LOAD, 0)]
    for numbers in FREE.values():
        lines += _rule(numbers[column], [_line(RETURN, ALLOW)])
    for pair, argument, values in VALUES.values():
        tests = [line for value in values for line in (_line(EQUAL, value, 0, 1), _line(RETURN, ALLOW))]
        lines += _rule(pair[column], [_argument(argument), *tests, _line(RETURN, REFUSE)])
    thread = [_argument(0), _line(ANY_BIT, CLONE_THREAD, 0, 1), _line(RETURN, ALLOW), _line(RETURN, REFUSE)]
    lines += _rule((56, 220)[column], thread)
    # The C library turns to clone, whose flags can be read, when told that clone3 is not there.
    lines += _rule(435, [_line(RETURN, MISSING)])
    for number, argument in ((2, 1), (257, 2)) if column == 0 else ((56, 2),):
        reading = [_line(ANY_BIT, WRITING, 1, 0), _line(RETURN, ALLOW), _line(RETURN, REFUSE)]
        lines += _rule(number, [_argument(argument), *reading])
    return b"".join([*lines, _line(RETURN, REFUSE)])


def _rule(number: int | None, body: list[bytes]) -> list[bytes]:
    """`body` for that call; it ends with a return, so that the loaded call number is never lost."""
    return [] if number is None else [_line(EQUAL, number, 0, len(body)), *body]


def _argument(position: int) -> bytes:
    """Loads the low half, which is all that the kernel reads of these arguments."""
    return _line(LOAD, 16 + 8 * position)


def _line(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, value)
