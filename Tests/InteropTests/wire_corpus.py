"""Streams of HTTP/1.1, from the plain to the malicious, and chance that mutates them.

Law: everything that chance does comes from the generator that is passed in, so a seed is a report.
"""

HOST = b"Host: a.example\r\n"
GET = b"GET / HTTP/1.1\r\n" + HOST
POST = b"POST /p HTTP/1.1\r\n" + HOST
CHUNKED = b"Transfer-Encoding: chunked\r\n"
NEXT = b"GET /next HTTP/1.1\r\n" + HOST + b"\r\n"


def get(*fields, target=b"/", version=b"HTTP/1.1", method=b"GET"):
    lines = b"".join(field + b"\r\n" for field in fields)
    return method + b" " + target + b" " + version + b"\r\n" + HOST + lines + b"\r\n"


def post(fields, body):
    return POST + b"".join(field + b"\r\n" for field in fields) + b"\r\n" + body


def chunked(body, *fields):
    return POST + CHUNKED + b"".join(field + b"\r\n" for field in fields) + b"\r\n" + body


PLAIN = [
    get(),
    get(b"User-Agent: curl/7.88.1", b"Accept: */*"),
    get(method=b"HEAD"),
    get(method=b"DELETE", target=b"/api/v1/downloads/7"),
    get(method=b"OPTIONS", target=b"*"),
    get(method=b"M-SEARCH"),
    get(target=b"/files/a%20b?x=1&y=%2f"),
    get(target=b"/files/\xc3\xbc.txt"),
    get(target=b"//double//slash"),
    get(target=b"/" + b"x" * 9000),
    get(target=b"http://b.example/path?q"),
    get(target=b"HTTP://b.example"),
    get(target=b"http://b.example:8080?query"),
    get(b"Connection: close"),
    get(b"Connection: close") + NEXT,
    get(b"Connection: keep-alive, close"),
    get(b"Connection: Keep-Alive"),
    get(b"Connection: foo", b"Connection: CLOSE"),
    get(version=b"HTTP/1.0"),
    get(version=b"HTTP/1.0") + NEXT,
    get(b"Connection: keep-alive", version=b"HTTP/1.0"),
    get(b"Connection: keep-alive", version=b"HTTP/1.0") + NEXT,
    get(version=b"HTTP/1.2"),
    b"GET / HTTP/1.0\r\n\r\n",
    b"\r\n" + get(),
    get() + b"\r\n" + NEXT,
    get() + NEXT * 3,
    get(b"Empty:", b"Blank:  \t ", b"Spaced:  a  b\t"),
    get(b"Latin: caf\xe9", b"UTF-8: caf\xc3\xa9"),
    get(b"x" * 200 + b": long name"),
    get(b"Long: " + b"v" * 8000),
    get(*(b"F%d: %d" % (n, n) for n in range(60))),
    get(b"A: 1", b"a: 2", b"A: 3"),
    get(b"Range: bytes=0-0,-1", b"If-Range: \"e\""),
    post([b"Content-Length: 5"], b"hello"),
    post([b"Content-Length: 5"], b"hello") + NEXT,
    post([b"Content-Length: 0"], b"") + NEXT,
    post([b"Content-Length: 005"], b"hello") + NEXT,
    post([b"content-length:5"], b"hello"),
    post([b"Content-Length: 5", b"Expect: 100-continue"], b"hello"),
    post([b"Content-Length: 5", b"Expect: 100-Continue"], b""),
    post([b"Content-Length: 10"], b"short"),
    post([], b"") + NEXT,
    chunked(b"5\r\nhello\r\n0\r\n\r\n"),
    chunked(b"5\r\nhello\r\n0\r\n\r\n") + NEXT,
    chunked(b"00005\r\nhello\r\n000\r\n\r\n") + NEXT,
    chunked(b"A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n") + NEXT,
    chunked(b"5;name=value\r\nhello\r\n0;last\r\n\r\n") + NEXT,
    chunked(b"5;q=\"a;b\"\r\nhello\r\n0\r\n\r\n") + NEXT,
    chunked(b"0\r\n\r\n") + NEXT,
    chunked(b"0\r\nTrailer: value\r\nOther: v\r\n\r\n") + NEXT,
    chunked(b"5\r\nhel"),
    chunked(b"5\r\nhello\r\n0\r\n\r\n", b"Trailer: Expires"),
    POST + b"TRANSFER-ENCODING: Chunked\r\n\r\n0\r\n\r\n" + NEXT,
    POST + b"Transfer-Encoding:\tchunked \r\n\r\n0\r\n\r\n" + NEXT,
]

