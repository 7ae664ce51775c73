# Fetches the objects of 'headroom reconstruct data pybullet': those that the package pybullet carries. A training needs
# none. Sourced by scripts/setup.bash.
if [ "${command:-}" = reconstruct ] && [ "${arguments[1]:-}" = data ] && [ ! -e "$HEADROOM_DATA/pybullet_data" ] &&
    [[ " ${arguments[*]} " == *" pybullet "* ]] && ! has_option --source; then
    need_python
    step pybullet "fetching the objects that the package pybullet carries (100 MB)" \
        "$home/python/bin/python" "$root/scripts/fetch-pybullet.py" "$HEADROOM_DATA/pybullet_data" ||
        refuse "the objects could not be fetched." \
            "The package index could not be reached; the whole log is in $logs/pybullet.log." \
            "With a copy of the package's folder: headroom reconstruct data pybullet --source DIR/pybullet_data -o FOLDER"
fi
