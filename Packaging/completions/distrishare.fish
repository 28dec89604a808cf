# fish completion for distrishare(1)
#
# Law: what a node tells is data. fish escapes it; it is waited for at most a second; without a node
# there is nothing to offer, and no word about it.

# LIST PROGRAM: what PROGRAM (awk's) takes out of the node's list. A name with a backslash was
# escaped for people, and is left out.
function __distrishare_told
    timeout 1 distrishare $argv[1] 2>/dev/null </dev/null |
        LC_ALL=C awk -F '\t' $argv[2] | LC_ALL=C sort -u |
        LC_ALL=C awk '!index($0, "\\\\") && ++count <= 1000'
end

# Whether the command is one of these, and so many words of it stand there already.
function __distrishare_at
    set -l words (__distrishare_words)
    test (count $words) -eq (math $argv[1] + 1); and contains -- $words[1] $argv[2..]
end

function __distrishare_in
    set -l words (__distrishare_words)
    test (count $words) -gt 0; and contains -- $words[1] $argv
end

# The words before the cursor, without options and their values.
function __distrishare_words
    set -l valued --socket --node --lang --secret-file --token-file --from -o --output --sha256 \
        --select --seed-ratio --seed-time --file --connections --seconds --rate --requests \
        --protocol --torrents --expect
    set -l wants no
    for word in (commandline -opc)[2..]
        if test $wants = yes
            set wants no
        else if contains -- $word $valued
            set wants yes
        else if not string match -q -- '-*' $word
            printf '%s\n' $word
        end
    end
end

complete -c distrishare -f
complete -c distrishare -l socket -r -F -d 'the control socket of the node'
complete -c distrishare -l node -x -a '(__fish_print_hostnames):' -d 'a node over TCP'
complete -c distrishare -l json -d 'one document in place of lines'
complete -c distrishare -l lang -x -a 'en es' -d 'the language'
complete -c distrishare -l secret-file -r -F -d 'the network\'s secret'
complete -c distrishare -l token-file -r -F -d 'the operator\'s token'
complete -c distrishare -s h -l help -d 'show the commands'
complete -c distrishare -l version -d 'print the version'

set -l first 'test (count (__distrishare_words)) -eq 0'
complete -c distrishare -n $first -a status -d 'what the node is, shares and knows'
complete -c distrishare -n $first -a nodes -d 'the nodes that are known; add or remove one'
complete -c distrishare -n $first -a bootstrap -d 'the bootstraps this node registers with'
complete -c distrishare -n $first -a multicast -d 'say HELLO to the local network, or not'
complete -c distrishare -n $first -a files -d 'the files shared here'
complete -c distrishare -n $first -a share -d 'share a file or a folder where it lies'
complete -c distrishare -n $first -a unshare -d 'share it no more'
complete -c distrishare -n $first -a search -d 'ask all nodes'
complete -c distrishare -n $first -a get -d 'download a file or a torrent, verified'
complete -c distrishare -n $first -a add -d 'the same as get, without waiting'
complete -c distrishare -n $first -a downloads -d 'the downloads, running and ended'
complete -c distrishare -n $first -a pause -d 'let a download rest'
complete -c distrishare -n $first -a resume -d 'go on with a download that rests'
complete -c distrishare -n $first -a cancel -d 'end a download'
complete -c distrishare -n $first -a torrents -d 'what is here of each torrent'
complete -c distrishare -n $first -a torrent -d 'write the .torrent of a file or a torrent'
complete -c distrishare -n $first -a remove -d 'forget a torrent'
complete -c distrishare -n $first -a verify -d 'hash a shared file or a torrent again'
complete -c distrishare -n $first -a top -d 'torrents and peers as they go'
complete -c distrishare -n $first -a user -d 'the users of a bootstrap'
complete -c distrishare -n $first -a backup -d 'copy what the node remembers'
complete -c distrishare -n $first -a secret -d 'make a secret for a network'
complete -c distrishare -n $first -a load -d 'measure how much a node serves'
complete -c distrishare -n $first -a help -d 'show the commands'
complete -c distrishare -n $first -a version -d 'the version of the tool'

