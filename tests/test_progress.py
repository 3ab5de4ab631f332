"""On a terminal a run shows a bar."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios


def test_a_run_on_a_terminal_shows_how_many_rows_there_are(tmp_path):
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("4H", 24, 120, 0, 0))  # rows and columns
    call = [sys.executable, "-m", "synth", "run", "countdown", "-n", "7", "--workers", "1", "-o", "out"]
    done = subprocess.run(call, cwd=tmp_path, stderr=slave, stdout=subprocess.PIPE, timeout=300)
    os.close(slave)
    shown = b""
    while part := read(master):
        shown += part
    os.close(master)
    assert done.returncode == 0, shown.decode()
    assert "100%" in shown.decode()
    assert "7/7" in shown.decode()


def read(terminal):
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # the other end is closed, and all was read
        return b""
