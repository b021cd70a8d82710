#!/usr/bin/env bash
# Files of ours read by Python's safetensors, numpy, h5py and nir, and the other way round; time
# steps compared with tonic's. Makes a Python environment of its own with pinned versions (needs
# python3 with venv, and the package index or a mirror of it), writes the outcome into
# docs/interchange.md, and ends with 0 if all checks hold.
#
#   bench/scripts/interchange.sh [WORK-FOLDER]      default: a temporary folder, removed afterwards
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
root=$(cd "$here/../.." && pwd -P)
if [ $# -gt 0 ]; then
  mkdir -p "$1"
  work=$(cd "$1" && pwd -P)
else
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
fi
if [ ! -x "$work/python/bin/python" ]; then
  python3 -m venv "$work/python"
  "$work/python/bin/pip" -q install --disable-pip-version-check \
    numpy==2.4.6 safetensors==0.8.0 h5py==3.16.0 nir==1.0.8 tonic==1.7.0
fi
rm -rf "$work/files"
mkdir "$work/files"
"$work/python/bin/python" "$here/interchange.py" "$root" "$work/files"
