#!/bin/sh
# Runs a Python that can make our environments: `sh .ci/environment/python.sh ARGUMENTS`. PYTHON, if set, names the only one.
#
# python3 if it is a tested version, else the newest tested version on PATH, else one that is newer than those.
set -eu
minors=$(sed -n 's/.*Python :: 3\.\([0-9][0-9]*\)".*/\1/p' "$(dirname "$0")/../../pyproject.toml" | sort -rn)
newest=$(echo "$minors" | head -n 1)
oldest=$(echo "$minors" | tail -n 1)

if [ -n "${PYTHON:-}" ]; then
    names=$PYTHON
else
    names=python3
    for minor in $minors $(seq $((newest + 1)) $((newest + 20))); do
        names="$names python3.$minor"
    done
    names="$names python"
fi

# Debian has ensurepip in python3-venv, and most modules outside of python3-minimal; a Python 2 says that it is old.
probe='
import sys
version = sys.version_info[:2]
try:
    import ctypes, ensurepip, ssl, venv
    verdict = "untested" if version > (3, int(sys.argv[2])) else "tested"
except ImportError:
    verdict = "bare"
if version < (3, int(sys.argv[1])):
    verdict = "old"
print("%s %d.%d" % (verdict, version[0], version[1]))
'
advice=
old=
for wanted in tested untested; do
    for name in $names; do
        # A pyenv shim of a version that is not in use exists, and fails.
        command -v "$name" >/dev/null 2>&1 && verdict=$("$name" -E -c "$probe" "$oldest" "$newest" 2>/dev/null) || continue
        case $verdict in
        "$wanted "*) exec "$name" -I "$@" ;;
        "bare "*) advice=${advice:-"$name is Python ${verdict#* } without venv or ensurepip: apt-get install ${name##*/}-venv"} ;;
        "old "*) old=${old:-" ($name is ${verdict#* })"} ;;
        esac
    done
done

if [ -z "$advice" ]; then
    advice="oci-smtp needs Python 3.$oldest or newer${PYTHON:+, and PYTHON=$PYTHON is not that}$old:"
    if [ -z "$old" ] && command -v apt-get >/dev/null 2>&1; then
        advice="$advice apt-get install python3 python3-venv"
    elif command -v dnf >/dev/null 2>&1; then
        advice="$advice dnf install python3.12"
    elif command -v brew >/dev/null 2>&1; then
        advice="$advice brew install python@3.$newest"
    else
        advice="$advice install one from https://www.python.org/downloads/, or name one: make PYTHON=/path/to/python3"
    fi
fi
echo "$advice" >&2
exit 1
