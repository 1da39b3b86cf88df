# shellcheck shell=bash
# Sourced by bench/run and bench/soak.

# The real PySpark client, as the examples pin it. The environment's name tells what it was made from.
python_environment() {
    local root=$1
    local requirements=$root/examples/direct-api/python/requirements.txt
    local key venv
    mkdir -p "$root/target/bench"
    key=$(cat "$requirements" <(python3 -V) | cksum | cut -d ' ' -f 1)
    venv=$root/target/bench/venv-$key
    if [[ ! -e $venv/ready ]]; then
        printf 'bench: installing the PySpark client …\n' >&2
        rm -rf "$venv"
        python3 -m venv "$venv"
        "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements" >&2
        touch "$venv/ready"
    fi
    printf '%s\n' "$venv/bin/python3"
}
