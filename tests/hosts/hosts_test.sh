#!/usr/bin/env bash
# hosts_test.sh PROGRAM SCRATCH: mpirun over two emulated hosts learns the same bits as one host, and the death of a
# host ends the job soon and with a code that says so.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
program=$(readlink -f "$1") scratch=$2
# shellcheck source=tests/hosts/cluster.sh
. "$here/cluster.sh"
need_root
need_commands "iproute2 openmpi-bin" ip mpirun

rm -rf "$scratch" && mkdir -p "$scratch" && cd "$scratch"
hosts=$(mktemp -d /tmp/mini-hosts.XXXXXX)
trap '"$here/mini-hosts" down "$hosts" >/dev/null 2>&1 || true; rm -rf "$hosts"' EXIT
"$here/mini-hosts" up "$hosts" 2

learn_on_both() { # DIR
  "$here/mini-hosts" run "$hosts" mpirun -n 2 --map-by node "$program" train run.toml --out "$1"
}

two_hosts_learn_the_same_bits() {
  rm -rf both
  learn_on_both both
  cmp whole/policy.h5 both/policy.h5 || fault "two hosts have learned another policy than one"
}

a_lost_host_ends_the_job() {
  local code=0 start dir=lost.$RANDOM
  learn_on_both "$dir" >"$dir.out" 2>&1 &
  await_steps "$dir" 3
  start=$SECONDS
  "$here/mini-hosts" kill "$hosts" h2
  wait $! || code=$?
  cat "$dir.out"
  say "ended with $code, $((SECONDS - start)) s after the host"
  ((code != 0)) || fault "the job reports success"
  ((SECONDS - start < 30)) || fault "the job outlived its host by $((SECONDS - start)) s"
  [[ ! -e $dir/policy.h5 ]] || fault "a policy was written"
}

make_run "$program"
learn_undisturbed "$program" whole
twice two_hosts_learn_the_same_bits
twice a_lost_host_ends_the_job
say "as it should be"
