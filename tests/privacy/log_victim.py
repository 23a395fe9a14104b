"""A writer to be killed: python log_victim.py LOG PUBLIC_KEY_FILE. Says each number once it is on disk, for ever."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from companion.messages import Record, Scope
from privacy.keys import load_recipient
from privacy.log import open_log

log = open_log(Path(sys.argv[1]), [load_recipient(Path(sys.argv[2]))])
for number in count():
    scope = (Scope.DIARY, Scope.SUMMARY)[number % 2]
    log.append(Record(kind="turn", scope=scope, body={"number": number}), datetime.now(UTC))
    if number % 3 == 0:
        log.flush()
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
