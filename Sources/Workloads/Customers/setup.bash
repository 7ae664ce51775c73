# Fetches the data of the workload lifetime-value: the purchases of CDNOW that the package lifetimes carries. Without them
# it trains on simulated purchases; a training on a folder needs neither. Sourced by scripts/setup.bash.
names_company() { # whether a word of the command line is a folder or a store
    local word
    for word in ${command_line[@]+"${command_line[@]}"}; do
        if [ -d "$word" ] || [[ $word == *.sqlite ]]; then return 0; fi
    done
    return 1
}
# Where the data could not be had once, they are not asked for at each start.
if [ "$workload" = lifetime-value ] && [ ! -e "$HEADROOM_DATA/cdnow/transactions.csv" ] &&
    [ ! -e "$logs/cdnow.tried" ] && ! names_company && ! has_option --customers && ! has_option --database; then
    need_python
    mkdir -p "$logs"
    touch "$logs/cdnow.tried"
    step cdnow "fetching the purchases of CDNOW that the package lifetimes carries" \
        "$home/python/bin/python" "$root/scripts/fetch-cdnow.py" "$HEADROOM_DATA/cdnow/transactions.csv" ||
        printf '  Without them the purchases are simulated.\n' >&2
fi
