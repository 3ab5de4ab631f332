"""A judge whose import takes longer than its items may."""

import time

time.sleep(0.6)


def answer() -> str:
    return "slow to start"
