#!/usr/bin/env bash
# Proves that `train` and `sweep`, killed with SIGKILL at random moments and started again until they
# end, leave the bytes of undisturbed ones, and no more files.
#
# Half of the kills hit trainings, the other half sweeps and their merging. Each comes at a moment
# drawn uniformly from 0 to 1.25 times what the process, its start and its last writes included, is
# expected to take for the work that is left; more where the machine has become slower. After every kill each file must be whole: a checkpoint
# the same that all other runs had there, measurements and results those of the undisturbed run.
#
# Only `times/` of a sweep, and the seconds in the header of a cell's checkpoint, may differ between
# two runs: they say how long it took. Needs bash, coreutils and what ./afterspike needs.
# Usage: kill-and-resume.sh [KILLS [SEED]]   (default 1000, and a seed of its own)
set -euo pipefail
export LC_ALL=C

kills=${1:-1000}
seed=${2:-$(date +%s)}
RANDOM=$seed
root=$(cd "$(dirname "$0")/../../../.." && pwd -P)
work=$(mktemp -d)
echo "kill-and-resume: $kills kills, seed $seed"

finish() {
  status=$?
  if [ $status -eq 0 ]; then
    rm -rf "$work"
  else
    echo "kill-and-resume: FAILED, seed $seed; what it left is in $work" >&2
  fi
  exit $status
}
trap finish EXIT
fail() {
  echo "kill-and-resume: $*" >&2
  [ ! -s "$work/log" ] || tail -n 5 "$work/log" >&2
  exit 1
}

### The command without its launcher: SIGKILL has to hit the Java process itself.
"$root/afterspike" --version >"$work/version" # builds
jdk=$(AFTERSPIKE_JAVA_OPTIONS=-XshowSettings:properties "$root/afterspike" --version 2>&1 |
  sed -n 's/^ *java.home = //p')
[ -x "$jdk/bin/java" ] || fail "which Java it is cannot be told"
flags=(--add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED -Xmx64m
  -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData
  -cp "$root/bench/target/app/*" io.afterspike.bench.cli.Afterspike)
afterspike() { "$jdk/bin/java" "${flags[@]}" "$@"; }
# Runs for at most $1 seconds; 137 if it was killed.
afterspike_for() { timeout -s KILL "$1" "$jdk/bin/java" "${flags[@]}" "${@:2}"; }

### Small recordings of Randman, made once, and the two works.
mkdir "$work/data"
for part in training:train:64 validation:valid:32 test:test:32; do
  IFS=: read -r name file samples <<<"$part"
  "$root/afterspike" data randman "$work/data/shd_$file.h5" --part "$name" --samples "$samples" \
    >"$work/log" 2>&1 || fail "no data"
done
minibatches=100
every=2
train=(train --quiet --data ../data --engine reference --threads 1 --layers 24-24 --batch 16
  --steps 10 --lr 0.01 --minibatches $minibatches --checkpoint-every $every)
cat >"$work/plan.toml" <<PLAN
title = "Killed and started again"
seeds = [1, 2]
[base]
data = "../data"
engine = "reference"
layers = "24"
batch = 16
steps = 10
lr = 0.01
minibatches = 36
validate-every = 4
checkpoint-every = 3
[[grid]]
mode = "offline"
rule = "bptt"
[[grid]]
mode = "online"
rule = ["otpe", "f-otpe"]
PLAN
cells=6
cell_work=36
sweep=(sweep ../plan.toml --out run)

