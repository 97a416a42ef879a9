#!/bin/sh
# Babel's stand-alone month names depend on which language was asked for before.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.18.0
"$folder/venv/bin/python" - <<'PYTHON'
import subprocess
import sys

import babel

CODE = "import sys; from babel.dates import get_month_names\n"
CODE += "for tag in sys.argv[1:]: name = get_month_names('wide', 'stand-alone', tag)[1]\nprint(name)"


def january(*tags: str) -> str:
    """The stand-alone name of January in the last of the languages, asked for in this order in one new process."""
    return subprocess.run([sys.executable, "-c", CODE, *tags], capture_output=True, text=True, check=True).stdout.strip()


alone, after = january("ar_LB"), january("ar_EG", "ar_LB")
print("Babel", babel.__version__)
print("ar_LB alone:      ", alone)
print("ar_LB after ar_EG:", after)
print("the language asked for before decides" if alone != after else "changed: both are the same")
sys.exit(alone == after)
PYTHON
