# Fetches the encoder of the sentences that scenes are asked for by; without it everything else works. Sourced by
# scripts/setup.bash.
case "${command:-}" in
    train | scenes) need_sentences ;;
esac