now() { local t=$EPOCHREALTIME; echo $((${t%.*} * 1000000 + 10#${t#*.})); }
# Sets limit to microseconds up to $1 times the scale; no subshell, which would draw numbers of its own.
draw() { limit=$((1000 + (RANDOM * 32768 + RANDOM) % ($1 * scale / 100))); }
seconds() { printf '%d.%06d' $(($1 / 1000000)) $(($1 % 1000000)); }

declare -A phases # kills by what they hit
declare -A states # checkpoints by what they are of
scale=125 # percent of the expected time
follow() { # $1 is what a kill hit, or nothing if the process ended
  case $1 in
    'before the process wrote anything') scale=$((scale + 5)) ;;
    '') scale=$((scale > 145 ? scale - 20 : 125)) ;;
  esac
}
declare -i killed=0 runs=0 begun=0 resumed=0
count() {
  phases[$1]=$((${phases[$1]:-0} + 1))
  follow "$1"
  killed+=1
  if ((killed % 50 == 0)); then echo "  $killed kills, $runs runs equal"; fi
}
leftovers() { find "$1" -name '.*.tmp' | sort; }

# Fails unless $1 is a whole checkpoint; sets minibatch, and tensors to where they begin.
whole_checkpoint() {
  local length header end size
  length=$(od -An -tu8 -N8 "$1" | tr -d ' ')
  size=$(stat -c %s "$1")
  [ -n "$length" ] && [ "$length" -lt "$size" ] || fail "$1 is no whole checkpoint"
  # Not by a pipe that ends before its source.
  header=$(head -c $((8 + length)) "$1" | tail -c +9)
  end=$(grep -o '"data_offsets":\[[0-9]*,[0-9]*\]' <<<"$header" | tr -d ']' | cut -d, -f2 |
    sort -n | tail -n 1)
  [ $((8 + length + end)) -eq "$size" ] || fail "$1 is no whole checkpoint"
  minibatch=$(grep -o '"minibatch":"[0-9]*"' <<<"$header" | tr -dc '0-9')
  [ -n "$minibatch" ] || fail "$1 names no minibatch"
  tensors=$((8 + length))
}

# The state named $1 has the hash $2 in every run.
same_state() {
  [ "${states[$1]:=$2}" = "$2" ] || fail "the checkpoint of $1 differs from that of another run"
}

### Trainings
# Fails unless every file is whole; sets minibatch to the checkpoint's.
check_training() {
  minibatch=0
  [ -d run ] || return 0
  for file in run/*; do
    case ${file#run/} in
      checkpoint.safetensors)
        whole_checkpoint "$file"
        same_state "minibatch $minibatch" "$(sha256sum <"$file")"
        ;;
      metrics.csv | metrics.jsonl)
        # The first rows, as many as were there at some checkpoint.
        lines=$(wc -l <"$file")
        cmp -s "$file" <(head -n "$lines" "../whole/$file") || fail "$PWD/$file is not its beginning"
        [ "$file" = run/metrics.jsonl ] || lines=$((lines - 1)) # the header
        [ $((lines % every)) -eq 0 ] || fail "$PWD/$file ends between checkpoints"
        ;;
      config.toml | learning-curve.svg | report.html)
        cmp "$file" "../whole/$file" || fail "$PWD/$file differs"
        ;;
      '*') ;;
      *) fail "$PWD/$file is not known" ;;
    esac
  done
  if [ "$minibatch" -gt 0 ]; then
    [ "$(wc -l <run/metrics.csv)" -gt "$minibatch" ] || fail "a checkpoint without measurements"
  fi
}

# What the kill that has just been hit; $1 are the files before, $2 the parts of files before.
training_phase() {
  local new now
  new=$(comm -13 <(echo "$2") <(leftovers .) | head -n 1)
  case $new in
    *checkpoint*) echo "while a checkpoint was written" ;;
    *metrics*) echo "while measurements were written" ;;
    ?*) echo "while configuration or results were written" ;;
    *)
      now=$(stat -c '%n %i' run/* 2>/dev/null || true)
      if [ "$now" = "$1" ]; then
        echo "before the process wrote anything"
      elif [ "$minibatch" -eq 0 ]; then
        echo "before the first checkpoint"
      elif [ "$minibatch" -lt $minibatches ]; then
        echo "between checkpoints"
      else
        echo "after the last checkpoint"
      fi
      ;;
  esac
}

mkdir "$work/whole"
cd "$work/whole"
# The first one also leaves a cache of loaded classes, with which the others start faster.
"$jdk/bin/java" -XX:AOTCacheOutput="$work/classes" "${flags[@]}" "${train[@]}" --out run \
  >"$work/log" 2>&1 || fail "the undisturbed training failed"
rm -r run
flags=(-XX:AOTCache="$work/classes" "${flags[@]}")
start=$(now)
afterspike --version >"$work/log" 2>&1
begin=$(($(now) - start))
start=$(now)
afterspike "${train[@]}" --out run >"$work/log" 2>&1 || fail "the undisturbed training failed"
expected=$(($(now) - start))
echo "trainings of $minibatches minibatches, $((minibatches / every)) checkpoints, $(seconds $expected) s undisturbed"

half=$((kills / 2))
while [ $killed -lt $half ]; do
  rm -rf "$work/disturbed"
  mkdir "$work/disturbed"
  cd "$work/disturbed"
  minibatch=0
  hits=0
  while true; do
    # What is left of the work; a start is never less than that of the program.
    rest=$((begin + (expected - begin) * (minibatches - minibatch + 10) / (minibatches + 10)))
    draw $rest
    [ $killed -lt $half ] || limit=600000000
    command=("${train[@]}" --out run)
    [ ! -f run/config.toml ] || command=(train --quiet --resume run)
    before=$(stat -c '%n %i' run/* 2>/dev/null || true)
    old=$(leftovers .)
    [ "$minibatch" -eq 0 ] || resumed+=1
    begun+=1
    status=0
    afterspike_for "$(seconds $limit)" "${command[@]}" >"$work/log" 2>&1 || status=$?
    check_training
    [ $status -ne 0 ] || break
    [ $status -eq 137 ] || fail "exit $status of: ${command[*]}"
    hits=$((hits + 1))
    count "$(training_phase "$before" "$old")"
  done
  diff -r "$work/whole/run" run >&2 || fail "a training after $hits kills differs"
  [ $hits -eq 0 ] || runs+=1
  follow ''
done
trainings=$runs
states=()

### Sweeps
identity() { stat -c '%n %i' run/*/* run/table.* 2>/dev/null || true; }

# Fails unless every file is whole; sets came to the minibatches that are.
check_sweep() {
  came=0
  [ -d run ] || return 0
  for file in run/*/* run/table.*; do
    case $file in
      run/cells/*.json)
        cmp "$file" "../whole/$file" || fail "$PWD/$file differs"
        [ -f "run/times/${file##*/}" ] || fail "$PWD/$file has no times"
        came=$((came + cell_work))
        ;;
      run/table.csv | run/table.json)
        cmp "$file" "../whole/$file" || fail "$PWD/$file differs"
        ;;
      run/times/*.json)
        # Numbers and the machine; the same names in the same order, to the last brace.
        [ "$(names "$file")" = "$(names "../whole/$file")" ] || fail "$PWD/$file is not whole"
        ;;
      run/work/*.safetensors)
        whole_checkpoint "$file"
        same_state "cell ${file##*/}, minibatch $minibatch" \
          "$(tail -c +$((tensors + 1)) "$file" | sha256sum)"
        [ -f "run/cells/$(basename "$file" .safetensors).json" ] || came=$((came + minibatch))
        ;;
      run/work/*.lock | *'*') ;;
      *) fail "$PWD/$file is not known" ;;
    esac
  done
}
names() { sed 's/"seconds":[0-9.E-]*/"seconds":0/; s/"resumptions":[0-9]*/"resumptions":0/' "$1"; }

