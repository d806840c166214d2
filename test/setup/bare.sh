#!/usr/bin/env bash
# The README's two commands in a bare Debian, made for the purpose by debootstrap, with Node and Python
# alone added: no compiler, an ordinary user, nothing of this machine but its network and its certificates.
#
#   bash test/setup/bare.sh [suite [command …]]   as root; the suite is trixie unless told
#
# Prints what it tried and, at the end, the counts. Takes about five minutes and 3 GB.
set -euo pipefail
clone=$(cd "$(dirname "$0")/../.." && pwd)
suite=${1:-trixie}
npm=$(dirname "$(dirname "$(realpath "$(command -v npm)")")")
shift || true
test "$(id -u)" = 0 || { echo 'bare Debian: skipped, which takes root'; exit 0; }
for need in debootstrap unshare; do
  command -v "$need" > /dev/null || { echo "$need is missing"; exit 2; }
done
root=$(mktemp -d /var/tmp/bare-debian.XXXXXX)
chmod 755 "$root"
log="$root.log"
trap 'rm -rf --one-file-system "$root" "$log"' EXIT
made() {
  debootstrap --variant=minbase --include=ca-certificates "$suite" "$root"
  cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  chroot "$root" apt-get install -qq --no-install-recommends nodejs python3-venv
  # As the archives of nodejs.org bring it; Debian's own comes in 400 packages.
  cp -r "$npm" "$root/usr/lib/npm"
  ln -s ../lib/npm/bin/npm-cli.js "$root/usr/bin/npm"
}
made > "$log" 2>&1 || { tail -5 "$log"; echo 'bare Debian: skipped, since none can be made here'; exit 0; }
chroot "$root" useradd --create-home pupil
home="$root/home/pupil"
mkdir "$home/tutorial"
git -C "$clone" ls-files -z --cached --others --exclude-standard |
  (cd "$clone" && tar --null --files-from=- --ignore-failed-read -cf - 2> /dev/null) | tar -xf - -C "$home/tutorial"
chroot "$root" chown -R pupil: /home/pupil

cat > "$home/try.sh" << 'END'
set -u
cd ~/tutorial
passed=0 failed=0
try() { # a name, then what must succeed
  if (shift; eval "$@") > ~/log 2>&1; then passed=$((passed + 1)); echo "  passed  $1"
  else failed=$((failed + 1)); echo "  failed  $1"; sed 's/^/    /' ~/log; fi
}
started() {
  npm start -- --no-browser > ~/start.log 2>&1 < /dev/null &
  for _ in $(seq 900); do grep -q token= ~/start.log && break; kill -0 $! || break; sleep 1; done
  cat ~/start.log
  address=$(grep -o 'http://127[^ ]*' ~/start.log)
  page=$(node -e 'fetch(process.argv[1]).then(async (page) => console.log(page.status, (await page.text()).includes("JupyterLab")))' "$address")
  kill $!; wait $!
  test "$page" = '200 true'
}
echo "$(. /etc/os-release; echo "$PRETTY_NAME"), Node $(node --version), $(python3 --version), as $(id -un)"
try 'there is no C++ compiler' '! command -v c++ g++ clang++ cc gcc'
try 'npm start sets up, says so, and serves the first notebook' 'started && grep "no C++ compiler here" ~/start.log'
grep -E '^  [a-zA-Z].* s *$|^Set up' ~/start.log
try 'npm run doctor: all is well' 'npm run doctor | tee /dev/stderr | grep -q "All is well"'
for command in "$@"; do try "$command" "$command"; done
du -sh .venv .tensorflow node_modules
echo "bare Debian: $passed passed, $failed failed"
test $failed = 0
END
[ $# -gt 0 ] || set -- 'npm test -- --quick' 'npm run notebooks -- 01 --check'
unshare --mount --pid --fork --kill-child sh -c '
  root=$1; shift
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  exec chroot --userspec=pupil:pupil "$root" env -i HOME=/home/pupil PATH=/usr/bin:/bin LANG=C.UTF-8 NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt bash /home/pupil/try.sh "$@"' sh "$root" "$@"
