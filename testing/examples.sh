#!/usr/bin/env bash
# Runs the examples, each through ./sparkgate run, and fails when one of them does.
#   testing/examples.sh [NAME…]     names as listed below; all of them by default
# SPARKGATE_RUN replaces the launcher: SPARKGATE_RUN=env runs them against what SPARK_CONNECT_GATEWAY and SPARK_REMOTE name.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$root/target/examples
names=(direct-api-java direct-api-python pytest)

# One environment serves all Python examples: they pin the same versions. Its name tells what it was made from.
python_environment() {
  local requirements=("$root/examples/direct-api/python/requirements.txt" "$root/examples/pytest/requirements.txt")
  local key venv
  key=$(cat "${requirements[@]}" <(python3 -V) | cksum | cut -d ' ' -f 1)
  venv=$work/venv-$key
  if [[ ! -e $venv/ready ]]; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check \
      --requirement "${requirements[0]}" --requirement "${requirements[1]}" >&2
    touch "$venv/ready"
  fi
  printf '%s\n' "$venv/bin/python3"
}

launch() {
  if [[ -n ${SPARKGATE_RUN:-} ]]; then
    "$SPARKGATE_RUN" "${@:2}"
  else
    "$root/sparkgate" run --environment "$1" -- "${@:2}"
  fi
}

# Runs a service that finds its way by routing parameters, and checks that they gave it a lease of its own user.
# Without SPARK_REMOTE: the JVM client adds that URL's parameters to those of its own, and a lease's secret wins over a route.
launch_routed() {
  # shellcheck disable=SC2016 # expanded by the inner shell, which has the environment of the run
  launch local env -u SPARK_REMOTE bash -euo pipefail -c '
    sparkgate=$1 user=$2
    leases() { if [[ -n ${SPARKGATE_URL:-} ]]; then "$sparkgate" list --json | { grep -Eo "\"user\" *: *\"$user\"" || true; } | wc -l; fi; }
    before=$(leases)
    "${@:3}"
    if [[ -n $before && $(leases) -le $before ]]; then
      printf "user %s got no lease (expected: one, by the routing parameters)\n" "$user" >&2
      exit 1
    fi' routed "$root/sparkgate" "$@"
}

run_example() {
  local python
  case $1 in
    direct-api-java)
      launch_routed java-api-service mvn --quiet --file "$root/examples/direct-api/java/pom.xml" compile exec:java
      ;;
    direct-api-python)
      python=$(python_environment)
      launch_routed python-api-service "$python" "$root/examples/direct-api/python/feature_service.py"
      ;;
    pytest)
      python=$(python_environment)
      # From its sources: with the package installed, the plugin needs no naming.
      PYTHONPATH=$root/testkit/python/src launch test \
        "$python" -m pytest -p sparkgate.pytest_plugin -p no:cacheprovider "$root/examples/pytest"
      ;;
    *)
      printf "example '%s' does not exist (expected: one of %s)\n" "$1" "${names[*]}" >&2
      return 2
      ;;
  esac
}

export PYTHONDONTWRITEBYTECODE=1
mkdir -p "$work"
failed=0
if (($# == 0)); then set -- "${names[@]}"; fi
for name in "$@"; do
  started=$SECONDS
  set +e # not within a condition: there, errexit would not end the example at its first failing command
  (
    set -e
    run_example "$name"
  ) >"$work/$name.log" 2>&1
  status=$?
  set -e
  if ((status == 0)); then
    printf 'example %-18s ok      %3d s\n' "$name" $((SECONDS - started))
  else
    printf 'example %-18s FAILED  %3d s, exit status %d:\n' "$name" $((SECONDS - started)) "$status"
    sed 's/^/    /' "$work/$name.log"
    failed=1
  fi
done
exit "$failed"