# What the kill that has just been hit; $1 are the files before, $2 the parts of files before.
sweep_phase() {
  local new
  new=$(comm -13 <(echo "$2") <(leftovers .) | head -n 1)
  case $new in
    */work/*) echo "while a checkpoint was written" ;;
    */cells/* | */times/*) echo "while a cell's result was written" ;;
    ?*) echo "while the table was written" ;;
    *)
      if [ "$(identity)" = "$1" ]; then
        echo "before the process wrote anything"
      elif [ "$came" -eq 0 ]; then
        echo "before the first checkpoint"
      elif [ "$came" -lt $((cells * cell_work)) ]; then
        echo "between checkpoints"
      else
        echo "after the last checkpoint"
      fi
      ;;
  esac
}

# Starts the command again and again until it ends; $1 is how long it takes, $2 how much of it is
# work, the rest is what it wants.
until_it_ends() {
  local whole=$1 total=$2 rest before old status
  shift 2
  while true; do
    rest=$whole
    [ "$total" -eq 0 ] || rest=$((begin + (whole - begin) * (total - came + 10) / (total + 10)))
    draw $rest
    [ $killed -lt "$kills" ] || limit=600000000
    before=$(identity)
    old=$(leftovers .)
    [ "$came" -eq 0 ] || resumed+=1
    begun+=1
    status=0
    afterspike_for "$(seconds $limit)" "$@" >"$work/log" 2>&1 || status=$?
    check_sweep
    [ $status -ne 0 ] || break
    [ $status -eq 137 ] || fail "exit $status of: $*"
    hits=$((hits + 1))
    count "$(sweep_phase "$before" "$old")"
  done
}

cd "$work/whole"
rm -r run
start=$(now)
afterspike "${sweep[@]}" --quiet --workers 2 >"$work/log" 2>&1 || fail "the undisturbed sweep failed"
expected=$(($(now) - start))
start=$(now)
afterspike "${sweep[@]:0:1}" merge "${sweep[@]:1}" >"$work/log" 2>&1 || fail "no table"
merging=$(($(now) - start))
[ "$(find run/cells -name '*.json' | wc -l)" -eq $cells ] || fail "not $cells cells"
echo "sweeps of $cells cells, $(seconds $expected) s, and $(seconds $merging) s of merging, undisturbed"

while [ $killed -lt "$kills" ]; do
  rm -rf "$work/disturbed"
  mkdir "$work/disturbed"
  cd "$work/disturbed"
  came=0
  hits=0
  until_it_ends $expected $((cells * cell_work)) "${sweep[@]}" --quiet --workers 2
  # A process that only looks clears up after the others, whatever they did last.
  [ -z "$(leftovers run)" ] && [ -z "$(ls run/work)" ] || {
    afterspike "${sweep[@]}" --quiet >"$work/log" 2>&1 || fail "a finished sweep cannot be run again"
  }
  [ -z "$(ls -A run/work)" ] || fail "left in $PWD/run/work: $(ls -A run/work)"
  until_it_ends $merging 0 sweep merge "${sweep[@]:1}"
  # Several may merge at once, so parts of tables go only when they are an hour old.
  if [ -n "$(leftovers run)" ]; then
    find run -name '.table.*.tmp' -exec touch -d '2 hours ago' {} +
    afterspike sweep merge "${sweep[@]:1}" >"$work/log" 2>&1 || fail "no table"
  fi
  diff -r -x times "$work/whole/run" run >&2 || fail "a sweep after $hits kills differs"
  [ "$(ls -A run/times)" = "$(ls -A "$work/whole/run/times")" ] || fail "other files in $PWD/run/times"
  [ $hits -eq 0 ] || runs+=1
  follow ''
done

for phase in "${!phases[@]}"; do printf '  %5d %s\n' "${phases[$phase]}" "$phase"; done | sort -k2
echo "kill-and-resume: $killed kills of $begun processes ($resumed of them found a checkpoint or finished cells)," \
  "$trainings trainings and $((runs - trainings)) sweeps compared, differences 0"
