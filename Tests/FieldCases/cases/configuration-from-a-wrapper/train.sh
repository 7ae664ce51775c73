#!/usr/bin/env bash
# Writes the configuration of a run and starts it: [TRAIN_BATCH=24] ./train.sh [epochs]
set -e
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/config.json" <<CONFIGURATION
{
    "model": {"width": 32},
    "data": {"samples": 1200, "batch_size": ${TRAIN_BATCH:-24}, "drop_last": false},
    "training": {"epochs": ${1:-10}, "learning_rate": 0.05}
}
CONFIGURATION
python script.py --config "$folder/config.json"
