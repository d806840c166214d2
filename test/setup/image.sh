#!/usr/bin/env bash
# Builds the image of the Containerfile for real and runs it, where no registry of images can be reached: the
# base that the Containerfile names is made by debootstrap. As root, with buildah.
#
#   bash test/setup/image.sh [command …]
#
# Prints what it tried and, at the end, the counts. Takes about ten minutes and 6 GB.
set -euo pipefail
cd "$(dirname "$0")/../.."
test "$(id -u)" = 0 || { echo 'image: skipped, which takes root'; exit 0; }
for need in debootstrap buildah; do
  command -v "$need" > /dev/null || { echo "image: $need is missing"; exit 2; }
done
[ $# -gt 0 ] || set -- 'npm test -- --quick' 'npm run notebooks -- 01 --check' 'jupyter lab --version'
base=$(sed -n 's/^FROM //p' Containerfile)
work=$(mktemp -d /var/tmp/image.XXXXXX)
made=()
trap 'for name in "${made[@]}"; do buildah rm "$name" > /dev/null; done; rm -rf --one-file-system "$work"' EXIT

# The base, with this machine's certificates, since it may see the network through a proxy.
suite=$(sed 's/.*://; s/-slim$//' <<< "$base")
chmod 755 "$work"
debootstrap --variant=minbase --include=ca-certificates "$suite" "$work/root" > "$work/log" 2>&1 || { tail "$work/log"; exit 1; }
mkdir -p "$work/root/usr/local/share/ca-certificates"
awk -v folder="$work/root/usr/local/share/ca-certificates" '/BEGIN CERT/ { n++ } { print > sprintf("%s/machine-%03d.crt", folder, n) }' \
  /etc/ssl/certs/ca-certificates.crt
chroot "$work/root" update-ca-certificates > "$work/log" 2>&1
container=$(buildah from scratch) && made+=("$container")
buildah add -q "$container" "$work/root" / > /dev/null
buildah config --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "$container"
buildah commit -q "$container" "$base" > /dev/null
echo "base: $base, made by debootstrap"

start=$SECONDS
buildah build -q --isolation chroot --network host --pull=never --tag alexnet-mnist . > "$work/log" 2>&1 || { tail -40 "$work/log"; exit 1; }
echo "built in $((SECONDS - start)) s, $(buildah images --format '{{.Size}}' alexnet-mnist)"

container=$(buildah from --pull=never alexnet-mnist) && made+=("$container")
passed=0 failed=0
run() { buildah run --isolation chroot --network host "$container" -- sh -c "$1" > "$work/log" 2>&1; }
try() {
  if run "$1"; then passed=$((passed + 1)); echo "  passed  $1"
  else failed=$((failed + 1)); echo "  failed  $1"; sed 's/^/    /' "$work/log" | tail -40; fi
}
try 'test "$(id -un)" = jovyan && ! command -v g++ c++ clang++'
# As the image starts: the address is printed within a minute, and nothing is made first.
try 'timeout -s TERM 60 node scripts/start.mjs --no-browser --ip=0.0.0.0 > ~/log 2>&1 & for i in $(seq 50); do grep -q "tree/notebooks/01.*token=" ~/log && break; sleep 1; done; cat ~/log; kill $!; ! grep "Setting up" ~/log && grep -q token= ~/log'
try 'npm run doctor'
for command in "$@"; do try "$command"; done
echo "image: $passed passed, $failed failed"
test $failed = 0
