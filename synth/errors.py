"""Every error a user can meet. Each message says what was given, what was expected and the cure."""


class SynthError(Exception):
    """Root of the tree. `exit_code` is what the command line ends with."""

    exit_code = 1


class UsageError(SynthError):
    """The request itself is wrong: an unknown name, a bad option, a folder that belongs to something else."""

    exit_code = 2


class StorageError(SynthError):
    """The disk refused: full, read-only, or damaged. What was written before stays."""


class DamagedError(StorageError):
    """A file of a folder is not what was written there: cut off, overwritten, or gone."""


class HubError(SynthError):
    """The Hub refused, and asking again would not change its mind."""


class TeacherError(SynthError):
    """The teacher cannot do what the run asks of it."""


class TaskError(SynthError):
    """A task's own code failed; the message names the index and the line."""


class StoppedShort(SynthError):
    """The run ended before it had all its rows; the same command can go on from here."""

    exit_code = 3


class Interrupted(SynthError):
    """Ctrl-C or a termination signal. What was made is safe, and the same command goes on."""

    exit_code = 130


class Reject(Exception):
    """Raised anywhere in a task: this problem or answer is not wanted, and why. Recorded, never a crash."""


class Unanswerable(Reject):
    """Raised for a request that no server will ever answer, and why: its content is refused, or it is too long."""


class Refuse(Exception):
    """Raised by a teacher that cannot show what the strategy asks for on this problem, and why."""


class SpaceDry(Exception):
    """Raised by `Task.propose`: every problem that the options allow lies at a lower index."""


class Owed(Exception):
    """Raised for a request that failed for good, and why: its row is missing until a later run has the answer."""


class NotTaken(Owed):
    """Raised for a request with a setting that its model does not take, and what to do about it."""


class Unsent(Exception):
    """Raised for a request that was not sent, since the run is about to stop."""
