"""Runs inside the sandbox, before the tested code: gives up every right that it will not need.

Nothing here imports synth: the interpreter in the sandbox does not see it.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct

NEW_USER, NEW_MOUNTS, NEW_NET, NEW_IPC, NEW_NAMES = 0x10000000, 0x00020000, 0x40000000, 0x08000000, 0x04000000
READ_ONLY, REMOUNT, BIND, RECURSIVE, PRIVATE, DETACH = 1, 32, 4096, 16384, 1 << 18, 2
KEPT_FLAGS = os.ST_NOSUID | 4 | 8 | 1024 | 2048  # nodev, noexec, noatime, nodiratime: locked in a user namespace
NOBODY = 65534
CAPABILITIES_V3 = 0x20080522
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
CAPSET, PIVOT_ROOT = {"x86_64": (126, 155), "aarch64": (91, 41)}.get(os.uname().machine, (0, 0))
LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
LANDLOCK_ALL, LANDLOCK_READ = 0x1FFF, 1 | 4 | 8


def isolate(kind: str, paths: list[str]) -> None:
    """First: gives up the rest of the machine, where the sandbox is that of `namespaces`. Raises OSError."""
    if kind == "namespaces":
        _new_root(ctypes.CDLL(None, use_errno=True), paths)


def confine(kind: str, paths: list[str], seccomp: bytes | None, memory: int, cpu: int) -> None:
    """Only what is under `paths` stays readable (`rlimits`: where the kernel has Landlock). Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    _limit(memory, cpu, processes=seccomp is not None)
    # Nobody of the same user reads this process's memory; where /proc is hidden, nobody could.
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    # It ends with the process that forked it, which waits for nothing else.
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if seccomp is None:
        return
    _check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    if kind == "rlimits":
        _only_read(libc, paths)
    _check(libc.syscall(CAPSET, struct.pack("=Ii", CAPABILITIES_V3, 0), bytes(24)))
    program = ctypes.create_string_buffer(seccomp, len(seccomp))
    header = struct.pack("HxxxxxxP", len(seccomp) // 8, ctypes.addressof(program))
    _check(libc.prctl(PR_SET_SECCOMP, 2, header, 0, 0))


def _limit(memory: int, cpu: int, processes: bool) -> None:
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: cpu,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_CORE: 0,
    }
    if not processes:
        # Threads count too, and on older kernels every process of the user: only where nothing better holds.
        limits[resource.RLIMIT_NPROC] = 0
    for name, most in limits.items():
        hard = resource.getrlimit(name)[1]
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # The soft limit of CPU time sends a signal of its own; the hard one looks like a lack of memory.
        later = name == resource.RLIMIT_CPU and hard == resource.RLIM_INFINITY
        resource.setrlimit(name, (value, value + later))


def _new_root(libc: ctypes.CDLL, paths: list[str]) -> None:
    """Own user, mounts, network and names; the root is an empty tmpfs with `paths` in it, read-only."""
    user, group = os.getuid(), os.getgid()
    _check(libc.unshare(NEW_USER | NEW_MOUNTS | NEW_NET | NEW_IPC | NEW_NAMES))
    for name, text in (("setgroups", "deny"), ("uid_map", f"{NOBODY} {user} 1"), ("gid_map", f"{NOBODY} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    _check(libc.mount(None, b"/", None, RECURSIVE | PRIVATE, None))
    flags = {path: os.statvfs(path).f_flag & KEPT_FLAGS for path in paths}
    sources = {path: os.open(path, os.O_PATH) for path in paths}
    _check(libc.mount(b"tmpfs", b"/tmp", b"tmpfs", 2 | 4, b"size=64k,mode=755"))
    for path, source in sources.items():
        inside = os.fsencode("/tmp" + path)
        os.makedirs(inside, exist_ok=True)
        _check(libc.mount(b"/proc/self/fd/%d" % source, inside, None, BIND | RECURSIVE, None))
        _check(libc.mount(None, inside, None, BIND | REMOUNT | READ_ONLY | flags[path], None))
        os.close(source)
    os.chdir("/tmp")
    _check(libc.syscall(PIVOT_ROOT, b".", b"."))
    _check(libc.umount2(b".", DETACH))
    os.chdir("/")


def _only_read(libc: ctypes.CDLL, paths: list[str]) -> None:
    """Landlock, where the kernel has it: it also hides what /proc tells of other processes."""
    rules = libc.syscall(LANDLOCK_CREATE, struct.pack("=Q", LANDLOCK_ALL), 8, 0)
    if rules < 0:
        return
    for path in paths:
        folder = os.open(path, os.O_PATH)
        _check(libc.syscall(LANDLOCK_ADD, rules, 1, struct.pack("=Qi", LANDLOCK_READ, folder), 0))
        os.close(folder)
    _check(libc.syscall(LANDLOCK_RESTRICT, rules, 0))
    os.close(rules)


def _check(result: int) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