MALICIOUS = [
    # Where does the body end?
    post([b"Content-Length: 5", b"Content-Length: 5"], b"hello") + NEXT,
    post([b"Content-Length: 5", b"Content-Length: 6"], b"hello") + NEXT,
    post([b"Content-Length: 5, 5"], b"hello") + NEXT,
    post([b"Content-Length: 5, 6"], b"hello") + NEXT,
    post([b"Content-Length: +5"], b"hello") + NEXT,
    post([b"Content-Length: -5"], b"hello") + NEXT,
    post([b"Content-Length: 5 "], b"hello") + NEXT,
    post([b"Content-Length: 5 5"], b"hello") + NEXT,
    post([b"Content-Length: 0x5"], b"hello") + NEXT,
    post([b"Content-Length: 5_0"], b"hello") + NEXT,
    post([b"Content-Length: 5.0"], b"hello") + NEXT,
    post([b"Content-Length:"], b"") + NEXT,
    post([b"Content-Length: 18446744073709551621"], b"hello") + NEXT,
    post([b"Content-Length: 9223372036854775807"], b"hello"),
    post([b"Content-Length: 9223372036854775808"], b"hello"),
    post([b"Content-Length: " + b"0" * 40 + b"5"], b"hello") + NEXT,
    post([b"Content-Length: \xd9\xa5"], b"hello") + NEXT,
    post([b"Content-Length: 6", b"Transfer-Encoding: chunked"], b"0\r\n\r\nX") + NEXT,
    post([b"Transfer-Encoding: chunked", b"Content-Length: 6"], b"0\r\n\r\nX") + NEXT,
    post([b"Transfer-Encoding: identity", b"Content-Length: 5"], b"hello") + NEXT,
    post([b"Transfer-Encoding: chunked, chunked"], b"0\r\n\r\n") + NEXT,
    post([b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked"], b"0\r\n\r\n") + NEXT,
    post([b"Transfer-Encoding: gzip, chunked"], b"0\r\n\r\n") + NEXT,
    post([b"Transfer-Encoding: chunked, gzip"], b"0\r\n\r\n") + NEXT,
    post([b"Transfer-Encoding: chunked, identity"], b"0\r\n\r\n") + NEXT,
    post([b"Transfer-Encoding: ,chunked"], b"0\r\n\r\n") + NEXT,
    post([b"Transfer-Encoding: \"chunked\""], b"0\r\n\r\n") + NEXT,
    post([b"Transfer-Encoding: chunked;q=1"], b"0\r\n\r\n") + NEXT,
    post([b"Transfer-Encoding: xchunked"], b"0\r\n\r\n") + NEXT,
    post([b"Transfer-Encoding: chun\xe2\x84\xaaed"], b"0\r\n\r\n") + NEXT,
    post([b"Transfer-Encoding: \x0bchunked"], b"0\r\n\r\n") + NEXT,
    post([b"Transfer-Encoding: chunked\x00"], b"0\r\n\r\n") + NEXT,
    post([b"Transfer-Encoding : chunked"], b"0\r\n\r\n") + NEXT,
    post([b"Transfer_Encoding: chunked", b"Content-Length: 5"], b"hello") + NEXT,
    post([b"Transfer-Encoding\t: chunked"], b"0\r\n\r\n") + NEXT,
    post([b"X: y\rTransfer-Encoding: chunked"], b"0\r\n\r\n") + NEXT,
    post([b"X: y\nTransfer-Encoding: chunked"], b"0\r\n\r\n") + NEXT,
    post([b"Content-Length : 5"], b"hello") + NEXT,
    post([b" Content-Length: 5"], b"hello") + NEXT,
    post([b"Content-Length: 5\r\n ,6"], b"hello") + NEXT,
    post([b"X: y\r\n Content-Length: 5"], b"hello") + NEXT,
    POST.replace(b"1.1", b"1.0") + CHUNKED + b"\r\n0\r\n\r\n" + NEXT,
    # Where does a chunk end?
    chunked(b"FFFFFFFFFFFFFFFF\r\nx"),
    chunked(b"10000000000000005\r\nhello\r\n0\r\n\r\n") + NEXT,
    chunked(b"7fffffffffffffff\r\nx"),
    chunked(b"0x5\r\nhello\r\n0\r\n\r\n") + NEXT,
    chunked(b"5 \r\nhello\r\n0\r\n\r\n") + NEXT,
    chunked(b" 5\r\nhello\r\n0\r\n\r\n") + NEXT,
    chunked(b"+5\r\nhello\r\n0\r\n\r\n") + NEXT,
    chunked(b"-1\r\nhello\r\n0\r\n\r\n") + NEXT,
    chunked(b"\r\n5\r\nhello\r\n0\r\n\r\n") + NEXT,
    chunked(b"5\nhello\n0\n\n") + NEXT,
    chunked(b"5\rhello\r0\r\r") + NEXT,
    chunked(b"5\r\nhelloXX0\r\n\r\n") + NEXT,
    chunked(b"5\r\nhello0\r\n\r\n") + NEXT,
    chunked(b"5\r\nhello\n0\r\n\r\n") + NEXT,
    chunked(b"5;a\rb\r\nhello\r\n0\r\n\r\n") + NEXT,
    chunked(b"5;a\nb\r\nhello\r\n0\r\n\r\n") + NEXT,
    chunked(b"5;\x00\r\nhello\r\n0\r\n\r\n") + NEXT,
    chunked(b"5;" + b"x" * 20000 + b"\r\nhello\r\n0\r\n\r\n"),
    chunked(b"0\r\nContent-Length: 5\r\n\r\n") + NEXT,
    chunked(b"0\r\n folded: x\r\n\r\n") + NEXT,
    chunked(b"0\r\nbad name: x\r\n\r\n") + NEXT,
    chunked(b"0\r\nGET /smuggled HTTP/1.1\r\n\r\n"),
    chunked(b"g\r\n"),
    # What is this line?
    b"GET / HTTP/1.1\nHost: a\n\n",
    b"GET / HTTP/1.1\rHost: a\r\r",
    b"GET / HTTP/1.1\r\nHost: a\r\n\n",
    b"GET  / HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET /  HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET\t/\tHTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET /a b HTTP/1.1\r\n" + HOST + b"\r\n",
    b" GET / HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET / HTTP/1.1 \r\n" + HOST + b"\r\n",
    b"GET / http/1.1\r\n" + HOST + b"\r\n",
    b"GET / HTTP/01.1\r\n" + HOST + b"\r\n",
    b"GET / HTTP/1.10\r\n" + HOST + b"\r\n",
    b"GET / HTTP/2.0\r\n" + HOST + b"\r\n",
    b"GET / HTTP/0.9\r\n" + HOST + b"\r\n",
    b"GET / HTTP/1,1\r\n" + HOST + b"\r\n",
    b"GET /\r\n\r\n",
    b"GET HTTP/1.1\r\n" + HOST + b"\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"G\xc3\x8bT / HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GE T / HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GE(T / HTTP/1.1\r\n" + HOST + b"\r\n",
    b"\r\n\r\n" + get(),
    b"\n" + get(),
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    get(target=b"/\x00"),
    get(target=b"/#fragment"),
    get(target=b"*"),
    get(target=b"a.example:80", method=b"CONNECT"),
    get(target=b"http://"),
    get(target=b"http:///x"),
    get(target=b"http://user@b.example/"),
    get(target=b"ftp://b.example/"),
    get(target=b"no-slash"),
    # What is this field?
    get(b"NoColon"),
    get(b": no name"),
    get(b"bad name: x"),
    get(b"name : x"),
    get(b"name\t: x"),
    get(b"n\xc3\xa4me: x"),
    get(b"na(me: x"),
    get(b"X: a\rb"),
    get(b"X: a\x00b"),
    get(b"X: a\x0bb"),
    get(b"X: a\x7fb"),
    get(b"X: a\r\n folded"),
    get(b"X: a\r\n\tfolded"),
    b"GET / HTTP/1.1\r\n folded: first\r\n" + HOST + b"\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    get(b"Host: b.example"),
    b"GET / HTTP/1.1\r\nHost: a, b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: u@a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost:\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
    get(*(b"F%d: x" % n for n in range(2000))),
    get(b"Long: " + b"v" * 70000),
    get(target=b"/" + b"x" * 70000),
]

REQUESTS = PLAIN + MALICIOUS


def response(*fields, status=b"200 OK", version=b"HTTP/1.1", body=b""):
    lines = b"".join(field + b"\r\n" for field in fields)
    return version + b" " + status + b"\r\n" + lines + b"\r\n" + body


LENGTH5 = b"Content-Length: 5"
TE = b"Transfer-Encoding: chunked"
ONE_CHUNK = b"5\r\nhello\r\n0\r\n\r\n"

# The request's method, and what comes back until the connection ends.
RESPONSES = [
    (b"GET", response(LENGTH5, body=b"hello")),
    (b"GET", response(LENGTH5, body=b"hello more than was asked for")),
    (b"GET", response(LENGTH5, body=b"hell")),
    (b"GET", response(LENGTH5, b"Connection: close", body=b"hello")),
    (b"GET", response(LENGTH5, b"Connection: x, Close", body=b"hello")),
    (b"GET", response(b"Content-Length: 0")),
    (b"GET", response(body=b"until the close")),
    (b"GET", response(b"Connection: keep-alive", body=b"until the close")),
    (b"GET", response(TE, body=ONE_CHUNK)),
    (b"GET", response(TE, body=b"5\r\nhel")),
    (b"GET", response(TE, body=b"5\r\nhello\r\n")),
    (b"GET", response(TE, body=b"5\r\nhello\r\n0\r\n")),
    (b"GET", response(TE, body=b"5;ext=1\r\nhello\r\n0\r\nSum: x\r\n\r\n")),
    (b"GET", response(TE, body=ONE_CHUNK + b"HTTP/1.1 200 OK\r\n\r\n")),
    (b"GET", response(TE, LENGTH5, body=ONE_CHUNK)),
    (b"GET", response(TE, TE, body=ONE_CHUNK)),
    (b"GET", response(TE, version=b"HTTP/1.0", body=ONE_CHUNK)),
    (b"GET", response(b"Transfer-Encoding: gzip", body=b"until the close")),
    (b"GET", response(b"Transfer-Encoding: gzip, chunked", body=ONE_CHUNK)),
    (b"GET", response(b"Transfer-Encoding: CHUNKED", body=ONE_CHUNK)),
    (b"GET", response(b"Transfer-Encoding: chunked, chunked", body=ONE_CHUNK)),
    (b"GET", response(b"Transfer-Encoding : chunked", body=ONE_CHUNK)),
    (b"GET", response(LENGTH5, LENGTH5, body=b"hello")),
    (b"GET", response(LENGTH5, b"Content-Length: 6", body=b"hello!")),
    (b"GET", response(b"Content-Length: 5, 5", body=b"hello")),
    (b"GET", response(b"Content-Length: +5", body=b"hello")),
    (b"GET", response(b"Content-Length: 99999999999999999999", body=b"hello")),
    (b"GET", response(LENGTH5, version=b"HTTP/1.0", body=b"hello")),
    (b"GET", response(LENGTH5, b"Connection: keep-alive", version=b"HTTP/1.0", body=b"hello")),
    (b"GET", response(version=b"HTTP/1.0", body=b"old")),
    (b"GET", response(LENGTH5, version=b"HTTP/1.3", body=b"hello")),
    (b"GET", response(LENGTH5, version=b"HTTP/2.0", body=b"hello")),
    (b"GET", response(LENGTH5, version=b"http/1.1", body=b"hello")),
    (b"HEAD", response(LENGTH5)),
    (b"HEAD", response(LENGTH5, body=b"hello")),
    (b"HEAD", response(TE)),
    (b"HEAD", response()),
    (b"GET", response(status=b"204 No Content")),
    (b"GET", response(LENGTH5, status=b"204 No Content", body=b"hello")),
    (b"GET", response(LENGTH5, status=b"304 Not Modified")),
    (b"GET", response(TE, status=b"304 Not Modified", body=ONE_CHUNK)),
    (b"GET", response(status=b"100 Continue") + response(LENGTH5, body=b"hello")),
    (b"PUT", response(status=b"100 Continue") + response(b"Content-Length: 0")),
    (b"GET", response(status=b"103 Early Hints") * 2 + response(LENGTH5, body=b"hello")),
    (b"GET", response(status=b"103 Early Hints") * 50 + response(LENGTH5, body=b"hello")),
    (b"GET", response(b"Upgrade: x", status=b"101 Switching Protocols", body=b"hello")),
    (b"GET", response(LENGTH5, status=b"200", body=b"hello")),
    (b"GET", response(LENGTH5, status=b"200 ", body=b"hello")),
    (b"GET", response(LENGTH5, status=b"200 caf\xe9", body=b"hello")),
    (b"GET", response(LENGTH5, status=b"200  two  blanks", body=b"hello")),
    (b"GET", response(LENGTH5, status=b"2000 OK", body=b"hello")),
    (b"GET", response(LENGTH5, status=b"20 OK", body=b"hello")),
    (b"GET", response(LENGTH5, status=b"099 OK", body=b"hello")),
    (b"GET", response(LENGTH5, status=b"999 OK", body=b"hello")),
    (b"GET", response(LENGTH5, status=b"+20 OK", body=b"hello")),
    (b"GET", response(LENGTH5, status=b"206 Partial Content", body=b"hello")),
    (b"GET", response(b"X: a\r\n folded", LENGTH5, body=b"hello")),
    (b"GET", response(b"X: a\x00b", LENGTH5, body=b"hello")),
    (b"GET", response(b"X : a", LENGTH5, body=b"hello")),
    (b"GET", b"\r\n" + response(LENGTH5, body=b"hello")),
    (b"GET", b"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello"),
    (b"GET", b"HTTP/1.1  200 OK\r\n\r\n"),
    (b"GET", b"ICY 200 OK\r\n\r\n"),
    (b"GET", b"hello"),
    (b"GET", b""),
]

# What breaks parsers, to be put anywhere.
PIECES = [
    b"\r",
    b"\n",
    b"\r\n",
    b"\r\n\r\n",
    b"\x00",
    b"\x0b",
    b"\x0c",
    b"\x1f",
    b"\x7f",
    b"\x85",
    b"\xa0",
    b"\xff",
    b" ",
    b"\t",
    b":",
    b";",
    b",",
    b"0",
    b"00",
    b"+",
    b"-",
    b"0x",
    b"f" * 16,
    b"chunked",
    b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding: ",
    b"Content-Length: 5\r\n",
    b"Content-Length: 3\r\n",
    b"Content-Length: ",
    b"Connection: close\r\n",
    b"Connection: keep-alive\r\n",
    b"Host: b.example\r\n",
    b"HTTP/1.0",
    b"HTTP/1.1",
    b"http://b.example",
    b"0\r\n\r\n",
    b"5\r\nhello\r\n",
    b"GET /smuggled HTTP/1.1\r\nHost: c\r\n\r\n",
    b"\r\n folded",
]


def mutated(data, others, chance):
    """One to four small misfortunes."""
    data = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 2, 4))):
        at = chance.randrange(len(data) + 1)
        # Most of what matters stands in the first lines.
        if chance.random() < 0.5:
            at = min(at, chance.randrange(1, 200))
        match chance.randrange(8):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del data[at : at + chance.choice((1, 1, 2, 8))]
            case 2 | 3 | 4:
                data[at:at] = chance.choice(PIECES)
            case 5:
                data[at : at + 1] = data[at : at + 1].swapcase()
            case 6:
                lines = bytes(data).split(b"\r\n")
                line = chance.randrange(len(lines))
                lines.insert(chance.randrange(len(lines) + 1), lines[line])
                data = bytearray(b"\r\n".join(lines))
            case _:
                other = chance.choice(others)
                data[at:] = other[chance.randrange(len(other) + 1) :]
    return bytes(data)
