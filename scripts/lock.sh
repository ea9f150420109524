#!/bin/sh
# Writes requirements.txt and requirements-dev.txt from pyproject.toml, with hashes and without addresses of indexes.
# What is locked stays as long as it fits; `scripts/lock.sh --newer` takes the newest of what was out seven days ago.
set -eu
cd "$(dirname "$0")/.."
into=${HANDRAIL_LOCK_FOLDER:-.}
upgrade=
if [ "${1:-}" = --newer ]; then
    day=$(date -u -d '7 days ago' +%Y-%m-%dT00:00:00Z)
    sed -i "s/^exclude-newer = .*/exclude-newer = \"$day\"/" pyproject.toml
    upgrade=--upgrade
fi
# uv reads the file that it writes first: its versions are kept, so an index that learns of more changes nothing.
write() {
    file=$1; shift
    [ "$into" = . ] || cp "$file" "$into/$file"
    .uv/bin/python -m uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-header \
        --no-annotate --no-emit-package handrail $upgrade "$@" pyproject.toml -o "$into/$file" >/dev/null
}
write requirements.txt
write requirements-dev.txt --group dev --constraint "$into/requirements.txt"
