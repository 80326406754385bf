#!/usr/bin/env bash
# The audit step of action.yml. Its inputs are environment variables, so that nothing of a workflow is pasted into code.
set -uo pipefail

arguments=()
[ -n "${NEW_FROM:-}" ] && arguments+=(--new-from "$NEW_FROM")
[ -n "${NEW_FROM_MERGE_BASE:-}" ] && arguments+=(--new-from-merge-base "$NEW_FROM_MERGE_BASE")
[ -n "${BASELINE:-}" ] && arguments+=(--baseline "$BASELINE")
[ -n "${FAIL_ON:-}" ] && arguments+=(--fail-on "$FAIL_ON")
[ -n "${LANGUAGE_OF_REPORT:-}" ] && arguments+=(--lang "$LANGUAGE_OF_REPORT")
# Words of these two are split on purpose: they are lists.
# shellcheck disable=SC2206
arguments+=(${ARGUMENTS:-} ${PATHS:-.})

summary=$(mktemp)
sarif=${SARIF_FILE:-timeout-audit.sarif}
timeout-audit --format github --format "markdown=$summary" --format "sarif=$sarif" "${arguments[@]}"
status=$?

cat "$summary" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
{
    # A run that could not begin leaves the file of an earlier one.
    echo "sarif=$([ "$status" != 2 ] && [ -s "$sarif" ] && echo "$sarif")"
    echo "status=$status"
} >>"${GITHUB_OUTPUT:-/dev/null}"
rm -f "$summary"
[ "$status" = 3 ] && echo "timeout-audit: there is nothing to audit"
exit "$status"
