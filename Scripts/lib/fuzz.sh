# shellcheck shell=bash
# What `Scripts/check --fuzz` does: build Tests/Fuzz with libFuzzer, and run each harness.
#
# Law: an input that breaks something is kept and named, with the line that plays it again.

# Its own folder of builds: every object has the sanitizers in it.
fuzz_builds=$project/.build/fuzz
fuzz_flags=(
    -c release --scratch-path "$fuzz_builds" --product Fuzz --sanitize=fuzzer
    -Xswiftc -sanitize=fuzzer,address -Xswiftc -enable-testing
    -Xcxx -fsanitize=address,fuzzer-no-link
)

fuzz_all() {
    local seconds=$1 target
    [[ $seconds =~ ^[1-9][0-9]*$ ]] || die "--fuzz takes a number of seconds; got $seconds"
    Scripts/setup
    heading "build for libFuzzer"
    DISTRISHARE_FUZZ=1 quietly "swift build for libFuzzer" swift build "${fuzz_flags[@]}"
    # A crash handler of Swift's own would take the input away from libFuzzer. What leaks meets the
    # limit of memory; to look for it needs ptrace, which containers often forbid.
    export SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0
    fuzz_scratch=$(mktemp -d -p /dev/shm distrishare-fuzz.XXXXXX)
    trap 'rm -rf "$fuzz_scratch"' EXIT
    heading "$seconds seconds of each"
    for target in $(DISTRISHARE_FUZZ_TARGET=list "$fuzz_builds/release/Fuzz"); do
        fuzz_one "$target" "$seconds"
    done
    say
    say "Nothing was found."
}

# Long enough for the limits that stand in the way of an input, and not longer: short ones teach as
# much in less time.
fuzz_length() {
    case $1 in
        httpserver) echo 18000 ;;
        settings) echo 8192 ;;
        lan | lsd) echo 1600 ;;
        spellings | resume) echo 512 ;;
        *) echo 4200 ;;
    esac
}

fuzz_one() {
    local target=$1 seconds=$2 arguments log learned="$fuzz_builds/learned/$1"
    local words="$project/Tests/Fuzz/words/$target.dict"
    log=$fuzz_builds/$target.log
    mkdir -p "$learned" "$fuzz_builds/broken"
    arguments=(
        "-max_total_time=$seconds" -timeout=10 -rss_limit_mb=2048
        "-max_len=$(fuzz_length "$target")" "-artifact_prefix=$fuzz_builds/broken/$target-"
        -print_final_stats=1
    )
    if [ -f "$words" ]; then arguments+=("-dict=$words"); fi
    if DISTRISHARE_FUZZ_TARGET=$target TMPDIR=$fuzz_scratch "$fuzz_builds/release/Fuzz" \
        "${arguments[@]}" "$learned" "Tests/Fuzz/corpus/$target" >"$log" 2>&1; then
        # Without its counters libFuzzer guesses blindly, and says nothing.
        grep -q '^INFO: Loaded' "$log" || die "the build of $target has no coverage; see $log"
        say "$target: $(fuzz_count "$log") inputs, $(grep -o 'cov: [0-9]*' "$log" | tail -n 1)"
        return
    fi
    grep -a -m 1 -A 3 'does not hold\|Fatal error\|Assertion\|ERROR: ' "$log" >&2 || true
    local input
    input=$(grep -a -o 'Test unit written to .*' "$log" | tail -n 1 || true)
    input=${input#Test unit written to }
    if [ -z "$input" ]; then die "$target did not run; see $log"; fi
    warn
    warn "$target breaks at $input"
    warn "Play it again (all of it is in $log):"
    warn "    DISTRISHARE_FUZZ_TARGET=$target SWIFT_BACKTRACE=enable=no \\"
    warn "        $fuzz_builds/release/Fuzz $input"
    die "an input that breaks something becomes a unit test"
}

fuzz_count() { sed -n 's/^stat::number_of_executed_units: *//p' "$1"; }
