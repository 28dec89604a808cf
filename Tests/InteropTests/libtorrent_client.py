"""libtorrent as a program: /usr/bin/python3 libtorrent_client.py WISH

WISH is a JSON object: `what` (a metainfo's path, or a magnet link), `folder`, `listen` (an
endpoint), `lsd`, and `peers`, endpoints that it is told by hand. It takes part until it is ended,
and says what happens.
"""

import json
import sys

import libtorrent

CATEGORIES = libtorrent.alert.category_t


def take_part(wish):
    session = libtorrent.session(
        {
            "listen_interfaces": wish["listen"],
            "enable_dht": False,
            "enable_upnp": False,
            "enable_natpmp": False,
            "enable_lsd": wish["lsd"],
            "alert_mask": CATEGORIES.error_notification
            | CATEGORIES.status_notification
            | CATEGORIES.tracker_notification
            | CATEGORIES.peer_notification,
        }
    )
    if wish["what"].startswith("magnet:"):
        parameters = libtorrent.parse_magnet_uri(wish["what"])
    else:
        parameters = libtorrent.add_torrent_params()
        parameters.ti = libtorrent.torrent_info(wish["what"])
    parameters.save_path = wish["folder"]
    torrent = session.add_torrent(parameters)
    for peer in wish["peers"]:
        address, port = peer.rsplit(":", 1)
        torrent.connect_peer((address, int(port)))
    while True:
        session.wait_for_alert(1000)
        for alert in session.pop_alerts():
            print(alert.message(), flush=True)


take_part(json.loads(sys.argv[1]))
