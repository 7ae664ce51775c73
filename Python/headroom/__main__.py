"""The command `headroom`: starts the program that this package carries, in place of this process."""

from __future__ import annotations

import os
import sys

from headroom import _program, _workloads
from headroom._failure import HeadroomError


def main() -> None:
    try:
        program = _program.path()
        arguments, environment = _workloads.prepared(program, sys.argv[1:], os.environ)
        try:
            os.execve(program, [program, *arguments], environment)
        except OSError as error:
            raise HeadroomError(f"{program} cannot be started: {error.strerror}.", None, _program.MISSING) from error
    except HeadroomError as error:
        print(f"headroom: {error.message}", file=sys.stderr)
        for line in (error.hint or "").splitlines():
            print(f"  {line}", file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
