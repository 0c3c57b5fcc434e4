#!/usr/bin/env bash
# run_test.sh PROGRAM SCRATCH: slurm/run.sbatch on a real Slurm with two virtual nodes.
#
# A job is told to stop while it learns, leaves a checkpoint, goes through the queue again and ends with the same bits
# as a run that nobody disturbed; with srun and with mpirun. A step whose ranks could not find each other is refused.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
program=$(readlink -f "$1") scratch=$2
# shellcheck source=tests/hosts/cluster.sh
. "$here/../hosts/cluster.sh"
need_root
need_commands "slurmctld slurmd slurm-client munge" slurmctld slurmd sbatch srun munged

rm -rf "$scratch" && mkdir -p "$scratch" && cd "$scratch"
cluster=$(mktemp -d /tmp/mini-slurm.XXXXXX)    # short: paths of sockets are limited
trap '"$here/mini-slurm" down "$cluster" --purge >/dev/null 2>&1 || true; rm -rf "$cluster"' EXIT
"$here/mini-slurm" up "$cluster" --nodes 2 --cpus 2
eval "$("$here/mini-slurm" env "$cluster")"
export MEGABANDIT=$program NODE_LOSS_SECONDS=1

submit() { # RUN_DIR LAUNCHER -> job id; two ranks, one on each node
  RUN_DIR=$1 LAUNCHER=$2 sbatch --parsable --nodes 2 --ntasks-per-node 1 --output "$1.out" \
    "$here/../../slurm/run.sbatch" train run.toml
}

interrupted_run_has_the_same_bits() { # LAUNCHER
  local job launcher=$1 dir
  dir=$(pwd)/$launcher.$RANDOM
  job=$(submit "$dir" "$launcher")
  await_steps "$dir" 3
  scancel --batch --signal USR1 "$job"
  "$here/mini-slurm" wait "$cluster" "$job" 120
  cat "$dir.out"
  grep -q 'stopped with a checkpoint: asking for restart 1' "$dir.out" || fault "the job was not stopped and started again"
  grep -q 'start 2 with' "$dir.out" || fault "the job did not start a second time"
  cmp whole/policy.h5 "$dir/policy.h5" || fault "$launcher: the interrupted run has learned another policy"
}

script_is_valid_for_a_site() {
  sbatch --test-only --nodes 2 "$here/../../slurm/run.sbatch" train run.toml
  ! sbatch --test-only --nodes 3 "$here/../../slurm/run.sbatch" train run.toml || fault "Slurm does not look at the script"
}

separate_worlds_are_refused() {
  local code=0
  srun --mpi=none --nodes 2 --ntasks 2 "$program" train run.toml --out apart >apart.out 2>&1 || code=$?
  cat apart.out
  ((code != 0)) || fault "two worlds of one rank have learned side by side"
  grep -qi 'pmix' apart.out || fault "the message does not say how to start it"
  [[ ! -e apart/policy.h5 ]] || fault "a policy was written"
}

comparison_has_the_same_answer() { # LAUNCHER
  local job dir
  dir=$(pwd)/compare.$1
  job=$(RUN_DIR=$dir LAUNCHER=$1 sbatch --parsable --nodes 2 --ntasks-per-node 1 --output "$dir.out" \
    "$here/../../slurm/run.sbatch" compare compare.toml)
  "$here/mini-slurm" wait "$cluster" "$job" 120
  cat "$dir.out"
  cmp alone/result.json "$dir/result.json" || fault "$1: another answer than without Slurm"
}

sweep_has_the_same_table() { # LAUNCHER
  local job dir
  dir=$(pwd)/sweep.$1
  job=$(RUN_DIR=$dir LAUNCHER=$1 sbatch --parsable --nodes 2 --ntasks-per-node 1 --output "$dir.out" \
    "$here/../../slurm/run.sbatch" sweep sweep.toml)
  "$here/mini-slurm" wait "$cluster" "$job" 120
  cat "$dir.out"
  cmp <(sed 's/,[^,]*$//' swept/results.csv) <(sed 's/,[^,]*$//' "$dir/results.csv") || fault "$1: another table than without Slurm"
}

cat >compare.toml <<'END'
judge = { kind = "scores", scores = [0, -0.5, -1, -1.5] }
END
"$program" compare compare.toml --out alone
cat >sweep.toml <<'END'
sweep = { run = "compare", base = "compare.toml", seeds = 3, grid = { "compare.delta" = [0.05, 0.1] } }
END
"$program" sweep sweep.toml --out swept
make_run "$program"
learn_undisturbed "$program" whole
script_is_valid_for_a_site
separate_worlds_are_refused
comparison_has_the_same_answer srun
sweep_has_the_same_table srun
sweep_has_the_same_table mpirun
twice interrupted_run_has_the_same_bits srun
twice interrupted_run_has_the_same_bits mpirun
say "as it should be"
