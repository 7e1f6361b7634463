# Read by the scripts beside this folder; not run by itself.

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# A command's words are shown only when it fails. Meanwhile a terminal is shown the seconds.
quietly() {
    log=$(mktemp)
    ticking=
    if [ -t 2 ]; then tick & ticking=$!; fi
    # The command stays in front, and the count behind: an interrupt must reach the command.
    if "$@" >"$log" 2>&1; then failed=0; else failed=1; fi
    if [ -n "$ticking" ]; then
        kill "$ticking" 2>/dev/null || :
        wait "$ticking" 2>/dev/null || :
        printf '\r\033[K' >&2
    fi
    [ "$failed" = 0 ] || tail -n 15 "$log" >&2
    rm -f "$log"
    return "$failed"
}

# Seconds until it is killed, or the script that began it has ended.
tick() {
    seconds=0
    while sleep 1 && kill -0 $$ 2>/dev/null; do
        seconds=$((seconds + 1))
        printf '\r        %s s' "$seconds" >&2
    done
}

setup() {
    wanted=${1:-}
    command -v python3 >/dev/null || fail "Install Python 3.11 or later first: there is no python3 on this machine."
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "Python 3.11 or later is needed; python3 here is $(python3 -V 2>&1)."
    lock=requirements.lock
    [ "$wanted" = --dev ] && lock=requirements-dev.lock
    stamp=$(cat "$lock" pyproject.toml package-lock.json | cksum)
    if [ "$(cat ".venv/stamp$wanted" 2>/dev/null)" != "$stamp" ]; then
        packages "$lock"
        printf '%s\n' "$stamp" >".venv/stamp$wanted"
        # The development lock holds all of the other.
        [ "$wanted" = --dev ] && cat requirements.lock pyproject.toml package-lock.json | cksum >.venv/stamp
    fi
    .venv/bin/python -m commonworks.frontend.build || fail "The pages' styles and scripts could not be built; the lines above say why."
}

packages() {
    free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1024) }')
    [ "$free" -ge 1500 ] || fail "Setting up needs 1.5 GB of free disk space; $free MB are free here."
    say "Setting up: about 250 MB to download, 1 GB on disk, a minute or two beside the download."
    say "  [1/3] Python packages"
    if command -v uv >/dev/null; then
        [ -x .venv/bin/python ] || quietly uv venv --python python3 .venv ||
            fail "uv could not make the virtual environment .venv."
    else
        [ -x .venv/bin/pip ] || quietly python3 -m venv .venv ||
            fail "python3 cannot make a virtual environment: install your system's python3-venv package."
    fi
    quietly install_with --require-hashes -r "$1" || fail_fetching "Python packages"
    quietly install_with --no-deps --no-build-isolation -e . ||
        fail "The project could not be installed into .venv."
    say "  [2/3] Page assets"
    if ! command -v npm >/dev/null; then
        quietly install_with --require-hashes -r requirements-node.lock ||
            fail_fetching "Node.js, which builds the page assets,"
        PATH="$PWD/.venv/bin:$PATH"
    fi
    quietly npm ci --no-fund --no-audit || fail_fetching "page assets"
    say "  [3/3] Styles and scripts"
}

install_with() {
    if command -v uv >/dev/null; then uv pip install --python .venv/bin/python "$@"
    else .venv/bin/pip install "$@"; fi
}

fail_fetching() {
    fail "The $1 could not be downloaded: check the network (the lines above say what was tried), then run this again; it goes on where it was."
}
