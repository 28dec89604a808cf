# shellcheck shell=bash
# What DistriShare consists of when it is installed: one list, for `Scripts/setup --install` and for
# `Scripts/package`.
#
# Law: nothing is installed that is not listed here, and staging touches nothing but its folder.

# stage ROOT PREFIX BINARIES: everything as it will lie, beneath ROOT.
stage() {
    local root=$1 prefix=$2 programs=$3 unit page zsh=site-functions
    # Where Debian's own packages have theirs; beneath another prefix, where zsh looks.
    if [ "$prefix" = /usr ]; then zsh=vendor-completions; fi

    staged 755 "bin/distrishared" <"$programs/distrishared"
    staged 755 "bin/distrishare" <"$programs/distrishare"
    if command -v strip >/dev/null; then
        strip --remove-section=.comment "$root$prefix/bin/distrishared" \
            "$root$prefix/bin/distrishare"
    fi
    for unit in Systemd/*.service Systemd/*.socket; do
        sed "s,/usr/bin/distrishared,$prefix/bin/distrishared,g; \
            s,/usr/share/doc,$prefix/share/doc,g" "$unit" |
            staged 644 "lib/systemd/system/${unit##*/}"
    done
    staged 644 lib/sysusers.d/distrishare.conf <Systemd/distrishare.sysusers
    staged 644 lib/tmpfiles.d/distrishare.conf <Systemd/distrishare.tmpfiles

    for page in Packaging/man/*.[1-9]; do
        manual "$page" | gzip -9n | staged 644 "share/man/man${page##*.}/${page##*/}.gz"
    done
    staged 644 share/bash-completion/completions/distrishare <Packaging/completions/distrishare.bash
    staged 644 "share/zsh/$zsh/_distrishare" <Packaging/completions/_distrishare
    staged 644 share/fish/vendor_completions.d/distrishare.fish \
        <Packaging/completions/distrishare.fish
    staged 644 share/doc/distrishare/README.md <README.md

    install -D -m 644 -t "$root/etc/distrishare" Config/peer.toml Config/bootstrap.toml
}

# staged MODE PATH: standard input becomes PATH beneath the root and the prefix of `stage`.
staged() {
    # shellcheck disable=SC2154 # `stage` has them
    install -D -m "$1" /dev/stdin "$root$prefix/$2"
}

# A manual page as it is shown: the keys of the config are described where they are configured.
manual() {
    case $1 in
        */distrishare.toml.5) python3 Scripts/lib/manual.py "$1" Config/peer.toml ;;
        *) cat "$1" ;;
    esac
}
