# bash completion for distrishare(1)
#
# Law: what a node tells is data. It is compared and shown, never expanded, and waited for at most a
# second; without a node there is nothing to offer, and no word about it.
# shellcheck shell=bash disable=SC2016 # what stands in single quotes is awk's

_distrishare() {
    local cur words cword i command='' second='' wants='' places=0 every seeding own=''
    local -a socket=()
    if declare -F _get_comp_words_by_ref >/dev/null; then
        _get_comp_words_by_ref -n := cur words cword
    else
        cur=${COMP_WORDS[COMP_CWORD]} words=("${COMP_WORDS[@]}") cword=$COMP_CWORD
    fi
    COMPREPLY=()
    seeding='--select --sequential --seed-ratio --seed-time --super-seed'
    every='--socket --node --json --lang --secret-file --token-file --help --version'

    # What stands before the word: the command, its first word, an option that wants this one.
    for ((i = 1; i < cword; i++)); do
        if [ -n "$wants" ]; then
            if [ "$wants" = --socket ]; then socket=(--socket "${words[i]}"); fi
            wants=''
            continue
        fi
        case ${words[i]} in
            --socket | --node | --lang | --secret-file | --token-file | --from | -o | --output | \
                --sha256 | --select | --seed-ratio | --seed-time | --file | --connections | \
                --seconds | --rate | --requests | --protocol | --torrents | --expect)
                wants=${words[i]} ;;
            -*) ;;
            *)
                if [ -z "$command" ]; then
                    command=${words[i]}
                else
                    second=${second:-${words[i]}} places=$((places + 1))
                fi ;;
        esac
    done
    if [ -z "$wants" ] && [[ $cur == --*=* ]]; then
        wants=${cur%%=*} cur=${cur#*=}
    fi

    case $wants in
        '') ;;
        --socket | --secret-file | --token-file | -o | --output | --expect)
            compopt -o default 2>/dev/null
            return ;;
        --lang) _distrishare_words 'en es'; return ;;
        --protocol) _distrishare_words 'json http http10 udp-tracker http-tracker'; return ;;
        *) return ;;
    esac

    if [[ $cur == -* ]]; then
        case $command in
            nodes) own='--bootstrap --multicast' ;;
            share) own='--copy --temporary --public' ;;
            get) own="--from -o --output --sha256 --standalone $seeding" ;;
            add) own="--from --sha256 $seeding" ;;
            torrent) own='--magnet' ;;
            remove) own='--data' ;;
            downloads) own='--follow' ;;
            version) own='--verbose' ;;
            user) own='--admin --reader' ;;
            load)
                own='--file --connections --seconds --rate --requests --protocol --torrents'
                own="$own --kept --expect" ;;
        esac
        _distrishare_words "$own $every"
        return
    fi

    case $command,$places in
        ,0) _distrishare_words 'status nodes bootstrap multicast files share unshare search get
            add downloads pause resume cancel torrents torrent remove verify top user backup secret
            load help version' ;;
        nodes,0) _distrishare_words 'add remove' ;;
        bootstrap,0) _distrishare_words 'list add remove' ;;
        multicast,0) _distrishare_words 'on off' ;;
        secret,0) _distrishare_words 'new' ;;
        user,0) _distrishare_words 'list add passwd remove' ;;
        secret,1 | backup,0 | share,0 | get,0 | add,0) compopt -o default 2>/dev/null ;;
        unshare,0) _distrishare_told files '{ sub("/.*", "", $1); print $1 }' ;;
        torrent,0) _distrishare_told files '{ print $1 }' ;;
        remove,0 | verify,0) _distrishare_told torrents '{ print $2 }' ;;
        pause,0 | resume,0 | cancel,0)
            _distrishare_told downloads '$3 !~ /^(done|failed|cancelled)$/ { print $1 }' ;;
        nodes,1) if [ "$second" = remove ]; then _distrishare_told nodes '{ print $3 }'; fi ;;
        bootstrap,1)
            if [ "$second" = remove ]; then _distrishare_told bootstrap '{ print $1 }'; fi ;;
    esac
}

# Words that are known here.
_distrishare_words() {
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

# _distrishare_told LIST PROGRAM: what PROGRAM (awk's) takes out of the node's list, as far as it
# begins with what is typed. A name with a backslash was escaped for people, and is left out.
_distrishare_told() {
    local typed=${cur#[\"\']}
    typed=${typed//\\/}
    mapfile -t COMPREPLY < <(
        timeout 1 distrishare "${socket[@]}" "$1" 2>/dev/null </dev/null |
            LC_ALL=C awk -F '\t' "$2" | LC_ALL=C sort -u |
            TYPED=$typed LC_ALL=C awk '
                index($0, ENVIRON["TYPED"]) == 1 && !index($0, "\\") && ++count <= 1000'
    )
    # So that readline quotes what needs it.
    compopt -o filenames 2>/dev/null
    if declare -F __ltrim_colon_completions >/dev/null; then __ltrim_colon_completions "$cur"; fi
}

complete -F _distrishare distrishare
