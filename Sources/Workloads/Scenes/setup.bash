# What scenes need besides the engine, each only where it is used. Sourced by scripts/setup.bash.
if [ "${command:-}" = scenes ] && [ "${arguments[1]:-}" = data ]; then
    # The renderer that 'headroom scenes data vizdoom' records, with its maps, in an environment of its own.
    if [[ " ${arguments[*]} " == *" vizdoom "* ]] && ! has_option --python; then
        need_python
        need_framework vizdoom vizdoom==1.3.2 numpy
    fi
else
    case "${command:-}" in
        # The encoder of the sentences that scenes are asked for by; without it everything else works.
        train | scenes) need_sentences ;;
    esac
fi
