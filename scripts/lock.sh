#!/bin/sh
# Writes requirements.txt and requirements-dev.txt from pyproject.toml, with hashes and without addresses of indexes.
# `scripts/lock.sh` keeps the day up to which releases count; `scripts/lock.sh --newer` moves it to seven days ago.
set -eu
cd "$(dirname "$0")/.."
uv() { .uv/bin/python -m uv "$@"; }
if [ "${1:-}" = --newer ]; then
    day=$(date -u -d '7 days ago' +%Y-%m-%dT00:00:00Z)
    sed -i "s/^exclude-newer = .*/exclude-newer = \"$day\"/" pyproject.toml
fi
into=${HANDRAIL_LOCK_FOLDER:-.}
uv lock --quiet
export_to() { file=$1; shift; uv export --quiet --frozen --format requirements.txt --no-emit-project --no-header --no-annotate "$@" -o "$file" >/dev/null; }
export_to "$into/requirements.txt"
export_to "$into/requirements-dev.txt" --group dev
