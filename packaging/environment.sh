#!/bin/sh
# Makes .venv from the hashed lists in packaging/lock, and checks the system libraries Qt needs.
# Usage: packaging/environment.sh runtime|dev|bench|package [window]
#   window: also check what a real window on X11 needs (the tests draw off screen and do not)
set -eu
cd "$(dirname "$0")/.."
group=${1:-dev}
list=packaging/lock/$group.txt
stamp=.venv/.installed-$group
python=${PYTHON:-python3}
qt_packages="libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0"
window_packages="libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0
    libxcb-randr0 libxcb-shape0 libxcb-xinerama0 libxkbcommon-x11-0"

say() { printf '%s\n' "$*" >&2; }

install_system() {  # $*: Debian package names
    if ! command -v apt-get >/dev/null 2>&1; then
        say "Please install with your system's package manager: $*"
        return 1
    fi
    if [ "$(id -u)" -ne 0 ]; then
        say "Missing system packages. Type this, then start again:"
        say "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
        return 1
    fi
    apt-get update -qq >&2
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $* >&2
}

command -v "$python" >/dev/null 2>&1 || install_system python3 python3-venv || exit 1
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    say "Sandan needs Python 3.11 or newer; '$python' is $("$python" -V 2>&1). Set PYTHON=/path/to/python3."
    exit 1
}

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c '' 2>/dev/null; then
    say "Making the virtual environment in .venv …"
    "$python" -m venv --clear .venv 2>/dev/null || {
        install_system python3-venv && "$python" -m venv --clear .venv
    }
fi
if [ ! -f "$stamp" ] || ! cmp -s "$list" "$stamp"; then
    say "Installing the pinned packages ($group) …"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$list"
    cp "$list" "$stamp"
fi
if ! .venv/bin/python -c 'import PySide6.QtWidgets' 2>/dev/null; then
    # The wheel brings Qt itself; a bare Debian lacks the few libraries it loads.
    # shellcheck disable=SC2086
    install_system $qt_packages || exit 1
    .venv/bin/python -c 'import PySide6.QtWidgets' || exit 1
fi

# PyInstaller looks into libraries with objdump and strips them.
[ "$group" != package ] || command -v objdump >/dev/null 2>&1 || install_system binutils || exit 1

x11=$(.venv/bin/python -c 'import PySide6, os
print(os.path.join(PySide6.__path__[0], "Qt/plugins/platforms/libqxcb.so"))')
if [ "${2:-}" = window ] && [ -f "$x11" ] && ldd "$x11" | grep -q 'not found'; then
    # shellcheck disable=SC2086
    install_system $window_packages || exit 1
fi
