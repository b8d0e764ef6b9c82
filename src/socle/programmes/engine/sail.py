"""A cluster of its own on this machine: a server that speaks Spark Connect, with its workers, until its reader leaves.

`python -m socle.programmes.engine.sail KEY=VALUE…` sets what Sail reads in its environment, starts, writes its port,
and ends when its standard input does.
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ |= {word.partition("=")[0]: word.partition("=")[2] for word in sys.argv[1:]}
    from pysail.spark import SparkConnectServer  # noqa: PLC0415 - an extra, which reads the environment

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    _, port = server.listening_address
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.stop()


if __name__ == "__main__":
    main()
