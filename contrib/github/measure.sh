#!/usr/bin/env bash
# Runs COMMAND in a work tree of the commit BASE, or else of the one that the event tells, and in the current directory, with HOTPATH_OUTPUT_PATH set to
# base.json and head.json in the folder hotpath of RUNNER_TEMP.
set -euo pipefail
# What GitHub merges a pull request into may be newer than what its event says, and what came in between is no change of the pull request.
merged_into() {
  # From the commit itself: to all else a checkout of one commit has no parents.
  # shellcheck disable=SC2046
  set -- $(git cat-file commit HEAD | sed -n '1,/^$/s/^parent //p')
  if [ $# -eq 2 ]; then echo "$1"; fi
}
if [ -z "$BASE" ] && [ "${GITHUB_EVENT_NAME-}" = pull_request ]; then BASE="$(merged_into)"; fi
BASE="${BASE:-${EVENT_BASE-}}"
if [ -z "${BASE//0/}" ]; then
  echo "the event tells no commit to compare with: set the input base" >&2
  exit 2
fi
reports="$RUNNER_TEMP/hotpath"
mkdir -p "$reports"
rm -f "$reports/base.json" "$reports/head.json"
here="$(git rev-parse --show-prefix)"
# A checkout of one commit has no other.
git cat-file -e "$BASE^{commit}" 2> /dev/null || git fetch --quiet --no-tags --depth 1 origin "$BASE"
tree="$reports/tree"
git worktree add --quiet --detach --force "$tree" "$BASE"
trap 'git worktree remove --force "$tree"' EXIT
# Not the head's target directory: cargo takes what it built of one work tree for that of another whose files are older.
(cd "$tree/$here" && CARGO_TARGET_DIR="$reports/target" HOTPATH_OUTPUT_PATH="$reports/base.json" bash -euo pipefail -c "$COMMAND")
HOTPATH_OUTPUT_PATH="$reports/head.json" bash -euo pipefail -c "$COMMAND"
for report in base head; do
  [ -s "$reports/$report.json" ] || { echo "the command wrote no report of the $report to HOTPATH_OUTPUT_PATH" >&2; exit 2; }
done
