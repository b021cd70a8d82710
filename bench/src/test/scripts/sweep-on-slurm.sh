#!/usr/bin/env bash
# Proves that a job array of Slurm whose tasks are killed and requeued ends with the bytes of an
# undisturbed sweep. Starts a Slurm of one node for itself, and stops it at the end.
#
# Needs root and the Debian packages slurmctld, slurmd, slurm-client and munge.
# Usage: sweep-on-slurm.sh [DISTURBANCES]   (default 6; half requeued, half killed with SIGKILL)
set -euo pipefail

disturbances=${1:-6}
root=$(cd "$(dirname "$0")/../../../.." && pwd -P)
work=$(mktemp -d)
chmod 755 "$work"
export SLURM_CONF=$work/slurm.conf
pids=()

finish() {
  status=$?
  set +e
  scancel --user=root 2>/dev/null
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done
  wait 2>/dev/null
  if [ $status -eq 0 ]; then
    rm -rf "$work"
  else
    echo "sweep-on-slurm: FAILED; the logs are in $work" >&2
  fi
  exit $status
}
trap finish EXIT

for program in munged slurmctld slurmd sbatch scontrol; do
  command -v "$program" >/dev/null || { echo "sweep-on-slurm: $program is missing" >&2; exit 2; }
done

# Built before any task starts, lest they all build.
"$root/afterspike" --version

### A Slurm of one node, with keys, ports and folders of its own.
mkdir -p "$work"/{munge,state,spool,log,array}
dd if=/dev/urandom of="$work/munge/key" bs=128 count=1 status=none
chmod 700 "$work/munge"
chmod 600 "$work/munge/key"
munged --foreground --force --key-file="$work/munge/key" --socket="$work/munge/socket" \
  --pid-file="$work/munge/pid" --log-file="$work/munge/log" --seed-file="$work/munge/seed" \
  2>"$work/log/munged" &
pids+=($!)
node=$(hostname -s)
cat >"$SLURM_CONF" <<CONF
ClusterName=afterspike
SlurmctldHost=$node(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$work/munge/socket
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
MailProg=/bin/true
JobRequeue=1
KillWait=5
MinJobAge=3600
ReturnToService=2
SchedulerParameters=sched_interval=2
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
NodeName=$node NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=4000 State=UNKNOWN
PartitionName=all Nodes=$node Default=YES MaxTime=INFINITE State=UP
CONF
for _ in $(seq 50); do [ -S "$work/munge/socket" ] && break; sleep 0.2; done
slurmctld -D >"$work/log/slurmctld" 2>&1 &
pids+=($!)
slurmd -D -N "$node" >"$work/log/slurmd" 2>&1 &
pids+=($!)
for _ in $(seq 100); do
  sinfo -h -o %T 2>/dev/null | grep -q idle && break
  sleep 0.3
done
sinfo

### The plan: eight cells of some seconds each, saved often.
cat >"$work/plan.toml" <<PLAN
title = "Killed and requeued"
seeds = [1, 2]
[base]
data = "t-randman"
layers = "32-32"
batch = 64
minibatches = 240
minibatches-per-draw = 60
validate-every = 40
checkpoint-every = 10
[[grid]]
mode = "offline"
rule = ["bptt", "otpe"]
[[grid]]
mode = "online"
rule = ["ottt", "f-otpe"]
PLAN

echo "--- undisturbed, on all processors"
"$root/afterspike" sweep "$work/plan.toml" --out "$work/whole" --quiet
"$root/afterspike" sweep merge "$work/plan.toml" --out "$work/whole"

echo "--- as a job array"
"$root/afterspike" sweep slurm "$work/plan.toml" --out "$work/parts" --mem 1G --time 30:00 \
  --launcher "$root/afterspike" --log "$work/array/%a.log" >"$work/job.sh"
mapfile -t ids < <("$root/afterspike" sweep "$work/plan.toml" --list | awk '{print $2}')
job=$(sbatch --parsable "$work/job.sh")
echo "job $job"

running() { squeue -h -j "$job" -t RUNNING -r -o '%K %A' 2>/dev/null; }
requeue() { # a task of the array; without the pause that Slurm makes after a failure
  scontrol requeue "${job}_$1"
  for _ in $(seq 100); do
    scontrol update jobid="${job}_$1" StartTime=now 2>/dev/null && return 0
    sleep 0.2
  done
}

done_disturbing=0
requeued=0
killed=0
while [ "$done_disturbing" -lt "$disturbances" ]; do
  sleep $((1 + RANDOM % 3))
  line=$(running | shuf -n 1) || true
  if [ -z "$line" ]; then
    [ -z "$(squeue -h -j "$job" 2>/dev/null)" ] && break
    continue
  fi
  task=${line%% *}
  # Only a task that has saved something can go on from there.
  [ -f "$work/parts/work/${ids[$task]}.safetensors" ] || continue
  if [ $((done_disturbing % 2)) -eq 0 ]; then
    echo "requeue task $task"
    requeue "$task"
    requeued=$((requeued + 1))
  else
    pid=$(pgrep -f -- "--out $work/parts --index $task\$" | head -n 1) || true
    [ -n "$pid" ] || continue
    echo "kill -9 task $task"
    kill -9 "$pid"
    for _ in $(seq 100); do
      running | grep -q "^$task " || break
      sleep 0.2
    done
    requeue "$task"
    killed=$((killed + 1))
  fi
  done_disturbing=$((done_disturbing + 1))
done

while [ -n "$(squeue -h -j "$job" 2>/dev/null)" ]; do sleep 1; done
"$root/afterspike" sweep merge "$work/plan.toml" --out "$work/parts"
cmp "$work/whole/table.csv" "$work/parts/table.csv"
cmp "$work/whole/table.json" "$work/parts/table.json"
resumed=$(grep -ho '"resumptions":[0-9]*' "$work"/parts/times/*.json | cut -d: -f2 | paste -sd+ | bc)
echo "--- $(slurmctld -V): 8 cells, $requeued tasks requeued, $killed killed with SIGKILL and requeued,"
echo "    $resumed resumptions from checkpoints: table.csv and table.json are equal byte for byte"
[ $((requeued + killed)) -gt 0 ] && [ "$resumed" -gt 0 ]
