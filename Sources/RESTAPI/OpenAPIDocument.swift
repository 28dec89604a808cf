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
wer may be 400,\n408, 413, 414, 417, 431, 501 or 505 where the request itself is broken, too slo\#
w, too long or of\nno known method or version, and 405 where the path has no such method.\n","li\#
cense":{"name":"Apache-2.0","identifier":"Apache-2.0"}},"servers":[{"url":"http://127.0.0.1:9000\#
"}],"security":[{"bearer":[]},{"basic":[]},{}],"tags":[{"name":"files","description":"Content th\#
at is shared."},{"name":"node","description":"What a node is and how it is."},{"name":"downloads\#
","description":"Files that this node takes from others."},{"name":"operator","description":"Cha\#
nges."},{"name":"peers","description":"What nodes say to a bootstrap."}],"paths":{"/healthz":{"g\#
et":{"operationId":"health","tags":["node"],"summary":"Whether the node lives, and its status li\#
ne. Open to all.","security":[{}],"responses":{"200":{"description":"It lives.","headers":{"Dist\#
rishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/json":{"schema":{"$r\#
ef":"#/components/schemas/Health"}}}},"414":{"$ref":"#/components/responses/TooLong"},"431":{"$r\#
ef":"#/components/responses/TooLong"}}}},"/metrics":{"get":{"operationId":"metrics","tags":["nod\#
e"],"summary":"Counters and gauges as Prometheus reads them. Open to loopback.","responses":{"40\#
0":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"408\#
":{"$ref":"#/components/responses/TooSlow"},"414":{"$ref":"#/components/responses/TooLong"},"421\#
":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},\#
"431":{"$ref":"#/components/responses/TooLong"},"200":{"description":"Text format 0.0.4.","heade\#
rs":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"text/plain":{"schema":\#
{"type":"string"}}}}}}},"/files/{path}":{"parameters":[{"$ref":"#/components/parameters/Path"}],\#
"get":{"operationId":"file","tags":["files"],"summary":"The bytes of a shared file.","descriptio\#
n":"Ranges, up to 16 of them, are understood, as are conditions. The file is never shown on the\\#
nnode's origin: it comes as an attachment and in a sandbox. With `?inline` images, audio,\nvideo\#
 and plain text are shown.\n","parameters":[{"name":"inline","in":"query","description":"Its val\#
ue says nothing; that it is there, asks to show the file.","allowEmptyValue":true,"schema":{"typ\#
e":"string"}},{"name":"Range","in":"header","schema":{"type":"string"},"example":"bytes=0-4095"}\#
,{"name":"If-Range","in":"header","schema":{"type":"string"}},{"name":"If-Match","in":"header","\#
schema":{"type":"string"}},{"name":"If-None-Match","in":"header","schema":{"type":"string"}},{"n\#
ame":"If-Modified-Since","in":"header","schema":{"type":"string"}},{"name":"If-Unmodified-Since"\#
,"in":"header","schema":{"type":"string"}}],"responses":{"400":{"$ref":"#/components/responses/B\#
roken"},"401":{"$ref":"#/components/responses/Unknown"},"408":{"$ref":"#/components/responses/To\#
oSlow"},"414":{"$ref":"#/components/responses/TooLong"},"421":{"$ref":"#/components/responses/Mi\#
sdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/response\#
s/TooLong"},"200":{"description":"The file.","headers":{"Distrishare-Node":{"$ref":"#/components\#
/headers/Node"},"ETag":{"description":"Of its size and time of change.","schema":{"type":"string\#
"}},"Last-Modified":{"schema":{"type":"string"}},"Repr-Digest":{"description":"`sha-256=:BASE64:\#
` (RFC 9530), once the file is hashed.","schema":{"type":"string"}},"Content-Security-Policy":{"\#
schema":{"type":"string"}},"X-Content-Type-Options":{"schema":{"const":"nosniff"}}},"content":{"\#
*/*":{}}},"206":{"description":"The ranges, several as multipart/byteranges.","headers":{"Distri\#
share-Node":{"$ref":"#/components/headers/Node"}},"content":{"*/*":{}}},"304":{"description":"It\#
 is as the caller knows it.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}}\#
},"404":{"$ref":"#/components/responses/Missing"},"412":{"$ref":"#/components/responses/Failed"}\#
,"416":{"$ref":"#/components/responses/Unsatisfiable"}}},"put":{"operationId":"putFile","tags":[\#
"files","operator"],"summary":"Puts the body into `shared_files/`. Nothing is ever replaced.","s\#
ecurity":[{"bearer":[]},{"basic":[]}],"requestBody":{"required":true,"content":{"application/oct\#
et-stream":{"schema":{"type":"string","format":"binary"}}}},"responses":{"400":{"$ref":"#/compon\#
ents/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/compone\#
nts/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/compo\#
nents/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/compo\#
nents/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/com\#
ponents/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#\#
/components/responses/TooLong"},"200":{"description":"The same content was there already.","head\#
ers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"},"Location":{"schema":{"type":"stri\#
ng","format":"uri-reference"}}},"content":{"application/json":{"schema":{"$ref":"#/components/sc\#
hemas/Named"}}}},"201":{"description":"It is there now, on the disk.","headers":{"Distrishare-No\#
de":{"$ref":"#/components/headers/Node"},"Location":{"schema":{"type":"string","format":"uri-ref\#
erence"}}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Named"}}}},"409\#
":{"$ref":"#/components/responses/Conflict"},"412":{"$ref":"#/components/responses/Failed"},"507\#
":{"$ref":"#/components/responses/Full"}}}},"/api/v1/openapi.json":{"get":{"operationId":"descri\#
ption","tags":["node"],"summary":"This document. Open to all; it says nothing of the node.","sec\#
urity":[{}],"responses":{"200":{"description":"OpenAPI 3.1.","headers":{"Distrishare-Node":{"$re\#
f":"#/components/headers/Node"}},"content":{"application/json":{"schema":{"type":"object"}}}},"4\#
14":{"$ref":"#/components/responses/TooLong"},"431":{"$ref":"#/components/responses/TooLong"}}}}\#
,"/api/v1/status":{"get":{"operationId":"status","tags":["node"],"summary":"What the node is, an\#
d what a person should know of it.","responses":{"400":{"$ref":"#/components/responses/Broken"},\#
"401":{"$ref":"#/components/responses/Unknown"},"408":{"$ref":"#/components/responses/TooSlow"},\#
"414":{"$ref":"#/components/responses/TooLong"},"421":{"$ref":"#/components/responses/Misdirecte\#
d"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLon\#
g"},"200":{"description":"The status.","headers":{"Distrishare-Node":{"$ref":"#/components/heade\#
rs/Node"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Status"}}}}}}},\#
"/api/v1/events":{"get":{"operationId":"events","tags":["node"],"summary":"What happens, as it h\#
appens.","description":"Server-sent events, whose ids are resumed with `Last-Event-ID`. Types: `\#
node` (with\n`change`: came, changed, went), `library` (added, hashed, removed), `download` (its\#
\ndocument, at most once a second while it runs), and `resync`: what happened is not known\npiec\#
e by piece, read the lists again. A comment comes every 15 seconds. The stream has no\nend but t\#
he node's.\n","parameters":[{"name":"Last-Event-ID","in":"header","description":"The event after\#
 which to go on. One that is gone is answered by `resync`.","schema":{"type":"string","maxLength\#
":64},"example":"5f3a9c-17"}],"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":\#
{"$ref":"#/components/responses/Unknown"},"408":{"$ref":"#/components/responses/TooSlow"},"414":\#
{"$ref":"#/components/responses/TooLong"},"421":{"$ref":"#/components/responses/Misdirected"},"4\#
29":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"2\#
00":{"description":"The stream.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Nod\#
e"}},"content":{"text/event-stream":{"schema":{"type":"string"}}}},"503":{"$ref":"#/components/r\#
esponses/Busy"}}}},"/api/v1/nodes":{"get":{"operationId":"nodes","tags":["node"],"summary":"The \#
other nodes that are known, in the order in which they came.","parameters":[{"name":"list","in":\#
"query","description":"Everybody, those of the bootstraps, or those that multicast heard of late\#
ly.","schema":{"enum":["all","bootstrap","multicast"],"default":"all"}},{"$ref":"#/components/pa\#
rameters/Limit"},{"$ref":"#/components/parameters/Cursor"}],"responses":{"400":{"$ref":"#/compon\#
ents/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"408":{"$ref":"#/compone\#
nts/responses/TooSlow"},"414":{"$ref":"#/components/responses/TooLong"},"421":{"$ref":"#/compone\#
nts/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/com\#
ponents/responses/TooLong"},"200":{"description":"A part of the list.","headers":{"Distrishare-N\#
ode":{"$ref":"#/components/headers/Node"}},"content":{"application/json":{"schema":{"$ref":"#/co\#
mponents/schemas/Nodes"}}}},"410":{"$ref":"#/components/responses/Gone"}}},"post":{"operationId"\#
:"addNode","tags":["operator"],"summary":"Names a node to try, also after a restart.","security"\#
:[{"bearer":[]},{"basic":[]}],"requestBody":{"required":true,"content":{"application/json":{"sch\#
ema":{"$ref":"#/components/schemas/AddressBody"},"example":{"address":"127.0.0.1:9001"}}}},"resp\#
onses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unk\#
nown"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/M\#
issing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/T\#
ooLong"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/W\#
rongType"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/respo\#
nses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/components/respo\#
nses/Done"}}},"delete":{"operationId":"removeNode","tags":["operator"],"summary":"Takes a named \#
node back, by the address in the body.","security":[{"bearer":[]},{"basic":[]}],"requestBody":{"\#
required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/AddressBody\#
"},"example":{"address":"127.0.0.1:9001"}}}},"responses":{"400":{"$ref":"#/components/responses/\#
Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/F\#
orbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/components/responses\#
/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/components/responses\#
/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/components/respons\#
es/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/res\#
ponses/TooLong"},"200":{"$ref":"#/components/responses/Done"}}}},"/api/v1/nodes/{address}":{"del\#
ete":{"operationId":"removeNodeByPath","tags":["operator"],"summary":"Takes a named node back, b\#
y the address in the path.","security":[{"bearer":[]},{"basic":[]}],"parameters":[{"$ref":"#/com\#
ponents/parameters/Address"}],"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":\#
{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"404\#
":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"},"413\#
":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"},"415\#
":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"\#
},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"\#
},"200":{"$ref":"#/components/responses/Done"}}}},"/api/v1/files":{"get":{"operationId":"files",\#
"tags":["files"],"summary":"The files that this node shares, by name; or those that fit, best fi\#
rst.","parameters":[{"name":"q","in":"query","description":"Words that a name must have all of. \#
None is the same as no words.","schema":{"type":"string","maxLength":1024},"example":"holiday"},\#
{"name":"sha256","in":"query","description":"The digest of the content. Then words do not count.\#
","schema":{"$ref":"#/components/schemas/Digest"}},{"$ref":"#/components/parameters/Limit"},{"$r\#
ef":"#/components/parameters/Cursor"}],"responses":{"400":{"$ref":"#/components/responses/Broken\#
"},"401":{"$ref":"#/components/responses/Unknown"},"408":{"$ref":"#/components/responses/TooSlow\#
"},"414":{"$ref":"#/components/responses/TooLong"},"421":{"$ref":"#/components/responses/Misdire\#
cted"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/Too\#
Long"},"200":{"description":"A part of the list.","headers":{"Distrishare-Node":{"$ref":"#/compo\#
nents/headers/Node"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/File\#
s"}}}},"410":{"$ref":"#/components/responses/Gone"}}}},"/api/v1/search":{"post":{"operationId":"\#
search","tags":["files"],"summary":"Asks every node that is known, and answers in a few seconds.\#
","requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","requi\#
red":["words"],"properties":{"v":{"$ref":"#/components/schemas/V"},"words":{"description":"Old n\#
odes can only be asked for a whole name.","type":"string","minLength":1,"maxLength":1024}}},"exa\#
mple":{"words":"holiday"}}}},"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{\#
"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"404"\#
:{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"},"413"\#
:{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"},"415"\#
:{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"}\#
,"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"}\#
,"200":{"description":"What was found, one entry a content.","headers":{"Distrishare-Node":{"$re\#
f":"#/components/headers/Node"}},"content":{"application/json":{"schema":{"$ref":"#/components/s\#
chemas/Search"}}}}}}},"/api/v1/downloads":{"get":{"operationId":"downloads","tags":["downloads"]\#
,"summary":"All downloads, also those that ended, by id.","parameters":[{"$ref":"#/components/pa\#
rameters/Limit"},{"$ref":"#/components/parameters/Cursor"}],"responses":{"400":{"$ref":"#/compon\#
ents/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"408":{"$ref":"#/compone\#
nts/responses/TooSlow"},"414":{"$ref":"#/components/responses/TooLong"},"421":{"$ref":"#/compone\#
nts/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/com\#
ponents/responses/TooLong"},"200":{"description":"A part of the list.","headers":{"Distrishare-N\#
ode":{"$ref":"#/components/headers/Node"}},"content":{"application/json":{"schema":{"$ref":"#/co\#
mponents/schemas/Downloads"}}}},"410":{"$ref":"#/components/responses/Gone"}}},"post":{"operatio\#
nId":"startDownload","tags":["downloads","operator"],"summary":"Starts a download, by name or by\#
 digest.","security":[{"bearer":[]},{"basic":[]}],"requestBody":{"required":true,"content":{"app\#
lication/json":{"schema":{"$ref":"#/components/schemas/DownloadBody"},"examples":{"name":{"value\#
":{"name":"holiday/one.jpg"}},"digest":{"value":{"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae4\#
1e4649b934ca495991b7852b855"}}}}}},"responses":{"400":{"$ref":"#/components/responses/Broken"},"\#
401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"}\#
,"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"}\#
,"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"}\#
,"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdire\#
cted"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/Too\#
Long"},"202":{"description":"It has begun, or waits for its turn.","headers":{"Distrishare-Node"\#
:{"$ref":"#/components/headers/Node"},"Location":{"schema":{"type":"string","format":"uri-refere\#
nce"}}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Download"}}}},"409\#
":{"$ref":"#/components/responses/Conflict"}}}},"/api/v1/downloads/{id}":{"parameters":[{"$ref":\#
"#/components/parameters/DownloadID"}],"get":{"operationId":"download","tags":["downloads"],"sum\#
mary":"One download.","responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":\#
"#/components/responses/Unknown"},"408":{"$ref":"#/components/responses/TooSlow"},"414":{"$ref":\#
"#/components/responses/TooLong"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$r\#
ef":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"de\#
scription":"As it is now.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"\#
content":{"application/json":{"schema":{"$ref":"#/components/schemas/Download"}}}},"404":{"$ref"\#
:"#/components/responses/Missing"}}},"delete":{"operationId":"cancelDownload","tags":["downloads\#
","operator"],"summary":"Cancels a download that has not ended.","security":[{"bearer":[]},{"bas\#
ic":[]}],"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components\#
/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/componen\#
ts/responses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/componen\#
ts/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/componen\#
ts/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/co\#
mponents/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/co\#
mponents/responses/Done"},"409":{"$ref":"#/components/responses/Conflict"}}}},"/api/v1/downloads\#
/{id}/pause":{"parameters":[{"$ref":"#/components/parameters/DownloadID"}],"post":{"operationId"\#
:"pauseDownload","tags":["downloads","operator"],"summary":"Pauses a download; what has arrived \#
is kept.","security":[{"bearer":[]},{"basic":[]}],"responses":{"400":{"$ref":"#/components/respo\#
nses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/respon\#
ses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/components/resp\#
onses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/components/resp\#
onses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/components/re\#
sponses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/component\#
s/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"},"409":{"$ref":"#/components/r\#
esponses/Conflict"}}}},"/api/v1/downloads/{id}/resume":{"parameters":[{"$ref":"#/components/para\#
meters/DownloadID"}],"post":{"operationId":"resumeDownload","tags":["downloads","operator"],"sum\#
mary":"Goes on with a paused download.","security":[{"bearer":[]},{"basic":[]}],"responses":{"40\#
0":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403\#
":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"4\#
08":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"4\#
14":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},\#
"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMan\#
y"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"}\#
,"409":{"$ref":"#/components/responses/Conflict"}}}},"/api/v1/shares":{"post":{"operationId":"sh\#
are","tags":["operator"],"summary":"Shares a file or folder of the node's machine, by reference \#
or as a copy.","description":"The path is any that the daemon may read: the operator decides wha\#
t is shared with everybody\nwho may read. Give the token to nobody who may not read the machine.\#
\n","security":[{"bearer":[]},{"basic":[]}],"requestBody":{"required":true,"content":{"applicati\#
on/json":{"schema":{"type":"object","required":["path"],"properties":{"v":{"$ref":"#/components/\#
schemas/V"},"path":{"description":"An absolute path whose last part is a name that can be shared\#
.","type":"string","pattern":"^/([^\\u0000]*/)?[^./\\\\\\u0000][^/\\\\\\u0000]{0,62}$","maxLengt\#
h":4095},"copy":{"description":"Copies it into `shared_files/`.","type":["boolean","null"],"defa\#
ult":false},"temporary":{"description":"Until the daemon stops. Not with `copy`.","type":["boole\#
an","null"],"default":false},"descriptor":{"description":"True only over the control socket, whe\#
re an open descriptor comes with the first\nbyte of the request (SCM_RIGHTS).\n","enum":[false,n\#
ull],"default":false}},"not":{"required":["copy","temporary"],"properties":{"copy":{"const":true\#
},"temporary":{"const":true}}}},"example":{"path":"/nowhere/holiday"}}}},"responses":{"400":{"$r\#
ef":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$re\#
f":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$\#
ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$\#
ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{\#
"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"43\#
1":{"$ref":"#/components/responses/TooLong"},"201":{"description":"It is shared under this name.\#
","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"},"Location":{"schema":{"type\#
":"string","format":"uri-reference"}}},"content":{"application/json":{"schema":{"$ref":"#/compon\#
ents/schemas/Named"}}}},"409":{"$ref":"#/components/responses/Conflict"},"507":{"$ref":"#/compon\#
ents/responses/Full"}}}},"/api/v1/shares/{path}":{"delete":{"operationId":"unshare","tags":["ope\#
rator"],"summary":"Ends a share by its name, or moves a file out of `shared_files/`. Nothing is \#
deleted.","security":[{"bearer":[]},{"basic":[]}],"parameters":[{"$ref":"#/components/parameters\#
/Path"}],"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components\#
/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/componen\#
ts/responses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/componen\#
ts/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/componen\#
ts/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/co\#
mponents/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/co\#
mponents/responses/Done"},"409":{"$ref":"#/components/responses/Conflict"},"507":{"$ref":"#/comp\#
onents/responses/Full"}}}},"/api/v1/multicast":{"put":{"operationId":"switchMulticast","tags":["\#
operator"],"summary":"Switches multicast on or off, also for after a restart.","security":[{"bea\#
rer":[]},{"basic":[]}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"\#
type":"object","required":["enabled"],"properties":{"v":{"$ref":"#/components/schemas/V"},"enabl\#
ed":{"type":"boolean"}}},"example":{"enabled":false}}}},"responses":{"400":{"$ref":"#/components\#
/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/\#
responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/component\#
s/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/component\#
s/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/compone\#
nts/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/com\#
ponents/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"}}}},"/api/v1/bootstraps"\#
:{"get":{"operationId":"bootstraps","tags":["node"],"summary":"The bootstraps of this peer, and \#
how it stands with them.","responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$r\#
ef":"#/components/responses/Unknown"},"408":{"$ref":"#/components/responses/TooSlow"},"414":{"$r\#
ef":"#/components/responses/TooLong"},"421":{"$ref":"#/components/responses/Misdirected"},"429":\#
{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":\#
{"description":"All of them.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}\#
},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Bootstraps"}}}}}},"post"\#
:{"operationId":"addBootstrap","tags":["operator"],"summary":"Names a bootstrap, also for after \#
a restart.","security":[{"bearer":[]},{"basic":[]}],"requestBody":{"required":true,"content":{"a\#
pplication/json":{"schema":{"$ref":"#/components/schemas/AddressBody"},"example":{"address":"127\#
.0.0.1:9001"}}}},"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/co\#
mponents/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/\#
components/responses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/\#
components/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/\#
components/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$re\#
f":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"$re\#
f":"#/components/responses/Done"},"409":{"$ref":"#/components/responses/Conflict"}}},"delete":{"\#
operationId":"removeBootstrap","tags":["operator"],"summary":"Takes a bootstrap back, by the add\#
ress in the body.","security":[{"bearer":[]},{"basic":[]}],"requestBody":{"required":true,"conte\#
nt":{"application/json":{"schema":{"$ref":"#/components/schemas/AddressBody"},"example":{"addres\#
s":"127.0.0.1:9001"}}}},"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref\#
":"#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$r\#
ef":"#/components/responses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$r\#
ef":"#/components/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$r\#
ef":"#/components/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"},"429\#
":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200\#
":{"$ref":"#/components/responses/Done"}}}},"/api/v1/bootstraps/{address}":{"delete":{"operation\#
Id":"removeBootstrapByPath","tags":["operator"],"summary":"Takes a bootstrap back, by the addres\#
s in the path.","security":[{"bearer":[]},{"basic":[]}],"parameters":[{"$ref":"#/components/para\#
meters/Address"}],"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/c\#
omponents/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#\#
/components/responses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#\#
/components/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#\#
/components/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$r\#
ef":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"$r\#
ef":"#/components/responses/Done"}}}},"/api/v1/peers":{"post":{"operationId":"register","tags":[\#
"peers"],"summary":"Registers a peer with a bootstrap.","requestBody":{"required":true,"content"\#
:{"application/json":{"schema":{"$ref":"#/components/schemas/Registration"}}}},"responses":{"400\#
":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403"\#
:{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"40\#
8":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"41\#
4":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"\#
421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany\#
"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"description":"Who else there is.","he\#
aders":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/json":{\#
"schema":{"$ref":"#/components/schemas/Welcome"}}}},"409":{"$ref":"#/components/responses/Confli\#
ct"},"507":{"$ref":"#/components/responses/Full"}}}},"/api/v1/peers/{id}":{"parameters":[{"name"\#
:"id","in":"path","required":true,"schema":{"$ref":"#/components/schemas/Digest"}}],"put":{"oper\#
ationId":"heartbeat","tags":["peers"],"summary":"Says that a peer lives. Its `id` is that of the\#
 path.","requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/compon\#
ents/schemas/Registration"}}}},"responses":{"400":{"$ref":"#/components/responses/Broken"},"401"\#
:{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"40\#
4":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"},"41\#
3":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"},"41\#
5":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdirected\#
"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong\#
"},"200":{"description":"Who else there is.","headers":{"Distrishare-Node":{"$ref":"#/components\#
/headers/Node"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Welcome"}\#
}}},"409":{"$ref":"#/components/responses/Conflict"},"507":{"$ref":"#/components/responses/Full"\#
}}},"delete":{"operationId":"goodbye","tags":["peers"],"summary":"Says that a peer goes.","respo\#
nses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unkn\#
own"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Mi\#
ssing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/To\#
oLong"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/Wr\#
ongType"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/respon\#
ses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/components/respon\#
ses/Done"}}}}},"components":{"securitySchemes":{"bearer":{"type":"http","scheme":"bearer","descr\#
iption":"The operator's token, or the network's secret."},"basic":{"type":"http","scheme":"basic\#
","description":"The same as the password; the user's name does not count."}},"headers":{"Node":\#
{"description":"The node's id, and the number of its run; both hexadecimal.","schema":{"type":"s\#
tring","pattern":"^[0-9a-f]{64} [0-9a-f]{1,16}$"}}},"parameters":{"Path":{"name":"path","in":"pa\#
th","required":true,"description":"A name in the library; its slashes may stand as they are.","s\#
chema":{"$ref":"#/components/schemas/FileName"},"example":"holiday/one.jpg"},"Address":{"name":"\#
address","in":"path","required":true,"schema":{"$ref":"#/components/schemas/HostPort"},"example"\#
:"127.0.0.1:9001"},"DownloadID":{"name":"id","in":"path","required":true,"schema":{"type":"integ\#
er","minimum":0,"maximum":9223372036854775807},"example":1},"Limit":{"name":"limit","in":"query"\#
,"description":"Rows of a part at most.","schema":{"type":"integer","minimum":1,"maximum":1000,"\#
default":1000}},"Cursor":{"name":"cursor","in":"query","description":"The `next` of the part bef\#
ore. Its content is nobody's business.","schema":{"type":"string","minLength":1,"maxLength":9280\#
}}},"responses":{"Done":{"description":"Done.","headers":{"Distrishare-Node":{"$ref":"#/componen\#
ts/headers/Node"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Done"}}\#
}},"Broken":{"description":"The request is not well made; the detail says where.","headers":{"Di\#
strishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"sc\#
hema":{"$ref":"#/components/schemas/Problem"}}}},"Unknown":{"description":"It takes a credential\#
, or this one is wrong.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"},"WWW\#
-Authenticate":{"required":true,"schema":{"type":"string"}}},"content":{"application/problem+jso\#
n":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"Forbidden":{"description":"The credenti\#
al is not enough, or the page is of another origin.","headers":{"Distrishare-Node":{"$ref":"#/co\#
mponents/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/s\#
chemas/Problem"}}}},"Missing":{"description":"There is no such thing, or not on a node of this r\#
ole.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"applicatio\#
n/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"TooSlow":{"description":"T\#
he request did not arrive in time.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/\#
Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}\#
}},"Conflict":{"description":"It cannot be done as things stand.","headers":{"Distrishare-Node":\#
{"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#\#
/components/schemas/Problem"}}}},"Gone":{"description":"The cursor is none of this list, or from\#
 before a restart; begin anew.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node\#
"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"\#
Failed":{"description":"A condition of the request does not hold.","headers":{"Distrishare-Node"\#
:{"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"\#
#/components/schemas/Problem"}}}},"TooLong":{"description":"The request, or a part of it, is too\#
 long.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"applicat\#
ion/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"WrongType":{"description\#
":"A change has another Content-Type.","headers":{"Distrishare-Node":{"$ref":"#/components/heade\#
rs/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem\#
"}}}},"Unsatisfiable":{"description":"No range lies within the file.","headers":{"Distrishare-No\#
de":{"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref\#
":"#/components/schemas/Problem"}}}},"Misdirected":{"description":"The Host is no name of this n\#
ode.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"applicatio\#
n/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"TooMany":{"description":"T\#
oo many of that kind; try again later.","headers":{"Distrishare-Node":{"$ref":"#/components/head\#
ers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Proble\#
m"}}}},"Busy":{"description":"Too many watch already; try again later.","headers":{"Distrishare-\#
Node":{"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema":{"$r\#
ef":"#/components/schemas/Problem"}}}},"Full":{"description":"There is no room for it.","headers\#
":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/problem+json\#
":{"schema":{"$ref":"#/components/schemas/Problem"}}}}},"schemas":{"V":{"description":"The versi\#
on of the document; only 1 is known, and is meant where it is missing.","enum":[1,null]},"Digest\#
":{"description":"64 hexadecimal digits.","type":"string","pattern":"^[0-9A-Fa-f]{64}$","example\#
":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},"Bits":{"description":"16 \#
hexadecimal digits.","type":"string","pattern":"^[0-9A-Fa-f]{16}$","example":"00000000000000ff"}\#
,"FileName":{"description":"A path in the library: parts of at most 255 bytes between single sla\#
shes, none of which\nbegins with a dot or has a backslash or NUL.\n","type":"string","pattern":"\#
^[^./\\\\\\u0000][^/\\\\\\u0000]{0,254}(/[^./\\\\\\u0000][^/\\\\\\u0000]{0,254})*$","maxLength":\#
3072,"example":"holiday/one.jpg"},"HostPort":{"description":"A name or address, and a port. IPv6\#
 stands in brackets.","type":"string","pattern":"^([A-Za-z0-9._-]{1,253}|\\[::1?\\]|\\[([0-9A-Fa\#
-f]{1,4}:){7}[0-9A-Fa-f]{1,4}\\]):0*([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2\#
}|655[0-2][0-9]|6553[0-5])$","example":"127.0.0.1:9001"},"ShortText":{"type":"string","maxLength\#
":260},"Count":{"type":"integer","minimum":0},"Problem":{"type":"object","required":["v","type",\#
"status","title","detail"],"properties":{"v":{"const":1},"type":{"const":"about:blank"},"status"\#
:{"type":"integer","minimum":400,"maximum":599},"title":{"type":"string"},"detail":{"type":"stri\#
ng"}}},"Done":{"type":"object","required":["v"],"properties":{"v":{"const":1}}},"Health":{"type"\#
:"object","required":["v","status"],"properties":{"v":{"const":1},"status":{"type":"string"}}},"\#
Named":{"type":"object","required":["v","name"],"properties":{"v":{"const":1},"name":{"$ref":"#/\#
components/schemas/FileName"}}},"Status":{"type":"object","required":["v","id","short","instance\#
","name","role","version","port","zone","uptime_s","secret","multicast","nodes","files","downloa\#
ds","connections","datagrams_malformed","bootstraps","notices"],"properties":{"v":{"const":1},"i\#
d":{"$ref":"#/components/schemas/Digest"},"short":{"type":"string","pattern":"^[0-9a-f]{20}$"},"\#
instance":{"$ref":"#/components/schemas/Bits"},"name":{"type":"string"},"role":{"enum":["bootstr\#
ap","peer"]},"version":{"type":"string"},"port":{"type":"integer","minimum":1,"maximum":65535},"\#
zone":{"type":"string"},"uptime_s":{"type":"integer","minimum":0},"secret":{"description":"Wheth\#
er the network has one.","type":"boolean"},"multicast":{"type":"boolean"},"nodes":{"type":"objec\#
t","required":["known","alive","bootstrap","multicast"],"properties":{"known":{"type":"integer",\#
"minimum":0},"alive":{"type":"integer","minimum":0},"bootstrap":{"type":"integer","minimum":0},"\#
multicast":{"type":"integer","minimum":0}}},"files":{"type":"object","required":["count","bytes"\#
,"unhashed"],"properties":{"count":{"type":"integer","minimum":0},"bytes":{"type":"integer","min\#
imum":0},"unhashed":{"type":"integer","minimum":0}}},"downloads":{"type":"object","required":["r\#
unning"],"properties":{"running":{"type":"integer","minimum":0}}},"connections":{"type":"integer\#
","minimum":0},"datagrams_malformed":{"type":"integer","minimum":0},"bootstraps":{"type":"array"\#
,"items":{"$ref":"#/components/schemas/Bootstrap"}},"notices":{"type":"array","items":{"type":"s\#
tring"}}}},"Next":{"description":"The cursor of the next part; null in the last.","type":["strin\#
g","null"]},"Nodes":{"type":"object","required":["v","nodes","next"],"properties":{"v":{"const":\#
1},"nodes":{"type":"array","maxItems":1000,"items":{"$ref":"#/components/schemas/Node"}},"next":\#
{"$ref":"#/components/schemas/Next"}}},"Node":{"type":"object","required":["id","short","name","\#
address","zone","version","files","kind","learned","seen_s","state"],"properties":{"id":{"descri\#
ption":"Null for an old node.","type":["string","null"]},"short":{"type":["string","null"]},"nam\#
e":{"$ref":"#/components/schemas/ShortText"},"address":{"type":"string"},"zone":{"$ref":"#/compo\#
nents/schemas/ShortText"},"version":{"$ref":"#/components/schemas/ShortText"},"files":{"type":"i\#
nteger","minimum":0},"kind":{"enum":["unknown","ours","old"]},"learned":{"type":"array","items":\#
{"enum":["bootstrap","multicast","added","registered"]}},"seen_s":{"description":"Seconds since \#
it was last seen.","type":"integer","minimum":0},"state":{"enum":["unknown","alive","down"]}}},"\#
Bootstraps":{"type":"object","required":["v","bootstraps"],"properties":{"v":{"const":1},"bootst\#
raps":{"type":"array","items":{"$ref":"#/components/schemas/Bootstrap"}}}},"Bootstrap":{"type":"\#
object","required":["server","state","kind","added","reason","answered_s"],"properties":{"server\#
":{"type":"string"},"state":{"enum":["trying","registered","failed"]},"kind":{"enum":["unknown",\#
"ours","old"]},"added":{"description":"By a person and not by the config.","type":"boolean"},"re\#
ason":{"description":"Why it failed last.","type":["string","null"]},"answered_s":{"description"\#
:"Seconds since.","type":["integer","null"],"minimum":0}}},"Files":{"type":"object","required":[\#
"v","files","next"],"properties":{"v":{"const":1},"files":{"type":"array","maxItems":1000,"items\#
":{"$ref":"#/components/schemas/File"}},"next":{"$ref":"#/components/schemas/Next"}}},"File":{"t\#
ype":"object","required":["name","size","sha256","modified"],"properties":{"name":{"$ref":"#/com\#
ponents/schemas/FileName"},"size":{"type":"integer","minimum":0},"sha256":{"description":"Null u\#
ntil it is hashed.","type":["string","null"]},"modified":{"description":"Seconds since 1970.","t\#
ype":"integer"}}},"Search":{"type":"object","required":["v","results","asked","silent"],"propert\#
ies":{"v":{"const":1},"results":{"type":"array","maxItems":1000,"items":{"$ref":"#/components/sc\#
hemas/Content"}},"asked":{"description":"Nodes that were asked.","type":"integer","minimum":0},"\#
silent":{"description":"Those that did not answer in time.","type":"integer","minimum":0}}},"Con\#
tent":{"type":"object","required":["name","size","sha256","holders"],"properties":{"name":{"$ref\#
":"#/components/schemas/FileName"},"size":{"description":"Null where only old nodes hold it.","t\#
ype":["integer","null"]},"sha256":{"type":["string","null"]},"holders":{"type":"array","items":{\#
"type":"object","required":["address","id","short","name","ms"],"properties":{"address":{"descri\#
ption":"Null for the node itself.","type":["string","null"]},"id":{"type":["string","null"]},"sh\#
ort":{"type":["string","null"]},"name":{"type":"string"},"ms":{"description":"Until it answered.\#
","type":"integer","minimum":0}}}}}},"Downloads":{"type":"object","required":["v","downloads","n\#
ext"],"properties":{"v":{"const":1},"downloads":{"type":"array","maxItems":1000,"items":{"$ref":\#
"#/components/schemas/DownloadRow"}},"next":{"$ref":"#/components/schemas/Next"}}},"DownloadRow"\#
:{"type":"object","required":["id","name","state","reason","failure","received","size","sha256",\#
"verified","holder","rate","choices","delivered"],"properties":{"id":{"type":"integer","minimum"\#
:0},"name":{"type":"string"},"state":{"enum":["waiting","searching","running","verifying","pause\#
d","done","failed","cancelled"]},"reason":{"description":"Why it is paused or failed.","type":["\#
string","null"]},"failure":{"enum":["notFound","ambiguous","verification","refused","unreachable\#
","disk","other",null]},"received":{"description":"Bytes.","type":"integer","minimum":0},"size":\#
{"description":"Null until a holder said it.","type":["integer","null"]},"sha256":{"type":["stri\#
ng","null"]},"verified":{"description":"Held against a digest that was known before.","type":"bo\#
olean"},"holder":{"type":["string","null"]},"rate":{"description":"Bytes a second.","type":"inte\#
ger","minimum":0},"choices":{"description":"Contents that fit the name, where several did.","typ\#
e":"array","items":{"$ref":"#/components/schemas/Content"}},"delivered":{"description":"Whole in\#
 the descriptor that was passed.","type":"boolean"}}},"Download":{"allOf":[{"$ref":"#/components\#
/schemas/DownloadRow"},{"type":"object","required":["v"],"properties":{"v":{"const":1}}}]},"Addr\#
essBody":{"type":"object","required":["address"],"properties":{"v":{"$ref":"#/components/schemas\#
/V"},"address":{"$ref":"#/components/schemas/HostPort"}}},"DownloadBody":{"type":"object","prope\#
rties":{"v":{"$ref":"#/components/schemas/V"},"from":{"description":"The only node to ask.","any\#
Of":[{"$ref":"#/components/schemas/HostPort"},{"type":"null"}]},"descriptor":{"description":"Tru\#
e only over the control socket, where an open descriptor comes with the first\nbyte of the reque\#
st (SCM_RIGHTS).\n","enum":[false,null],"default":false}},"oneOf":[{"required":["name"],"propert\#
ies":{"name":{"$ref":"#/components/schemas/FileName"},"sha256":{"type":"null"}}},{"required":["s\#
ha256"],"properties":{"name":{"type":"null"},"sha256":{"$ref":"#/components/schemas/Digest"}}}]}\#
,"Registration":{"type":"object","required":["id","instance","name","port","zone","version","fil\#
es"],"properties":{"v":{"$ref":"#/components/schemas/V"},"id":{"$ref":"#/components/schemas/Dige\#
st"},"instance":{"$ref":"#/components/schemas/Bits"},"name":{"$ref":"#/components/schemas/ShortT\#
ext"},"port":{"type":"integer","minimum":1,"maximum":65535},"zone":{"$ref":"#/components/schemas\#
/ShortText"},"version":{"$ref":"#/components/schemas/ShortText"},"files":{"type":"integer","mini\#
mum":0,"maximum":9223372036854775807},"advertise":{"description":"Where it wants to be dialled."\#
,"anyOf":[{"$ref":"#/components/schemas/HostPort"},{"type":"null"}]},"generation":{"description"\#
:"The list that it has already.","anyOf":[{"$ref":"#/components/schemas/Bits"},{"type":"null"}]}\#
}},"Welcome":{"type":"object","required":["v","you","generation","nodes"],"properties":{"v":{"co\#
nst":1},"you":{"description":"Where the bootstrap sees the peer.","type":"string"},"generation":\#
{"$ref":"#/components/schemas/Bits"},"nodes":{"description":"Null where the list is the one that\#
 the peer has.","type":["array","null"],"items":{"$ref":"#/components/schemas/Node"}}}}}}}
"""#
}
