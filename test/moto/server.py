"""moto's server, on a clock that the tests move.

The time stands in the file that MOTO_CLOCK names, in seconds since 1970. The server ends with its parent,
whatever becomes of that: it reads its standard input, which is closed then.
"""

import datetime
import os
import sys
import threading
from pathlib import Path

import moto.core.utils

CLOCK = Path(os.environ["MOTO_CLOCK"])


def utcnow() -> datetime.datetime:
    seconds = float(CLOCK.read_text())
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).replace(tzinfo=None)


def end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


# Before moto.server is imported, because its parts take the function, not the module.
moto.core.utils.utcnow = utcnow

from moto.server import main  # noqa: E402

threading.Thread(target=end_with_parent, daemon=True).start()
main(["-H", "127.0.0.1", "-p", sys.argv[1]])
