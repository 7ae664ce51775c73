#!/bin/sh
# A training that writes a line per step, reported to Headroom from a shell (docs/protocol.md) through socat.
#
#     headroom sweep -- sh loop.sh
#
# /proc/uptime counts hundredths of a second: sufficient for steps of a tenth and more.
train() {
    for step in $(seq 200); do
        sleep 0.1
        echo "step $step"
    done
}

samples=0 step=0
train | while read -r line; do
    step=$((step + 1)) samples=$((samples + HEADROOM_BATCH_SIZE))
    printf '{"event":"step","at":%s,"step":%d,"totalSamples":%d}\n' "$(cut -d ' ' -f 1 /proc/uptime)" $step $samples
done | socat -u - "UNIX-CONNECT:$HEADROOM_EVENTS"
