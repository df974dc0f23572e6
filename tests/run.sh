#!/usr/bin/env bash
# The whole check: formatting, a build in which every warning is an error, and every test against a real PostgreSQL and a real browser.
# The last line is "N passed, N failed". What is given is handed to dotnet test: bash tests/run.sh --filter Persistence
# ENFORCEMENT_TEST_DB names a server (as its superuser) instead of the private one; LONG=1 runs the large volumes in full.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en
# Every test service compiles its endpoints anew: watching them for a second, better compilation costs a quarter of the time and is never paid back.
export DOTNET_TieredPGO=0
results=TestResults
hang=5m
# A hundred thousand lives of letters are one test of more than an hour.
[[ -z "${LONG:-}" ]] || hang=4h
passed=0
failed=0

# Debian only; elsewhere CHROMIUM names the browser.
install_what_is_missing() {
  command -v apt-get >/dev/null || return 0
  local missing=()
  [[ -x /usr/lib/chromium/chromium-headless-shell || -n "${CHROMIUM:-}" ]] || missing+=(chromium-headless-shell)
  fc-list :lang=zh family 2>/dev/null | grep -q 'Noto Sans CJK' || missing+=(fontconfig fonts-noto-cjk)
  ((${#missing[@]})) || return 0
  echo "== installing ${missing[*]}"
  local as_root=()
  ((EUID == 0)) || as_root=(sudo)
  { "${as_root[@]}" apt-get update -qq &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; } ||
    { echo "== not installed: ${missing[*]}" && failed=$((failed + 1)); }
}

finish() {
  echo "$passed passed, $failed failed"
  ((failed == 0 && passed > 0)) && exit 0 || exit 1
}

# A step without tests of its own counts only when it fails.
step() {
  echo "== $*"
  "$@" || failed=$((failed + 1))
}

counter() {
  sed -n "s/.*<Counters .*\b$2=\"\([0-9]*\)\".*/\1/p" "$1"
}

run_tests() {
  local project=$1 name status=0 report
  shift
  name=$(basename "$project" .csproj)
  report=$results/$name.trx
  echo "== $name"
  dotnet test "$project" --no-build --logger "trx;LogFileName=$name.trx" --results-directory "$results" \
    --blame-hang-timeout $hang --blame-hang-dump-type none "$@" || status=$?
  local project_passed=0 project_failed=0
  if [[ -f $report ]]; then
    project_passed=$(counter "$report" passed)
    project_failed=$(counter "$report" failed)
  fi
  # A run that was cut off, or a fixture that could not clean up, fails without a failed test.
  ((status == 0 || project_failed > 0)) || project_failed=1
  passed=$((passed + project_passed))
  failed=$((failed + project_failed))
}

rm -rf "$results"
install_what_is_missing
step dotnet tool restore
step dotnet csharpier check .
echo "== dotnet build"
dotnet build Enforcement.sln -v quiet -clp:NoSummary || {
  failed=$((failed + 1))
  finish
}
for project in tests/*Tests/*.csproj; do
  run_tests "$project" "$@"
done
finish
