# The environment in which 'headroom scenes data vizdoom' records: the package vizdoom with its engine and maps, which
# no training needs. Sourced by scripts/setup.bash.
if [ "${command:-}" = scenes ] && [ "${arguments[1]:-}" = data ] && [[ " ${arguments[*]} " == *" vizdoom "* ]] &&
    ! has_option --python; then
    need_python
    need_framework vizdoom vizdoom==1.3.2 numpy
fi
