"""libtorrent as a program, for Debian's Python: bench_libtorrent.py PORT METAINFO FOLDER seed|leech

Its defaults but: no DHT, LSD, UPnP, NAT-PMP, uTP; several connections per address; plaintext. A
seed looks through its file first, so that no hash is left for when it is measured. It says `ready`,
obeys the lines `begin HOST:PORT …` (then says `done` when it has everything) and `uploaded` (then
says how many bytes of pieces it gave), and ends with its standard input.
"""

import sys

import libtorrent

SETTINGS = {
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "enable_incoming_utp": False,
    "enable_outgoing_utp": False,
    "allow_multiple_connections_per_ip": True,
    "in_enc_policy": int(libtorrent.enc_policy.pe_disabled),
    "out_enc_policy": int(libtorrent.enc_policy.pe_disabled),
    "alert_mask": libtorrent.alert.category_t.status_notification,
}


def take_part(port, metainfo, folder, role):
    session = libtorrent.session({**SETTINGS, "listen_interfaces": f"127.0.0.1:{port}"})
    parameters = libtorrent.add_torrent_params()
    parameters.ti = libtorrent.torrent_info(metainfo)
    parameters.save_path = folder
    torrent = None
    if role == "seed":
        torrent = session.add_torrent(parameters)
        wait_until_whole(session)
    print("ready", flush=True)
    for line in sys.stdin:
        verb, *peers = line.split()
        if verb == "begin":
            torrent = session.add_torrent(parameters)
            for peer in peers:
                address, port = peer.rsplit(":", 1)
                torrent.connect_peer((address, int(port)))
            wait_until_whole(session)
            print("done", flush=True)
        elif verb == "uploaded":
            print(torrent.status().total_payload_upload, flush=True)


def wait_until_whole(session):
    """By its own alert: to ask again and again would cost it processor time."""
    while True:
        session.wait_for_alert(1000)
        for alert in session.pop_alerts():
            if isinstance(alert, libtorrent.torrent_finished_alert):
                return


take_part(*sys.argv[1:])
