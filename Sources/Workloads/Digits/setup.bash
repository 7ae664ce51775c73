# Installs the data of the workload digits: the 1,797 handwritten digits of scikit-learn.
# A training on data of its own needs none. Sourced by scripts/setup.bash.
if [ ! -e "$HEADROOM_DATA/digits.csv" ] && ! has_option --data; then
    need_python
    step digits "fetching the digits that scikit-learn carries" \
        "$home/python/bin/python" "$root/scripts/fetch-digits.py" "$HEADROOM_DATA/digits.csv" ||
        refuse "the digits could not be fetched." \
            "The package index could not be reached; the whole log is in $logs/digits.log." \
            "With data of your own: headroom train digits --data DIR."
fi
# The minimizer of 'headroom sharpness', which a study also uses.
case "${command:-}" in sharpness | learn) need_lbfgsb ;; esac
