# shellcheck shell=bash
# Sourced by the tests on emulated clusters.

say() { echo "--- $*"; }

fault() {
  echo "FAULT: $*" >&2
  return 1
}

skip() {
  echo "skipped: $*"
  exit 77
}

need_root() {
  [[ $(id -u) == 0 ]] || skip "virtual nodes are made of namespaces, which only root may make"
  unshare --mount --uts true 2>/dev/null || skip "this machine lets even root make no namespaces"
}

need_commands() { # PACKAGES COMMAND...
  local packages=$1 command
  shift
  for command; do
    PATH=$PATH:/usr/sbin:/sbin command -v "$command" >/dev/null || skip "no $command here: apt-get install $packages"
  done
}

# A loaded machine can lose a start; the output of both goes to the log.
twice() {
  say "$*"
  (set -e; "$@") &       # in the background: bash forgets set -e in whatever an if or || looks at
  wait $! && return
  say "once more: $*"
  "$@"
}

make_run() { # PROGRAM: the log and run file of the tests, in the current folder
  cp "$(dirname "${BASH_SOURCE[0]}")/run.toml" "$(dirname "${BASH_SOURCE[0]}")/world.toml" .
  "$1" simulate world.toml --out log.h5
}

learn_undisturbed() { # PROGRAM DIR: on this machine, as many ranks as the jobs have
  (
    set -a
    # shellcheck source=mpi/one_machine.env
    . "$(dirname "${BASH_SOURCE[0]}")/../../mpi/one_machine.env"
    mpirun -n 2 "$1" train run.toml --out "$2"
  )
}

await_steps() { # DIR COUNT: until the run has reported that many steps
  local tenths
  for ((tenths = 0; tenths < 600; tenths++)); do
    [[ ! -e $1/metrics.jsonl || $(wc -l <"$1/metrics.jsonl") -lt $2 ]] || return 0
    sleep 0.1
  done
  fault "$1 has not learned $2 steps in a minute"
}
