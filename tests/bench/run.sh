#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs a benchmark: tests/bench/run.sh NAME [arguments], for each folder NAME here that has a run.sh.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
name=${1:-}
if [ ! -x "$here/$name/run.sh" ] || [ -z "$name" ]; then
    echo "usage: tests/bench/run.sh NAME [arguments]; there are:" $(cd "$here" && ls -d */ | tr -d /)
    exit 2
fi
shift
exec "$here/$name/run.sh" "$@"
