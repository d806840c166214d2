#!/usr/bin/env bash
# bash test/class/hub.sh [N]: installs the hub in a folder of its own and tries it with N pupils; see hub.py.
# As root, in a clone that is set up with a Node and a Python that every account may read.
set -euo pipefail
export PATH=$PATH:/usr/sbin:/sbin # useradd
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
python3 -m venv "$folder/hub"
"$folder/hub/bin/pip" install --quiet jupyterhub==6.1.1 jupyterhub-idle-culler==2.0.0 \
  jupyterhub-firstuseauthenticator==1.1.1 2> "$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
npm install --silent --prefix "$folder" configurable-http-proxy@5.3.0
CLASS_PROXY=$folder/node_modules/.bin/configurable-http-proxy "$folder/hub/bin/python" test/class/hub.py "${1:-3}"
