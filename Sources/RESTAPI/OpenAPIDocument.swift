// swift-format-ignore-file
// What GET /api/v1/openapi.json answers. Made by Scripts/lib/openapi.py from Config/openapi.yaml:
// change that file and run the script with --write.

enum OpenAPIDocument {
    static let bytes = Array(text.utf8)

    private static let text = #"""
{"openapi":"3.1.0","info":{"title":"DistriShare","version":"1","summary":"One node of a network \#
that shares files.","description":"Every node serves this on its one port and on its control soc\#
ket. Which requests a node can\nanswer depends on its role: a bootstrap shares no files, and pee\#
rs register with no peer; what a\nrole does not have is 404.\n\n**Who may do what.** Where the n\#
etwork has a secret, reading takes the secret, as a Bearer token\nor as the password of Basic (n\#
odes prove it with a scheme of their own and never send it).\nWithout a secret a node listens on\#
 loopback only, and whoever is there may read. Changes over TCP\ntake the operator's token, sent\#
 in the same way; whoever may open the control socket is the\noperator. `/healthz` and this docu\#
ment are open to all, `/metrics` to loopback.\n\n**Browsers.** Without a credential, the Host mu\#
st be one of the node's names (421). A change has\n`Content-Type: application/json`, also where \#
it has no body (415), and no foreign Origin (403).\nThe one exception is `PUT /files`, which tak\#
es any type.\n\n**Documents** carry `\"v\": 1`. Errors are problem documents (RFC 9457). Any ans\#
wer may be 400, 408,\n413, 414, 431 or 501 where the request itself is broken, too slow, too lon\#
g or of no known method,\nand 405 where the path has no such method.\n","license":{"name":"Apach\#
e-2.0","identifier":"Apache-2.0"}},"servers":[{"url":"http://127.0.0.1:9000"}],"security":[{"bea\#
rer":[]},{"basic":[]},{}],"tags":[{"name":"files","description":"Content that is shared."},{"nam\#
e":"node","description":"What a node is and how it is."},{"name":"downloads","description":"File\#
s that this node takes from others."},{"name":"operator","description":"Changes."},{"name":"peer\#
s","description":"What nodes say to a bootstrap."}],"paths":{"/healthz":{"get":{"operationId":"h\#
ealth","tags":["node"],"summary":"Whether the node lives, and its status line. Open to all.","se\#
curity":[{}],"responses":{"200":{"description":"It lives.","headers":{"Distrishare-Node":{"$ref"\#
:"#/components/headers/Node"}},"content":{"application/json":{"schema":{"$ref":"#/components/sch\#
emas/Health"}}}},"431":{"$ref":"#/components/responses/TooLong"}}}},"/metrics":{"get":{"operatio\#
nId":"metrics","tags":["node"],"summary":"Counters and gauges as Prometheus reads them. Open to \#
loopback.","responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/componen\#
ts/responses/Unknown"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/comp\#
onents/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"description":\#
"Text format 0.0.4.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"conten\#
t":{"text/plain":{"schema":{"type":"string"}}}}}}},"/files/{path}":{"parameters":[{"$ref":"#/com\#
ponents/parameters/Path"}],"get":{"operationId":"file","tags":["files"],"summary":"The bytes of \#
a shared file.","description":"Ranges, up to 16 of them, are understood, as are conditions. The \#
file is never shown on the\nnode's origin: it comes as an attachment and in a sandbox. With `?in\#
line` images, audio, video\nand plain text are shown.\n","parameters":[{"name":"inline","in":"qu\#
ery","description":"Its value says nothing; that it is there, asks to show the file.","allowEmpt\#
yValue":true,"schema":{"type":"string"}},{"name":"Range","in":"header","schema":{"type":"string"\#
},"example":"bytes=0-4095"},{"name":"If-Range","in":"header","schema":{"type":"string"}},{"name"\#
:"If-Match","in":"header","schema":{"type":"string"}},{"name":"If-None-Match","in":"header","sch\#
ema":{"type":"string"}},{"name":"If-Modified-Since","in":"header","schema":{"type":"string"}},{"\#
name":"If-Unmodified-Since","in":"header","schema":{"type":"string"}}],"responses":{"400":{"$ref\#
":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"421":{"$ref"\#
:"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$\#
ref":"#/components/responses/TooLong"},"200":{"description":"The file.","headers":{"Distrishare-\#
Node":{"$ref":"#/components/headers/Node"},"ETag":{"description":"Of its size and time of change\#
.","schema":{"type":"string"}},"Last-Modified":{"schema":{"type":"string"}},"Repr-Digest":{"desc\#
ription":"`sha-256=:BASE64:` (RFC 9530), once the file is hashed.","schema":{"type":"string"}},"\#
Content-Security-Policy":{"schema":{"type":"string"}},"X-Content-Type-Options":{"schema":{"const\#
":"nosniff"}}},"content":{"*/*":{}}},"206":{"description":"The ranges, several as multipart/byte\#
ranges.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"*/*":{}\#
}},"304":{"description":"It is as the caller knows it.","headers":{"Distrishare-Node":{"$ref":"#\#
/components/headers/Node"}}},"404":{"$ref":"#/components/responses/Missing"},"412":{"$ref":"#/co\#
mponents/responses/Failed"},"416":{"$ref":"#/components/responses/Unsatisfiable"}}},"put":{"oper\#
ationId":"putFile","tags":["files","operator"],"summary":"Puts the body into `shared_files/`. No\#
thing is ever replaced.","security":[{"bearer":[]},{"basic":[]}],"requestBody":{"required":true,\#
"content":{"application/octet-stream":{"schema":{"type":"string","format":"binary"}}}},"response\#
s":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown\#
"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missi\#
ng"},"413":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/Wrong\#
Type"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses\#
/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"description":"The same conten\#
t was there already.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"},"Locati\#
on":{"schema":{"type":"string","format":"uri-reference"}}},"content":{"application/json":{"schem\#
a":{"$ref":"#/components/schemas/Named"}}}},"201":{"description":"It is there now, on the disk."\#
,"headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"},"Location":{"schema":{"type"\#
:"string","format":"uri-reference"}}},"content":{"application/json":{"schema":{"$ref":"#/compone\#
nts/schemas/Named"}}}},"408":{"$ref":"#/components/responses/TooSlow"},"409":{"$ref":"#/componen\#
ts/responses/Conflict"},"412":{"$ref":"#/components/responses/Failed"},"507":{"$ref":"#/componen\#
ts/responses/Full"}}}},"/api/v1/openapi.json":{"get":{"operationId":"description","tags":["node"\#
],"summary":"This document. Open to all; it says nothing of the node.","security":[{}],"response\#
s":{"200":{"description":"OpenAPI 3.1.","headers":{"Distrishare-Node":{"$ref":"#/components/head\#
ers/Node"}},"content":{"application/json":{"schema":{"type":"object"}}}},"431":{"$ref":"#/compon\#
ents/responses/TooLong"}}}},"/api/v1/status":{"get":{"operationId":"status","tags":["node"],"sum\#
mary":"What the node is, and what a person should know of it.","responses":{"400":{"$ref":"#/com\#
ponents/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"421":{"$ref":"#/comp\#
onents/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/\#
components/responses/TooLong"},"200":{"description":"The status.","headers":{"Distrishare-Node":\#
{"$ref":"#/components/headers/Node"}},"content":{"application/json":{"schema":{"$ref":"#/compone\#
nts/schemas/Status"}}}}}}},"/api/v1/events":{"get":{"operationId":"events","tags":["node"],"summ\#
ary":"What happens, as it happens.","description":"Server-sent events, whose ids are resumed wit\#
h `Last-Event-ID`. Types: `node` (with `change`:\ncame, changed, went), `library` (added, hashed\#
, removed), `download` (its document, at most\nonce a second while it runs), and `resync`: what \#
happened is not known piece by piece, read\nthe lists again. A comment comes every 15 seconds. T\#
he stream has no end but the node's.\n","parameters":[{"name":"Last-Event-ID","in":"header","des\#
cription":"The event after which to go on. One that is gone is answered by `resync`.","schema":{\#
"type":"string","maxLength":64},"example":"5f3a9c-17"}],"responses":{"400":{"$ref":"#/components\#
/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"421":{"$ref":"#/components/\#
responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/compone\#
nts/responses/TooLong"},"200":{"description":"The stream.","headers":{"Distrishare-Node":{"$ref"\#
:"#/components/headers/Node"}},"content":{"text/event-stream":{"schema":{"type":"string"}}}},"50\#
3":{"$ref":"#/components/responses/Busy"}}}},"/api/v1/nodes":{"get":{"operationId":"nodes","tags\#
":["node"],"summary":"The other nodes that are known, in the order in which they came.","paramet\#
ers":[{"name":"list","in":"query","description":"Everybody, those of the bootstraps, or those th\#
at multicast heard of lately.","schema":{"enum":["all","bootstrap","multicast"],"default":"all"}\#
},{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components/parameters/Cursor"}],"responses\#
":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"\#
},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooM\#
any"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"description":"A part of the list."\#
,"headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/jso\#
n":{"schema":{"$ref":"#/components/schemas/Nodes"}}}},"410":{"$ref":"#/components/responses/Gone\#
"}}},"post":{"operationId":"addNode","tags":["operator"],"summary":"Names a node to try, also af\#
ter a restart.","security":[{"bearer":[]},{"basic":[]}],"requestBody":{"required":true,"content"\#
:{"application/json":{"schema":{"$ref":"#/components/schemas/AddressBody"},"example":{"address":\#
"127.0.0.1:9001"}}}},"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"\#
#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref"\#
:"#/components/responses/Missing"},"413":{"$ref":"#/components/responses/TooLong"},"415":{"$ref"\#
:"#/components/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{\#
"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{\#
"$ref":"#/components/responses/Done"}}},"delete":{"operationId":"removeNode","tags":["operator"]\#
,"summary":"Takes a named node back, by the address in the body.","security":[{"bearer":[]},{"ba\#
sic":[]}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/comp\#
onents/schemas/AddressBody"},"example":{"address":"127.0.0.1:9001"}}}},"responses":{"400":{"$ref\#
":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref"\#
:"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"413":{"$re\#
f":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$\#
ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431"\#
:{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"}}}},"/api\#
/v1/nodes/{address}":{"delete":{"operationId":"removeNodeByPath","tags":["operator"],"summary":"\#
Takes a named node back, by the address in the path.","security":[{"bearer":[]},{"basic":[]}],"p\#
arameters":[{"$ref":"#/components/parameters/Address"}],"responses":{"400":{"$ref":"#/components\#
/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/\#
responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"413":{"$ref":"#/component\#
s/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/compone\#
nts/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/com\#
ponents/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"}}}},"/api/v1/files":{"ge\#
t":{"operationId":"files","tags":["files"],"summary":"The files that this node shares, by name; \#
or those that fit, best first.","parameters":[{"name":"q","in":"query","description":"Words that\#
 a name must have all of. None is the same as no words.","schema":{"type":"string","maxLength":1\#
024},"example":"holiday"},{"name":"sha256","in":"query","description":"The digest of the content\#
. Then words do not count.","schema":{"$ref":"#/components/schemas/Digest"}},{"$ref":"#/componen\#
ts/parameters/Limit"},{"$ref":"#/components/parameters/Cursor"}],"responses":{"400":{"$ref":"#/c\#
omponents/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"421":{"$ref":"#/co\#
mponents/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"\#
#/components/responses/TooLong"},"200":{"description":"A part of the list.","headers":{"Distrish\#
are-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/json":{"schema":{"$ref":\#
"#/components/schemas/Files"}}}},"410":{"$ref":"#/components/responses/Gone"}}}},"/api/v1/search\#
":{"post":{"operationId":"search","tags":["files"],"summary":"Asks every node that is known, and\#
 answers in a few seconds.","requestBody":{"required":true,"content":{"application/json":{"schem\#
a":{"type":"object","required":["words"],"properties":{"v":{"$ref":"#/components/schemas/V"},"wo\#
rds":{"description":"Old nodes can only be asked for a whole name.","type":"string","minLength":\#
1,"maxLength":1024}}},"example":{"words":"holiday"}}}},"responses":{"400":{"$ref":"#/components/\#
responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/r\#
esponses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"413":{"$ref":"#/components\#
/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/componen\#
ts/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/comp\#
onents/responses/TooLong"},"200":{"description":"What was found, one entry a content.","headers"\#
:{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/json":{"schem\#
a":{"$ref":"#/components/schemas/Search"}}}}}}},"/api/v1/downloads":{"get":{"operationId":"downl\#
oads","tags":["downloads"],"summary":"All downloads, also those that ended, by id.","parameters"\#
:[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components/parameters/Cursor"}],"responses\#
":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"\#
},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooM\#
any"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"description":"A part of the list."\#
,"headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/jso\#
n":{"schema":{"$ref":"#/components/schemas/Downloads"}}}},"410":{"$ref":"#/components/responses/\#
Gone"}}},"post":{"operationId":"startDownload","tags":["downloads","operator"],"summary":"Starts\#
 a download, by name or by digest.","security":[{"bearer":[]},{"basic":[]}],"requestBody":{"requ\#
ired":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/DownloadBody"},\#
"examples":{"name":{"value":{"name":"holiday/one.jpg"}},"digest":{"value":{"sha256":"e3b0c44298f\#
c1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}}}}},"responses":{"400":{"$ref":"#/compo\#
nents/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/compon\#
ents/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"413":{"$ref":"#/comp\#
onents/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/co\#
mponents/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"\#
#/components/responses/TooLong"},"202":{"description":"It has begun, or waits for its turn.","he\#
aders":{"Distrishare-Node":{"$ref":"#/components/headers/Node"},"Location":{"schema":{"type":"st\#
ring","format":"uri-reference"}}},"content":{"application/json":{"schema":{"$ref":"#/components/\#
schemas/Download"}}}},"409":{"$ref":"#/components/responses/Conflict"}}}},"/api/v1/downloads/{id\#
}":{"parameters":[{"$ref":"#/components/parameters/DownloadID"}],"get":{"operationId":"download"\#
,"tags":["downloads"],"summary":"One download.","responses":{"400":{"$ref":"#/components/respons\#
es/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"421":{"$ref":"#/components/response\#
s/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/resp\#
onses/TooLong"},"200":{"description":"As it is now.","headers":{"Distrishare-Node":{"$ref":"#/co\#
mponents/headers/Node"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/D\#
ownload"}}}},"404":{"$ref":"#/components/responses/Missing"}}},"delete":{"operationId":"cancelDo\#
wnload","tags":["downloads","operator"],"summary":"Cancels a download that has not ended.","secu\#
rity":[{"bearer":[]},{"basic":[]}],"responses":{"400":{"$ref":"#/components/responses/Broken"},"\#
401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"}\#
,"404":{"$ref":"#/components/responses/Missing"},"413":{"$ref":"#/components/responses/TooLong"}\#
,"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdire\#
cted"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/Too\#
Long"},"200":{"$ref":"#/components/responses/Done"}}}},"/api/v1/downloads/{id}/pause":{"paramete\#
rs":[{"$ref":"#/components/parameters/DownloadID"}],"post":{"operationId":"pauseDownload","tags"\#
:["downloads","operator"],"summary":"Pauses a download; what has arrived is kept.","security":[{\#
"bearer":[]},{"basic":[]}],"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$\#
ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{\#
"$ref":"#/components/responses/Missing"},"413":{"$ref":"#/components/responses/TooLong"},"415":{\#
"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"},"\#
429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"\#
200":{"$ref":"#/components/responses/Paused"},"409":{"$ref":"#/components/responses/Conflict"}}}\#
},"/api/v1/downloads/{id}/resume":{"parameters":[{"$ref":"#/components/parameters/DownloadID"}],\#
"post":{"operationId":"resumeDownload","tags":["downloads","operator"],"summary":"Goes on with a\#
 paused download.","security":[{"bearer":[]},{"basic":[]}],"responses":{"400":{"$ref":"#/compone\#
nts/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/componen\#
ts/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"413":{"$ref":"#/compon\#
ents/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/comp\#
onents/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/\#
components/responses/TooLong"},"200":{"$ref":"#/components/responses/Paused"},"409":{"$ref":"#/c\#
omponents/responses/Conflict"}}}},"/api/v1/shares":{"post":{"operationId":"share","tags":["opera\#
tor"],"summary":"Shares a file or folder of the node's machine, by reference or as a copy.","des\#
cription":"The path is any that the daemon may read: the operator decides what is shared with ev\#
erybody\nwho may read. Give the token to nobody who may not read the machine.\n","security":[{"b\#
earer":[]},{"basic":[]}],"requestBody":{"required":true,"content":{"application/json":{"schema":\#
{"type":"object","required":["path"],"properties":{"v":{"$ref":"#/components/schemas/V"},"path":\#
{"description":"An absolute path whose last part is a name that can be shared.","type":"string",\#
"pattern":"^/([^\\u0000]*/)?[^./\\\\\\u0000][^/\\\\\\u0000]{0,62}$","maxLength":4095},"copy":{"d\#
escription":"Copies it into `shared_files/`.","type":["boolean","null"],"default":false}}},"exam\#
ple":{"path":"/nowhere/holiday"}}}},"responses":{"400":{"$ref":"#/components/responses/Broken"},\#
"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"\#
},"404":{"$ref":"#/components/responses/Missing"},"413":{"$ref":"#/components/responses/TooLong"\#
},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdir\#
ected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/To\#
oLong"},"201":{"description":"It is shared under this name.","headers":{"Distrishare-Node":{"$re\#
f":"#/components/headers/Node"},"Location":{"schema":{"type":"string","format":"uri-reference"}}\#
},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Named"}}}},"409":{"$ref"\#
:"#/components/responses/Conflict"},"507":{"$ref":"#/components/responses/Full"}}}},"/api/v1/sha\#
res/{path}":{"delete":{"operationId":"unshare","tags":["operator"],"summary":"Ends a share by it\#
s name, or moves a file out of `shared_files/`. Nothing is deleted.","security":[{"bearer":[]},{\#
"basic":[]}],"parameters":[{"$ref":"#/components/parameters/Path"}],"responses":{"400":{"$ref":"\#
#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#\#
/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"413":{"$ref":\#
"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref\#
":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"\#
$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"},"409":{"$re\#
f":"#/components/responses/Conflict"},"507":{"$ref":"#/components/responses/Full"}}}},"/api/v1/m\#
ulticast":{"put":{"operationId":"switchMulticast","tags":["operator"],"summary":"Switches multic\#
ast on or off, also for after a restart.","security":[{"bearer":[]},{"basic":[]}],"requestBody":\#
{"required":true,"content":{"application/json":{"schema":{"type":"object","required":["enabled"]\#
,"properties":{"v":{"$ref":"#/components/schemas/V"},"enabled":{"type":"boolean"}}},"example":{"\#
enabled":false}}}},"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/\#
components/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"\#
#/components/responses/Missing"},"413":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"\#
#/components/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$\#
ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"$\#
ref":"#/components/responses/Done"}}}},"/api/v1/bootstraps":{"get":{"operationId":"bootstraps","\#
tags":["node"],"summary":"The bootstraps of this peer, and how it stands with them.","responses"\#
:{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"}\#
,"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMa\#
ny"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"description":"All of them.","header\#
s":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/json":{"sch\#
ema":{"$ref":"#/components/schemas/Bootstraps"}}}}}},"post":{"operationId":"addBootstrap","tags"\#
:["operator"],"summary":"Names a bootstrap, also for after a restart.","security":[{"bearer":[]}\#
,{"basic":[]}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#\#
/components/schemas/AddressBody"},"example":{"address":"127.0.0.1:9001"}}}},"responses":{"400":{\#
"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"\#
$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"413":\#
{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421\#
":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},\#
"431":{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"},"40\#
9":{"$ref":"#/components/responses/Conflict"}}},"delete":{"operationId":"removeBootstrap","tags"\#
:["operator"],"summary":"Takes a bootstrap back, by the address in the body.","security":[{"bear\#
er":[]},{"basic":[]}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$\#
ref":"#/components/schemas/AddressBody"},"example":{"address":"127.0.0.1:9001"}}}},"responses":{\#
"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"\#
403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"}\#
,"413":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType\#
"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/Too\#
Many"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/components/responses/Don\#
e"}}}},"/api/v1/bootstraps/{address}":{"delete":{"operationId":"removeBootstrapByPath","tags":["\#
operator"],"summary":"Takes a bootstrap back, by the address in the path.","security":[{"bearer"\#
:[]},{"basic":[]}],"parameters":[{"$ref":"#/components/parameters/Address"}],"responses":{"400":\#
{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{\#
"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"413"\#
:{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"42\#
1":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"}\#
,"431":{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"}}}}\#
,"/api/v1/peers":{"post":{"operationId":"register","tags":["peers"],"summary":"Registers a peer \#
with a bootstrap.","requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref\#
":"#/components/schemas/Registration"}}}},"responses":{"400":{"$ref":"#/components/responses/Bro\#
ken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/Forb\#
idden"},"404":{"$ref":"#/components/responses/Missing"},"413":{"$ref":"#/components/responses/To\#
oLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/components/responses/\#
Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/respon\#
ses/TooLong"},"200":{"description":"Who else there is.","headers":{"Distrishare-Node":{"$ref":"#\#
/components/headers/Node"}},"content":{"application/json":{"schema":{"$ref":"#/components/schema\#
s/Welcome"}}}},"507":{"$ref":"#/components/responses/Full"}}}},"/api/v1/peers/{id}":{"parameters\#
":[{"name":"id","in":"path","required":true,"schema":{"$ref":"#/components/schemas/Digest"}}],"p\#
ut":{"operationId":"heartbeat","tags":["peers"],"summary":"Says that a peer lives. Its `id` is t\#
hat of the path.","requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref"\#
:"#/components/schemas/Registration"}}}},"responses":{"400":{"$ref":"#/components/responses/Brok\#
en"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbi\#
dden"},"404":{"$ref":"#/components/responses/Missing"},"413":{"$ref":"#/components/responses/Too\#
Long"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/components/responses/M\#
isdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/respons\#
es/TooLong"},"200":{"description":"Who else there is.","headers":{"Distrishare-Node":{"$ref":"#/\#
components/headers/Node"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas\#
/Welcome"}}}},"507":{"$ref":"#/components/responses/Full"}}},"delete":{"operationId":"goodbye","\#
tags":["peers"],"summary":"Says that a peer goes.","responses":{"400":{"$ref":"#/components/resp\#
onses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/respo\#
nses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"413":{"$ref":"#/components/res\#
ponses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/components/r\#
esponses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/componen\#
ts/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"}}}}},"components":{"securityS\#
chemes":{"bearer":{"type":"http","scheme":"bearer","description":"The operator's token, or the n\#
etwork's secret."},"basic":{"type":"http","scheme":"basic","description":"The same as the passwo\#
rd; the user's name does not count."}},"headers":{"Node":{"description":"The node's id, and the \#
number of its run; both hexadecimal.","schema":{"type":"string","pattern":"^[0-9a-f]{64} [0-9a-f\#
]{1,16}$"}}},"parameters":{"Path":{"name":"path","in":"path","required":true,"description":"A na\#
me in the library; its slashes may stand as they are.","schema":{"$ref":"#/components/schemas/Fi\#
leName"},"example":"holiday/one.jpg"},"Address":{"name":"address","in":"path","required":true,"s\#
chema":{"$ref":"#/components/schemas/HostPort"},"example":"127.0.0.1:9001"},"DownloadID":{"name"\#
:"id","in":"path","required":true,"schema":{"type":"integer","minimum":0,"maximum":9223372036854\#
775807},"example":1},"Limit":{"name":"limit","in":"query","description":"Rows of a part at most.\#
","schema":{"type":"integer","minimum":1,"maximum":1000,"default":1000}},"Cursor":{"name":"curso\#
r","in":"query","description":"The `next` of the part before. Its content is nobody's business."\#
,"schema":{"type":"string","minLength":1,"maxLength":9280}}},"responses":{"Done":{"description":\#
"Done.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"applicat\#
ion/json":{"schema":{"$ref":"#/components/schemas/Done"}}}},"Paused":{"description":"The downloa\#
d as it is now.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{\#
"application/json":{"schema":{"$ref":"#/components/schemas/Download"}}}},"Broken":{"description"\#
:"The request is not well made; the detail says where.","headers":{"Distrishare-Node":{"$ref":"#\#
/components/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/component\#
s/schemas/Problem"}}}},"Unknown":{"description":"It takes a credential, or this one is wrong.","\#
headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"},"WWW-Authenticate":{"required"\#
:true,"schema":{"type":"string"}}},"content":{"application/problem+json":{"schema":{"$ref":"#/co\#
mponents/schemas/Problem"}}}},"Forbidden":{"description":"The credential is not enough, or the p\#
age is of another origin.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"\#
content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"Missi\#
ng":{"description":"There is no such thing, or not on a node of this role.","headers":{"Distrish\#
are-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema":\#
{"$ref":"#/components/schemas/Problem"}}}},"TooSlow":{"description":"The request did not arrive \#
in time.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"applic\#
ation/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"Conflict":{"descriptio\#
n":"It cannot be done as things stand.","headers":{"Distrishare-Node":{"$ref":"#/components/head\#
ers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Proble\#
m"}}}},"Gone":{"description":"The cursor is none of this list, or from before a restart; begin a\#
new.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"applicatio\#
n/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"Failed":{"description":"A \#
condition of the request does not hold.","headers":{"Distrishare-Node":{"$ref":"#/components/hea\#
ders/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Probl\#
em"}}}},"TooLong":{"description":"The request, or a part of it, is too long.","headers":{"Distri\#
share-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema\#
":{"$ref":"#/components/schemas/Problem"}}}},"WrongType":{"description":"A change has another Co\#
ntent-Type.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"app\#
lication/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"Unsatisfiable":{"de\#
scription":"No range lies within the file.","headers":{"Distrishare-Node":{"$ref":"#/components/\#
headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Pr\#
oblem"}}}},"Misdirected":{"description":"The Host is no name of this node.","headers":{"Distrish\#
are-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema":\#
{"$ref":"#/components/schemas/Problem"}}}},"TooMany":{"description":"Too many of that kind; try \#
again later.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"ap\#
plication/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"Busy":{"descriptio\#
n":"Too many watch already; try again later.","headers":{"Distrishare-Node":{"$ref":"#/component\#
s/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/\#
Problem"}}}},"Full":{"description":"There is no room for it.","headers":{"Distrishare-Node":{"$r\#
ef":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/com\#
ponents/schemas/Problem"}}}}},"schemas":{"V":{"description":"The version of the document; only 1\#
 is known, and is meant where it is missing.","enum":[1,null]},"Digest":{"description":"64 hexad\#
ecimal digits.","type":"string","pattern":"^[0-9A-Fa-f]{64}$","example":"e3b0c44298fc1c149afbf4c\#
8996fb92427ae41e4649b934ca495991b7852b855"},"Bits":{"description":"16 hexadecimal digits.","type\#
":"string","pattern":"^[0-9A-Fa-f]{16}$","example":"00000000000000ff"},"FileName":{"description"\#
:"A path in the library: parts of at most 255 bytes between single slashes, none of which\nbegin\#
s with a dot or has a backslash or NUL.\n","type":"string","pattern":"^[^./\\\\\\u0000][^/\\\\\\\#
u0000]{0,254}(/[^./\\\\\\u0000][^/\\\\\\u0000]{0,254})*$","maxLength":3072,"example":"holiday/on\#
e.jpg"},"HostPort":{"description":"A name or address, and a port. IPv6 stands in brackets.","typ\#
e":"string","pattern":"^([A-Za-z0-9._-]{1,253}|\\[::1?\\]|\\[([0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1\#
,4}\\]):0*([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])\#
$","example":"127.0.0.1:9001"},"ShortText":{"type":"string","maxLength":260},"Count":{"type":"in\#
teger","minimum":0},"Problem":{"type":"object","required":["v","type","status","title","detail"]\#
,"properties":{"v":{"const":1},"type":{"const":"about:blank"},"status":{"type":"integer","minimu\#
m":400,"maximum":599},"title":{"type":"string"},"detail":{"type":"string"}}},"Done":{"type":"obj\#
ect","required":["v"],"properties":{"v":{"const":1}}},"Health":{"type":"object","required":["v",\#
"status"],"properties":{"v":{"const":1},"status":{"type":"string"}}},"Named":{"type":"object","r\#
equired":["v","name"],"properties":{"v":{"const":1},"name":{"$ref":"#/components/schemas/FileNam\#
e"}}},"Status":{"type":"object","required":["v","id","short","instance","name","role","version",\#
"port","zone","uptime_s","secret","multicast","nodes","files","downloads","connections","datagra\#
ms_malformed","bootstraps","notices"],"properties":{"v":{"const":1},"id":{"$ref":"#/components/s\#
chemas/Digest"},"short":{"type":"string","pattern":"^[0-9a-f]{20}$"},"instance":{"$ref":"#/compo\#
nents/schemas/Bits"},"name":{"type":"string"},"role":{"enum":["bootstrap","peer"]},"version":{"t\#
ype":"string"},"port":{"type":"integer","minimum":1,"maximum":65535},"zone":{"type":"string"},"u\#
ptime_s":{"type":"integer","minimum":0},"secret":{"description":"Whether the network has one.","\#
type":"boolean"},"multicast":{"type":"boolean"},"nodes":{"type":"object","required":["known","al\#
ive","bootstrap","multicast"],"properties":{"known":{"type":"integer","minimum":0},"alive":{"typ\#
e":"integer","minimum":0},"bootstrap":{"type":"integer","minimum":0},"multicast":{"type":"intege\#
r","minimum":0}}},"files":{"type":"object","required":["count","bytes","unhashed"],"properties":\#
{"count":{"type":"integer","minimum":0},"bytes":{"type":"integer","minimum":0},"unhashed":{"type\#
":"integer","minimum":0}}},"downloads":{"type":"object","required":["running"],"properties":{"ru\#
nning":{"type":"integer","minimum":0}}},"connections":{"type":"integer","minimum":0},"datagrams_\#
malformed":{"type":"integer","minimum":0},"bootstraps":{"type":"array","items":{"$ref":"#/compon\#
ents/schemas/Bootstrap"}},"notices":{"type":"array","items":{"type":"string"}}}},"Next":{"descri\#
ption":"The cursor of the next part; null in the last.","type":["string","null"]},"Nodes":{"type\#
":"object","required":["v","nodes","next"],"properties":{"v":{"const":1},"nodes":{"type":"array"\#
,"maxItems":1000,"items":{"$ref":"#/components/schemas/Node"}},"next":{"$ref":"#/components/sche\#
mas/Next"}}},"Node":{"type":"object","required":["id","short","name","address","zone","version",\#
"files","kind","learned","seen_s","state"],"properties":{"id":{"description":"Null for an old no\#
de.","type":["string","null"]},"short":{"type":["string","null"]},"name":{"$ref":"#/components/s\#
chemas/ShortText"},"address":{"type":"string"},"zone":{"$ref":"#/components/schemas/ShortText"},\#
"version":{"$ref":"#/components/schemas/ShortText"},"files":{"type":"integer","minimum":0},"kind\#
":{"enum":["unknown","ours","old"]},"learned":{"type":"array","items":{"enum":["bootstrap","mult\#
icast","added","registered"]}},"seen_s":{"description":"Seconds since it was last seen.","type":\#
"integer","minimum":0},"state":{"enum":["unknown","alive","down"]}}},"Bootstraps":{"type":"objec\#
t","required":["v","bootstraps"],"properties":{"v":{"const":1},"bootstraps":{"type":"array","ite\#
ms":{"$ref":"#/components/schemas/Bootstrap"}}}},"Bootstrap":{"type":"object","required":["serve\#
r","state","kind","added","reason","answered_s"],"properties":{"server":{"type":"string"},"state\#
":{"enum":["trying","registered","failed"]},"kind":{"enum":["unknown","ours","old"]},"added":{"d\#
escription":"By a person and not by the config.","type":"boolean"},"reason":{"description":"Why \#
it failed last.","type":["string","null"]},"answered_s":{"description":"Seconds since.","type":[\#
"integer","null"],"minimum":0}}},"Files":{"type":"object","required":["v","files","next"],"prope\#
rties":{"v":{"const":1},"files":{"type":"array","maxItems":1000,"items":{"$ref":"#/components/sc\#
hemas/File"}},"next":{"$ref":"#/components/schemas/Next"}}},"File":{"type":"object","required":[\#
"name","size","sha256","modified"],"properties":{"name":{"$ref":"#/components/schemas/FileName"}\#
,"size":{"type":"integer","minimum":0},"sha256":{"description":"Null until it is hashed.","type"\#
:["string","null"]},"modified":{"description":"Seconds since 1970.","type":"integer"}}},"Search"\#
:{"type":"object","required":["v","results","asked","silent"],"properties":{"v":{"const":1},"res\#
ults":{"type":"array","maxItems":1000,"items":{"$ref":"#/components/schemas/Content"}},"asked":{\#
"description":"Nodes that were asked.","type":"integer","minimum":0},"silent":{"description":"Th\#
ose that did not answer in time.","type":"integer","minimum":0}}},"Content":{"type":"object","re\#
quired":["name","size","sha256","holders"],"properties":{"name":{"$ref":"#/components/schemas/Fi\#
leName"},"size":{"description":"Null where only old nodes hold it.","type":["integer","null"]},"\#
sha256":{"type":["string","null"]},"holders":{"type":"array","items":{"type":"object","required"\#
:["address","id","short","name","ms"],"properties":{"address":{"description":"Null for the node \#
itself.","type":["string","null"]},"id":{"type":["string","null"]},"short":{"type":["string","nu\#
ll"]},"name":{"type":"string"},"ms":{"description":"Until it answered.","type":"integer","minimu\#
m":0}}}}}},"Downloads":{"type":"object","required":["v","downloads","next"],"properties":{"v":{"\#
const":1},"downloads":{"type":"array","maxItems":1000,"items":{"$ref":"#/components/schemas/Down\#
loadRow"}},"next":{"$ref":"#/components/schemas/Next"}}},"DownloadRow":{"type":"object","require\#
d":["id","name","state","reason","failure","received","size","sha256","verified","holder","rate"\#
,"choices"],"properties":{"id":{"type":"integer","minimum":0},"name":{"type":"string"},"state":{\#
"enum":["waiting","searching","running","verifying","paused","done","failed","cancelled"]},"reas\#
on":{"description":"Why it is paused or failed.","type":["string","null"]},"failure":{"enum":["n\#
otFound","ambiguous","verification","refused","unreachable","disk","other",null]},"received":{"d\#
escription":"Bytes.","type":"integer","minimum":0},"size":{"description":"Null until a holder sa\#
id it.","type":["integer","null"]},"sha256":{"type":["string","null"]},"verified":{"description"\#
:"Held against a digest that was known before.","type":"boolean"},"holder":{"type":["string","nu\#
ll"]},"rate":{"description":"Bytes a second.","type":"integer","minimum":0},"choices":{"descript\#
ion":"Contents that fit the name, where several did.","type":"array","items":{"$ref":"#/componen\#
ts/schemas/Content"}}}},"Download":{"allOf":[{"$ref":"#/components/schemas/DownloadRow"},{"type"\#
:"object","required":["v"],"properties":{"v":{"const":1}}}]},"DownloadBody":{"type":"object","pr\#
operties":{"v":{"$ref":"#/components/schemas/V"},"from":{"description":"The only node to ask.","\#
anyOf":[{"$ref":"#/components/schemas/HostPort"},{"type":"null"}]}},"oneOf":[{"required":["name"\#
],"properties":{"name":{"$ref":"#/components/schemas/FileName"},"sha256":{"type":"null"}}},{"req\#
uired":["sha256"],"properties":{"name":{"type":"null"},"sha256":{"$ref":"#/components/schemas/Di\#
gest"}}}]},"Registration":{"type":"object","required":["id","instance","name","port","zone","ver\#
sion","files"],"properties":{"v":{"$ref":"#/components/schemas/V"},"id":{"$ref":"#/components/sc\#
hemas/Digest"},"instance":{"$ref":"#/components/schemas/Bits"},"name":{"$ref":"#/components/sche\#
mas/ShortText"},"port":{"type":"integer","minimum":1,"maximum":65535},"zone":{"$ref":"#/componen\#
ts/schemas/ShortText"},"version":{"$ref":"#/components/schemas/ShortText"},"files":{"type":"inte\#
ger","minimum":0,"maximum":9223372036854775807},"advertise":{"description":"Where it wants to be\#
 dialled.","anyOf":[{"$ref":"#/components/schemas/HostPort"},{"type":"null"}]},"generation":{"de\#
scription":"The list that it has already.","anyOf":[{"$ref":"#/components/schemas/Bits"},{"type"\#
:"null"}]}}},"Welcome":{"type":"object","required":["v","you","generation","nodes"],"properties"\#
:{"v":{"const":1},"you":{"description":"Where the bootstrap sees the peer.","type":"string"},"ge\#
neration":{"$ref":"#/components/schemas/Bits"},"nodes":{"description":"Null where the list is th\#
e one that the peer has.","type":["array","null"],"items":{"$ref":"#/components/schemas/Node"}}}\#
}}}}
"""#
}
