#!/usr/bin/env bash
# Tells Spark which GPUs this machine or container has, by CUDA's numbers, as JSON:
#   {"name": "gpu", "addresses": ["0", "1"]}
# For spark.worker.resource.gpu.discoveryScript and spark.executor.resource.gpu.discoveryScript.
# nvidia-smi counts GPUs by their places on the bus; CUDA does so with CUDA_DEVICE_ORDER=PCI_BUS_ID,
# which the configurations beside this script set.
set -euo pipefail

die() {
  echo "Cannot tell the GPUs of this machine: $*" >&2
  exit 1
}

command -v nvidia-smi >/dev/null 2>&1 ||
  die "there is no nvidia-smi on the PATH (install NVIDIA's driver, or give the container GPUs)"
numbers=$(nvidia-smi --query-gpu=index --format=csv,noheader 2>&1) ||
  die "nvidia-smi says '$numbers' (make it work first)"
# Old drivers know nothing of MIG, and refuse the question.
if nvidia-smi --query-gpu=mig.mode.current --format=csv,noheader 2>/dev/null | grep -q Enabled; then
  die "a GPU is divided by MIG, and its parts have no number (switch MIG off, or name the parts that CUDA sees by a script of your own)"
fi

# CUDA sees only what this variable names, and counts that from 0.
if [ -n "${CUDA_VISIBLE_DEVICES+set}" ]; then
  IFS=',' read -ra visible <<<"$CUDA_VISIBLE_DEVICES"
  [ "${#visible[@]}" -gt 0 ] && [ "${visible[0]}" != "-1" ] ||
    die "CUDA_VISIBLE_DEVICES is '$CUDA_VISIBLE_DEVICES' and hides all (unset it, or do not ask for GPUs)"
  numbers=$(seq 0 $((${#visible[@]} - 1)))
fi

addresses=
while read -r number; do
  [[ $number =~ ^[0-9]+$ ]] || die "nvidia-smi says '$number' (must be a number a line)"
  addresses="$addresses${addresses:+, }\"$number\""
done <<<"$numbers"
echo "{\"name\": \"gpu\", \"addresses\": [$addresses]}"
