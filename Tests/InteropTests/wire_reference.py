"""What h11 makes of a stream, in the words in which `wirecheck` tells what ours makes of it.

Law: where ours may differ is written here, each time with its reason, and nowhere else:

1. One empty line before a request is passed over (RFC 9112, section 2.2: SHOULD); h11 refuses.
2. HTTP/1.0 with `Connection: keep-alive` stays (RFC 9112, section 9.3 and C.2.2); h11 closes.
3. A target's bytes above ASCII are taken as they are: curl and wget send them so, where RFC 9112,
   section 3, would have them coded; h11 refuses, and is given them percent-coded here.

Ours also reduces an absolute-form (section 3.2.2), serves HTTP/1.2 as 1.1 (RFC 9110, section 2.5),
and reads values that are not UTF-8 as Latin-1; h11 leaves that to its caller, who does it here.
"""

import dataclasses
import re

import h11


@dataclasses.dataclass
class Understood:
    start: list
    minor: int
    fields: list
    body: bytes = b""
    end: int | None = None
    stays: bool = False


class Refused(Exception):
    """h11 does not take it."""


LARGEST = 1 << 20
ABSOLUTE = re.compile(rb"(?i:http)://([^/?]*)(.*)", re.DOTALL)


def text(value):
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def listed(headers):
    return [
        (name.decode(), text(value.lower() if name == b"transfer-encoding" else value))
        for name, value in headers
    ]


# MARK: Requests


def request(data, start):
    """The request that begins there, as far as it has come; None where its head has not."""
    if data.startswith(b"\r\n", start):
        start += 2
    coded = with_coded_target(data, start)
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=LARGEST)
    connection.receive_data(coded)
    understood = None
    try:
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA or event is h11.PAUSED:
                return understood
            if isinstance(event, h11.Request):
                understood = begun(event)
            elif isinstance(event, h11.Data):
                understood.body += event.data
            elif isinstance(event, h11.EndOfMessage):
                understood.end = len(data) - len(connection.trailing_data[0])
                understood.stays = understood.stays or connection.their_state is h11.DONE
                return understood
    except h11.RemoteProtocolError as error:
        raise Refused(str(error)) from None


def with_coded_target(data, start):
    end = data.find(b"\n", start)
    if end < 0 or data.isascii():
        return data[start:]
    parts = data[start:end].split(b" ")
    if len(parts) != 3:
        return data[start:]
    parts[1] = b"".join(b"%%%02X" % b if b > 0x7E else bytes([b]) for b in parts[1])
    return b" ".join(parts) + data[end:]


def begun(event):
    target, fields = event.target, listed(event.headers)
    if absolute := ABSOLUTE.fullmatch(target):
        authority, target = absolute[1], absolute[2]
        if not target.startswith(b"/"):
            target = b"/" + target
        fields = [f for f in fields if f[0] != "host"] + [("host", text(authority))]
    asks = {w.strip(" \t").lower() for n, v in fields if n == "connection" for w in v.split(",")}
    return Understood(
        start=[event.method.decode(), target],
        minor=0 if event.http_version == b"1.0" else 1,
        fields=fields,
        stays=event.http_version == b"1.0" and "keep-alive" in asks and "close" not in asks,
    )


# MARK: Responses


def response(method, data):
    """The final response, where the connection ends behind `data`."""
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=LARGEST)
    connection.send(h11.Request(method=method, target="/", headers=[("Host", "a")]))
    connection.send(h11.EndOfMessage())
    understood, closed = None, False
    try:
        connection.receive_data(data)
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA and not closed:
                connection.receive_data(b"")
                closed = True
            elif event is h11.NEED_DATA or event is h11.PAUSED:
                raise Refused("it never ends")
            elif isinstance(event, h11.Response):
                understood = Understood(
                    start=[str(event.status_code)],
                    minor=0 if event.http_version == b"1.0" else 1,
                    fields=listed(event.headers),
                )
            elif isinstance(event, h11.Data):
                understood.body += event.data
            elif isinstance(event, h11.EndOfMessage):
                trailing = len(connection.trailing_data[0])
                understood.end = len(data) - trailing
                understood.stays = (
                    connection.their_state is h11.DONE or stays_in_1_0(understood)
                ) and not (closed or trailing)
                return understood
            elif not isinstance(event, h11.InformationalResponse):
                raise Refused(f"{event} before the end")
    except h11.RemoteProtocolError as error:
        raise Refused(str(error)) from None


def stays_in_1_0(understood):
    """The second difference, for a response: one that has an end of its own."""
    asks = [v for n, v in understood.fields if n == "connection"]
    words = {word.strip(" \t").lower() for value in asks for word in value.split(",")}
    return understood.minor == 0 and "keep-alive" in words and "close" not in words
