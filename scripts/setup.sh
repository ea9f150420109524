#!/bin/sh
# Makes .uv (a small environment that holds uv alone) and .venv (Handrail with what it needs).
# Safe to run again and after an interruption: each part is made beside its place and then moved.
# Use: scripts/setup.sh requirements.txt|requirements-dev.txt
set -eu
cd "$(dirname "$0")/.."
wanted=$1

fail() { printf 'Handrail: %s\n' "$1" >&2; exit 1; }

# The first Python that fits. pyenv's shims answer to the names, and .python-version lets them.
find_python() {
    for name in python3.13 python3.12 python3.14 python3; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; then
            "$name" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    for place in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13.*/bin/python3.13 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.12.*/bin/python3.12; do
        if [ -x "$place" ]; then printf '%s\n' "$place"; return; fi
    done
    fail "Python 3.12 or newer is needed and was not found; on Debian 13, Ubuntu 24.04 and newer: apt-get install python3 python3-venv."
}

# Debian and Ubuntu split off the part of Python that makes environments.
add_venv_package() {
    if command -v apt-get >/dev/null 2>&1; then
        as_root=""
        [ "$(id -u)" = 0 ] || as_root="sudo -n"
        version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        { $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends "python$version-venv"; } >/dev/null 2>&1 && return
    fi
    fail "this Python ($1) cannot make environments; run: sudo apt-get install python3-venv"
}

make_uv() {
    python=$(find_python)
    rm -rf .uv.new
    if ! "$python" -m venv .uv.new >/dev/null 2>&1; then
        add_venv_package "$python"
        rm -rf .uv.new
        "$python" -m venv .uv.new || fail "this Python ($python) cannot make environments."
    fi
    .uv.new/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-uv.txt ||
        fail "uv could not be installed; is a package index in reach?"
    rm -rf .uv
    mv .uv.new .uv
}

uv() { .uv/bin/python -m uv "$@"; }

if ! cmp -s requirements-uv.txt .uv/installed.txt 2>/dev/null; then
    echo "Setting up: uv"
    make_uv
    cp requirements-uv.txt .uv/installed.txt
fi
# The development set holds the smaller one: where it was installed once, `make demo` keeps it, brought up to date.
case "$(cat .venv/installed.txt 2>/dev/null)" in "requirements-dev.txt "*) wanted=requirements-dev.txt ;; esac
stamp=$(cat "$wanted" pyproject.toml .python-version | cksum)
# Compiled once here: where Python is told to write no bytecode, each process would compile all it imports, for 2 seconds.
compile_ours() { .venv/bin/python -m compileall -q handrail bench; }

if [ "$(cat .venv/installed.txt 2>/dev/null)" = "$wanted $stamp" ]; then compile_ours; exit 0; fi
echo "Setting up: packages of $wanted"
if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; then
    rm -rf .venv
    uv venv --quiet --python 3.13 --no-python-downloads .venv 2>/dev/null ||
        uv venv --quiet --python "$(find_python)" .venv || fail "no environment could be made with Python 3.12 or newer."
fi
rm -f .venv/installed.txt
uv pip sync --quiet --compile-bytecode --python .venv/bin/python --require-hashes "$wanted"
uv pip install --quiet --python .venv/bin/python --no-deps --editable .
compile_ours
echo "$wanted $stamp" > .venv/installed.txt