complete -c distrishare -n '__distrishare_at 0 nodes' -a 'add remove'
complete -c distrishare -n '__distrishare_at 0 bootstrap' -a 'list add remove'
complete -c distrishare -n '__distrishare_at 0 multicast' -a 'on off'
complete -c distrishare -n '__distrishare_at 0 secret' -a new
complete -c distrishare -n '__distrishare_at 0 user' -a 'list add passwd remove'
complete -c distrishare -n '__distrishare_at 1 secret' -F
complete -c distrishare -n '__distrishare_at 0 backup' -F
complete -c distrishare -n '__distrishare_at 0 share' -F
complete -c distrishare -n '__distrishare_at 0 get add' -F
complete -c distrishare -n '__distrishare_at 0 torrent' \
    -a '(__distrishare_told files \'$1 !~ /^-/ { print $1 }\')'
complete -c distrishare -n '__distrishare_at 0 remove verify' \
    -a '(__distrishare_told torrents \'{ print $2 }\')'
complete -c distrishare -n '__distrishare_at 0 unshare' \
    -a '(__distrishare_told files \'{ sub("/.*", "", $1); print $1 }\')'
complete -c distrishare -n '__distrishare_at 0 pause resume cancel' \
    -a '(__distrishare_told downloads \'$3 !~ /^(done|failed|cancelled)$/ { print $1 }\')'
complete -c distrishare -n '__distrishare_at 1 nodes; and contains remove (__distrishare_words)' \
    -a '(__distrishare_told nodes \'{ print $3 }\')'
complete -c distrishare \
    -n '__distrishare_at 1 bootstrap; and contains remove (__distrishare_words)' \
    -a '(__distrishare_told bootstrap \'{ print $1 }\')'

complete -c distrishare -n '__distrishare_in nodes' -l bootstrap -d 'those a bootstrap told of'
complete -c distrishare -n '__distrishare_in nodes' -l multicast -d 'those heard on the network'
complete -c distrishare -n '__distrishare_in share' -l copy -d 'a copy, in shared_files/'
complete -c distrishare -n '__distrishare_in share' -l temporary -d 'till the node stops'
complete -c distrishare -n '__distrishare_in share' -l public -d 'for strangers too'
complete -c distrishare -n '__distrishare_in get add' -l from -x -d 'from this node, or a peer'
complete -c distrishare -n '__distrishare_in get' -l standalone -d 'a node that ends with it'
complete -c distrishare -n '__distrishare_in get' -s o -l output -r -F -d 'a folder, or a name'
complete -c distrishare -n '__distrishare_in get add' -l sha256 -x \
    -d 'what a URL\'s file must be'
complete -c distrishare -n '__distrishare_in get add' -l select -x -d 'these files alone'
complete -c distrishare -n '__distrishare_in get add' -l sequential -d 'from its beginning on'
complete -c distrishare -n '__distrishare_in get add' -l seed-ratio -x -d 'give it so many times'
complete -c distrishare -n '__distrishare_in get add' -l seed-time -x -d 'give it for so long'
complete -c distrishare -n '__distrishare_in get add' -l super-seed -d 'as its only seed'
complete -c distrishare -n '__distrishare_in torrent' -l magnet -d 'the magnet link in its place'
complete -c distrishare -n '__distrishare_in remove' -l data -d 'delete what is whole of it, too'
complete -c distrishare -n '__distrishare_in downloads' -l follow -d 'until all have ended'
complete -c distrishare -n '__distrishare_in user' -l admin -d 'may change the node and users'
complete -c distrishare -n '__distrishare_in user' -l reader -d 'may search and fetch alone'
complete -c distrishare -n '__distrishare_in version' -l verbose -d 'the system and the node too'
complete -c distrishare -n '__distrishare_in load' -l file -x -d 'the file to ask for'
complete -c distrishare -n '__distrishare_in load' -l connections -x -d 'how many at a time'
complete -c distrishare -n '__distrishare_in load' -l seconds -x -d 'for how long'
complete -c distrishare -n '__distrishare_in load' -l rate -x -d 'requests a second'
complete -c distrishare -n '__distrishare_in load' -l requests -x -d 'end after so many'
complete -c distrishare -n '__distrishare_in load' -l protocol -x \
    -a 'json http http10 udp-tracker http-tracker' -d 'how to ask'
complete -c distrishare -n '__distrishare_in load' -l torrents -x \
    -d 'torrents that a tracker is asked for'
complete -c distrishare -n '__distrishare_in load' -l kept -d 'connections to a tracker are kept'
complete -c distrishare -n '__distrishare_in load' -l expect -r -F -d 'what every answer must be'
