#!/bin/sh
# Makes benches/peers/.venv with the pinned peers. `sh setup.sh [VPNLS]`: VPNLS is a source folder of vpnls.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python3 -m venv "$here/.venv"
"$here/.venv/bin/pip" install --quiet --requirement "$here/requirements.txt"
if [ $# -gt 0 ]; then
    # Built from a copy: the source may be read-only.
    copy=$(mktemp -d)
    trap 'rm -rf "$copy"' EXIT
    cp -R "$1" "$copy/vpnls"
    chmod -R u+w "$copy/vpnls"
    "$here/.venv/bin/pip" install --quiet --no-build-isolation "$copy/vpnls"
fi
"$here/.venv/bin/python" -c 'import chinchilla, lmfit, numpy, scipy; print("numpy", numpy.__version__, "scipy", scipy.__version__, "lmfit", lmfit.__version__)'
