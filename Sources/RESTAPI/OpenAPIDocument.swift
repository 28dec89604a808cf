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
"files","operator"],"summary":"Puts the body into `shared_files/`. Nothing is ever replaced.","d\#
escription":"The body comes with its Content-Length, or in chunks. One of 0 bytes is an empty fi\#
le.\n","security":[{"bearer":[]},{"basic":[]}],"requestBody":{"required":false,"content":{"appli\#
cation/octet-stream":{"schema":{"type":"string","format":"binary"}}}},"responses":{"400":{"$ref"\#
:"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":\#
"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref\#
":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref\#
":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$r\#
ef":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":\#
{"$ref":"#/components/responses/TooLong"},"200":{"description":"The same content was there alrea\#
dy.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"},"Location":{"schema":{"t\#
ype":"string","format":"uri-reference"}}},"content":{"application/json":{"schema":{"$ref":"#/com\#
ponents/schemas/Named"}}}},"201":{"description":"It is there now, on the disk.","headers":{"Dist\#
rishare-Node":{"$ref":"#/components/headers/Node"},"Location":{"schema":{"type":"string","format\#
":"uri-reference"}}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Named\#
"}}}},"409":{"$ref":"#/components/responses/Conflict"},"411":{"$ref":"#/components/responses/NoL\#
ength"},"412":{"$ref":"#/components/responses/Failed"},"507":{"$ref":"#/components/responses/Ful\#
l"}}}},"/api/v1/openapi.json":{"get":{"operationId":"description","tags":["node"],"summary":"Thi\#
s document. Open to all; it says nothing of the node.","security":[{}],"responses":{"200":{"desc\#
ription":"OpenAPI 3.1.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"con\#
tent":{"application/json":{"schema":{"type":"object"}}}},"414":{"$ref":"#/components/responses/T\#
ooLong"},"431":{"$ref":"#/components/responses/TooLong"}}}},"/api/v1/status":{"get":{"operationI\#
d":"status","tags":["node"],"summary":"What the node is, and what a person should know of it.","\#
responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses\#
/Unknown"},"408":{"$ref":"#/components/responses/TooSlow"},"414":{"$ref":"#/components/responses\#
/TooLong"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/respo\#
nses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"description":"The status.\#
","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/js\#
on":{"schema":{"$ref":"#/components/schemas/Status"}}}}}}},"/api/v1/events":{"get":{"operationId\#
":"events","tags":["node"],"summary":"What happens, as it happens.","description":"Server-sent e\#
vents, whose ids are resumed with `Last-Event-ID`. Types: `node` (with\n`change`: came, changed,\#
 went), `library` (added, hashed, removed), `download` (its\ndocument, at most once a second whi\#
le it runs), and `resync`: what happened is not known\npiece by piece, read the lists again. A c\#
omment comes every 15 seconds. The stream has no\nend but the node's.\n","parameters":[{"name":"\#
Last-Event-ID","in":"header","description":"The event after which to go on. One that is gone is \#
answered by `resync`.","schema":{"type":"string","maxLength":64},"example":"5f3a9c-17"}],"respon\#
ses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unkno\#
wn"},"408":{"$ref":"#/components/responses/TooSlow"},"414":{"$ref":"#/components/responses/TooLo\#
ng"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/T\#
ooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"description":"The stream.","hea\#
ders":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"text/event-stream":{\#
"schema":{"type":"string"}}}},"503":{"$ref":"#/components/responses/Busy"}}}},"/api/v1/nodes":{"\#
get":{"operationId":"nodes","tags":["node"],"summary":"The other nodes that are known, in the or\#
der in which they came.","parameters":[{"name":"list","in":"query","description":"Everybody, tho\#
se of the bootstraps, or those that multicast heard of lately.","schema":{"enum":["all","bootstr\#
ap","multicast"],"default":"all"}},{"$ref":"#/components/parameters/Limit"},{"$ref":"#/component\#
s/parameters/Cursor"}],"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref"\#
:"#/components/responses/Unknown"},"408":{"$ref":"#/components/responses/TooSlow"},"414":{"$ref"\#
:"#/components/responses/TooLong"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$\#
ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"d\#
escription":"A part of the list.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/No\#
de"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Nodes"}}}},"410":{"$\#
ref":"#/components/responses/Gone"}}},"post":{"operationId":"addNode","tags":["operator"],"summa\#
ry":"Names a node to try, also after a restart.","security":[{"bearer":[]},{"basic":[]}],"reques\#
tBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Ad\#
dressBody"},"example":{"address":"127.0.0.1:9001"}}}},"responses":{"400":{"$ref":"#/components/r\#
esponses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/re\#
sponses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/components/\#
responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/components/\#
responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/component\#
s/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/compo\#
nents/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"}}},"delete":{"operationId"\#
:"removeNode","tags":["operator"],"summary":"Takes a named node back, by the address in the body\#
.","security":[{"bearer":[]},{"basic":[]}],"requestBody":{"required":true,"content":{"applicatio\#
n/json":{"schema":{"$ref":"#/components/schemas/AddressBody"},"example":{"address":"127.0.0.1:90\#
01"}}}},"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/\#
responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/component\#
s/responses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/component\#
s/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/component\#
s/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/com\#
ponents/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/com\#
ponents/responses/Done"}}}},"/api/v1/nodes/{address}":{"delete":{"operationId":"removeNodeByPath\#
","tags":["operator"],"summary":"Takes a named node back, by the address in the path.","security\#
":[{"bearer":[]},{"basic":[]}],"parameters":[{"$ref":"#/components/parameters/Address"}],"respon\#
ses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unkno\#
wn"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Mis\#
sing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/Too\#
Long"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/Wro\#
ngType"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/respons\#
es/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/components/respons\#
es/Done"}}}},"/api/v1/files":{"get":{"operationId":"files","tags":["files"],"summary":"The files\#
 that this node shares, by name; or those that fit, best first.","parameters":[{"name":"q","in":\#
"query","description":"Words that a name must have all of. None is the same as no words.","schem\#
a":{"type":"string","maxLength":1024},"example":"holiday"},{"name":"sha256","in":"query","descri\#
ption":"The digest of the content. Then words do not count.","schema":{"$ref":"#/components/sche\#
mas/Digest"}},{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components/parameters/Cursor"}\#
],"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/respon\#
ses/Unknown"},"408":{"$ref":"#/components/responses/TooSlow"},"414":{"$ref":"#/components/respon\#
ses/TooLong"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/re\#
sponses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"description":"A part o\#
f the list.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"app\#
lication/json":{"schema":{"$ref":"#/components/schemas/Files"}}}},"410":{"$ref":"#/components/re\#
sponses/Gone"}}}},"/api/v1/search":{"post":{"operationId":"search","tags":["files"],"summary":"A\#
sks every node that is known, and answers in a few seconds.","requestBody":{"required":true,"con\#
tent":{"application/json":{"schema":{"type":"object","required":["words"],"properties":{"v":{"$r\#
ef":"#/components/schemas/V"},"words":{"description":"Old nodes can only be asked for a whole na\#
me.","type":"string","minLength":1,"maxLength":1024}}},"example":{"words":"holiday"}}}},"respons\#
es":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknow\#
n"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Miss\#
ing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooL\#
ong"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/Wron\#
gType"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/response\#
s/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"description":"What was found\#
, one entry a content.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"con\#
tent":{"application/json":{"schema":{"$ref":"#/components/schemas/Search"}}}}}}},"/api/v1/downlo\#
ads":{"get":{"operationId":"downloads","tags":["downloads"],"summary":"All downloads, also those\#
 that ended, by id.","parameters":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/component\#
s/parameters/Cursor"}],"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref"\#
:"#/components/responses/Unknown"},"408":{"$ref":"#/components/responses/TooSlow"},"414":{"$ref"\#
:"#/components/responses/TooLong"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$\#
ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"d\#
escription":"A part of the list.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/No\#
de"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Downloads"}}}},"410"\#
:{"$ref":"#/components/responses/Gone"}}},"post":{"operationId":"startDownload","tags":["downloa\#
ds","operator"],"summary":"Starts a download, by name or by digest.","security":[{"bearer":[]},{\#
"basic":[]}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/c\#
omponents/schemas/DownloadBody"},"examples":{"name":{"value":{"name":"holiday/one.jpg"}},"digest\#
":{"value":{"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}}}}},"r\#
esponses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/\#
Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/response\#
s/Missing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/response\#
s/TooLong"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/response\#
s/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/re\#
sponses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"202":{"description":"It has b\#
egun, or waits for its turn.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}\#
,"Location":{"schema":{"type":"string","format":"uri-reference"}}},"content":{"application/json"\#
:{"schema":{"$ref":"#/components/schemas/Download"}}}},"409":{"$ref":"#/components/responses/Con\#
flict"}}}},"/api/v1/downloads/{id}":{"parameters":[{"$ref":"#/components/parameters/DownloadID"}\#
],"get":{"operationId":"download","tags":["downloads"],"summary":"One download.","responses":{"4\#
00":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"40\#
8":{"$ref":"#/components/responses/TooSlow"},"414":{"$ref":"#/components/responses/TooLong"},"42\#
1":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"}\#
,"431":{"$ref":"#/components/responses/TooLong"},"200":{"description":"As it is now.","headers":\#
{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/json":{"schema\#
":{"$ref":"#/components/schemas/Download"}}}},"404":{"$ref":"#/components/responses/Missing"}}},\#
"delete":{"operationId":"cancelDownload","tags":["downloads","operator"],"summary":"Cancels a do\#
wnload that has not ended.","security":[{"bearer":[]},{"basic":[]}],"responses":{"400":{"$ref":"\#
#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#\#
/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":\#
"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":\#
"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref\#
":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"\#
$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"},"409":{"$re\#
f":"#/components/responses/Conflict"}}}},"/api/v1/downloads/{id}/pause":{"parameters":[{"$ref":"\#
#/components/parameters/DownloadID"}],"post":{"operationId":"pauseDownload","tags":["downloads",\#
"operator"],"summary":"Pauses a download; what has arrived is kept.","security":[{"bearer":[]},{\#
"basic":[]}],"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/compon\#
ents/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/comp\#
onents/responses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/comp\#
onents/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/comp\#
onents/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"\#
#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"\#
#/components/responses/Done"},"409":{"$ref":"#/components/responses/Conflict"}}}},"/api/v1/downl\#
oads/{id}/resume":{"parameters":[{"$ref":"#/components/parameters/DownloadID"}],"post":{"operati\#
onId":"resumeDownload","tags":["downloads","operator"],"summary":"Goes on with a paused download\#
.","security":[{"bearer":[]},{"basic":[]}],"responses":{"400":{"$ref":"#/components/responses/Br\#
oken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/For\#
bidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/components/responses/T\#
ooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/components/responses/T\#
ooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/components/responses\#
/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/respo\#
nses/TooLong"},"200":{"$ref":"#/components/responses/Done"},"409":{"$ref":"#/components/response\#
s/Conflict"}}}},"/api/v1/shares":{"post":{"operationId":"share","tags":["operator"],"summary":"S\#
hares a file or folder of the node's machine, by reference or as a copy.","description":"The pat\#
h is any that the daemon may read: the operator decides what is shared with everybody\nwho may r\#
ead. Give the token to nobody who may not read the machine.\n","security":[{"bearer":[]},{"basic\#
":[]}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","\#
required":["path"],"properties":{"v":{"$ref":"#/components/schemas/V"},"path":{"description":"An\#
 absolute path whose last part is a name that can be shared.","type":"string","pattern":"^/([^\\\#
u0000]*/)?[^./\\\\\\u0000][^/\\\\\\u0000]{0,62}$","maxLength":4095},"copy":{"description":"Copie\#
s it into `shared_files/`.","type":["boolean","null"],"default":false},"temporary":{"description\#
":"Until the daemon stops. Not with `copy`.","type":["boolean","null"],"default":false},"descrip\#
tor":{"description":"True only over the control socket, where an open descriptor comes with the \#
first\nbyte of the request (SCM_RIGHTS).\n","enum":[false,null],"default":false}},"not":{"requir\#
ed":["copy","temporary"],"properties":{"copy":{"const":true},"temporary":{"const":true}}}},"exam\#
ple":{"path":"/nowhere/holiday"}}}},"responses":{"400":{"$ref":"#/components/responses/Broken"},\#
"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"\#
},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"\#
},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"\#
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
/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":\#
"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":\#
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
#/components/responses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"\#
#/components/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"\#
#/components/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$\#
ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"$\#
ref":"#/components/responses/Done"}}}},"/api/v1/bootstraps":{"get":{"operationId":"bootstraps","\#
tags":["node"],"summary":"The bootstraps of this peer, and how it stands with them.","responses"\#
:{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"}\#
,"408":{"$ref":"#/components/responses/TooSlow"},"414":{"$ref":"#/components/responses/TooLong"}\#
,"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMa\#
ny"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"description":"All of them.","header\#
s":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/json":{"sch\#
ema":{"$ref":"#/components/schemas/Bootstraps"}}}}}},"post":{"operationId":"addBootstrap","tags"\#
:["operator"],"summary":"Names a bootstrap, also for after a restart.","security":[{"bearer":[]}\#
,{"basic":[]}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#\#
/components/schemas/AddressBody"},"example":{"address":"127.0.0.1:9001"}}}},"responses":{"400":{\#
"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"\#
$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":\#
{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":\#
{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421\#
":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},\#
"431":{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"},"40\#
9":{"$ref":"#/components/responses/Conflict"}}},"delete":{"operationId":"removeBootstrap","tags"\#
:["operator"],"summary":"Takes a bootstrap back, by the address in the body.","security":[{"bear\#
er":[]},{"basic":[]}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$\#
ref":"#/components/schemas/AddressBody"},"example":{"address":"127.0.0.1:9001"}}}},"responses":{\#
"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"\#
403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"}\#
,"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"}\#
,"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType\#
"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/Too\#
Many"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/components/responses/Don\#
e"}}}},"/api/v1/bootstraps/{address}":{"delete":{"operationId":"removeBootstrapByPath","tags":["\#
operator"],"summary":"Takes a bootstrap back, by the address in the path.","security":[{"bearer"\#
:[]},{"basic":[]}],"parameters":[{"$ref":"#/components/parameters/Address"}],"responses":{"400":\#
{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{\#
"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408"\#
:{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414"\#
:{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"42\#
1":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"}\#
,"431":{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"}}}}\#
,"/api/v1/peers":{"post":{"operationId":"register","tags":["peers"],"summary":"Registers a peer \#
with a bootstrap.","requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref\#
":"#/components/schemas/Registration"}}}},"responses":{"400":{"$ref":"#/components/responses/Bro\#
ken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/Forb\#
idden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/components/responses/To\#
oSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/components/responses/To\#
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
dden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/components/responses/Too\#
Slow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/components/responses/Too\#
Long"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/components/responses/M\#
isdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/respons\#
es/TooLong"},"200":{"description":"Who else there is.","headers":{"Distrishare-Node":{"$ref":"#/\#
components/headers/Node"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas\#
/Welcome"}}}},"507":{"$ref":"#/components/responses/Full"},"409":{"$ref":"#/components/responses\#
/Conflict"}}},"delete":{"operationId":"goodbye","tags":["peers"],"summary":"Says that a peer goe\#
s.","responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/resp\#
onses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/re\#
sponses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/re\#
sponses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/re\#
sponses/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/compone\#
nts/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/compone\#
nts/responses/Done"}}}}},"components":{"securitySchemes":{"bearer":{"type":"http","scheme":"bear\#
er","description":"The operator's token, or the network's secret."},"basic":{"type":"http","sche\#
me":"basic","description":"The same as the password; the user's name does not count."}},"headers\#
":{"Node":{"description":"The node's id, and the number of its run; both hexadecimal.","schema":\#
{"type":"string","pattern":"^[0-9a-f]{64} [0-9a-f]{1,16}$"}}},"parameters":{"Path":{"name":"path\#
","in":"path","required":true,"description":"A name in the library; its slashes may stand as the\#
y are.","schema":{"$ref":"#/components/schemas/FileName"},"example":"holiday/one.jpg"},"Address"\#
:{"name":"address","in":"path","required":true,"schema":{"$ref":"#/components/schemas/HostPort"}\#
,"example":"127.0.0.1:9001"},"DownloadID":{"name":"id","in":"path","required":true,"schema":{"ty\#
pe":"integer","minimum":0,"maximum":9223372036854775807},"example":1},"Limit":{"name":"limit","i\#
n":"query","description":"Rows of a part at most.","schema":{"type":"integer","minimum":1,"maxim\#
um":1000,"default":1000}},"Cursor":{"name":"cursor","in":"query","description":"The `next` of th\#
e part before. Its content is nobody's business.","schema":{"type":"string","minLength":1,"maxLe\#
ngth":9280}}},"responses":{"Done":{"description":"Done.","headers":{"Distrishare-Node":{"$ref":"\#
#/components/headers/Node"}},"content":{"application/json":{"schema":{"$ref":"#/components/schem\#
as/Done"}}}},"Broken":{"description":"The request is not well made; the detail says where.","hea\#
ders":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/problem+\#
json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"Unknown":{"description":"It takes a \#
credential, or this one is wrong.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/N\#
ode"},"WWW-Authenticate":{"required":true,"schema":{"type":"string"}}},"content":{"application/p\#
roblem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"Forbidden":{"description":"Th\#
e credential is not enough, or the page is of another origin.","headers":{"Distrishare-Node":{"$\#
ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/co\#
mponents/schemas/Problem"}}}},"Missing":{"description":"There is no such thing, or not on a node\#
 of this role.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"\#
application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"TooSlow":{"descr\#
iption":"The request did not arrive in time.","headers":{"Distrishare-Node":{"$ref":"#/component\#
s/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/\#
Problem"}}}},"Conflict":{"description":"It cannot be done as things stand.","headers":{"Distrish\#
are-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema":\#
{"$ref":"#/components/schemas/Problem"}}}},"Gone":{"description":"The cursor is none of this lis\#
t, or from before a restart; begin anew.","headers":{"Distrishare-Node":{"$ref":"#/components/he\#
aders/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Prob\#
lem"}}}},"Failed":{"description":"A condition of the request does not hold.","headers":{"Distris\#
hare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema"\#
:{"$ref":"#/components/schemas/Problem"}}}},"NoLength":{"description":"It is not said how long t\#
he file is.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"app\#
lication/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"TooLong":{"descript\#
ion":"The request, or a part of it, is too long.","headers":{"Distrishare-Node":{"$ref":"#/compo\#
nents/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/sche\#
mas/Problem"}}}},"WrongType":{"description":"A change has another Content-Type.","headers":{"Dis\#
trishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"sch\#
ema":{"$ref":"#/components/schemas/Problem"}}}},"Unsatisfiable":{"description":"No range lies wi\#
thin the file.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"\#
application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"Misdirected":{"d\#
escription":"The Host is no name of this node.","headers":{"Distrishare-Node":{"$ref":"#/compone\#
nts/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/schema\#
s/Problem"}}}},"TooMany":{"description":"Too many of that kind; try again later.","headers":{"Di\#
strishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"sc\#
hema":{"$ref":"#/components/schemas/Problem"}}}},"Busy":{"description":"Too many watch already; \#
try again later.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":\#
{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"Full":{"descri\#
ption":"There is no room for it.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/No\#
de"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}}\#
},"schemas":{"V":{"description":"The version of the document; only 1 is known, and is meant wher\#
e it is missing.","enum":[1,null]},"Digest":{"description":"64 hexadecimal digits.","type":"stri\#
ng","pattern":"^[0-9A-Fa-f]{64}$","example":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca49\#
5991b7852b855"},"Bits":{"description":"16 hexadecimal digits.","type":"string","pattern":"^[0-9A\#
-Fa-f]{16}$","example":"00000000000000ff"},"FileName":{"description":"A path in the library: par\#
ts of at most 255 bytes between single slashes, none of which\nbegins with a dot or has a backsl\#
ash or NUL.\n","type":"string","pattern":"^[^./\\\\\\u0000][^/\\\\\\u0000]{0,254}(/[^./\\\\\\u00\#
00][^/\\\\\\u0000]{0,254})*$","maxLength":3072,"example":"holiday/one.jpg"},"HostPort":{"descrip\#
tion":"A name or address, and a port. IPv6 stands in brackets.","type":"string","pattern":"^([A-\#
Za-z0-9._-]{1,253}|\\[::1?\\]|\\[([0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}\\]):0*([1-9][0-9]{0,3}|[\#
1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$","example":"127.0.0.1:9001\#
"},"ShortText":{"type":"string","maxLength":260},"Count":{"type":"integer","minimum":0},"Problem\#
":{"type":"object","required":["v","type","status","title","detail"],"properties":{"v":{"const":\#
1},"type":{"const":"about:blank"},"status":{"type":"integer","minimum":400,"maximum":599},"title\#
":{"type":"string"},"detail":{"type":"string"}}},"Done":{"type":"object","required":["v"],"prope\#
rties":{"v":{"const":1}}},"Health":{"type":"object","required":["v","status"],"properties":{"v":\#
{"const":1},"status":{"type":"string"}}},"Named":{"type":"object","required":["v","name"],"prope\#
rties":{"v":{"const":1},"name":{"$ref":"#/components/schemas/FileName"}}},"Status":{"type":"obje\#
ct","required":["v","id","short","instance","name","role","version","port","zone","uptime_s","se\#
cret","multicast","nodes","files","downloads","connections","datagrams_malformed","bootstraps","\#
notices"],"properties":{"v":{"const":1},"id":{"$ref":"#/components/schemas/Digest"},"short":{"ty\#
pe":"string","pattern":"^[0-9a-f]{20}$"},"instance":{"$ref":"#/components/schemas/Bits"},"name":\#
{"type":"string"},"role":{"enum":["bootstrap","peer"]},"version":{"type":"string"},"port":{"type\#
":"integer","minimum":1,"maximum":65535},"zone":{"type":"string"},"uptime_s":{"type":"integer","\#
minimum":0},"secret":{"description":"Whether the network has one.","type":"boolean"},"multicast"\#
:{"type":"boolean"},"nodes":{"type":"object","required":["known","alive","bootstrap","multicast"\#
],"properties":{"known":{"type":"integer","minimum":0},"alive":{"type":"integer","minimum":0},"b\#
ootstrap":{"type":"integer","minimum":0},"multicast":{"type":"integer","minimum":0}}},"files":{"\#
type":"object","required":["count","bytes","unhashed"],"properties":{"count":{"type":"integer","\#
minimum":0},"bytes":{"type":"integer","minimum":0},"unhashed":{"type":"integer","minimum":0}}},"\#
downloads":{"type":"object","required":["running"],"properties":{"running":{"type":"integer","mi\#
nimum":0}}},"connections":{"type":"integer","minimum":0},"datagrams_malformed":{"type":"integer"\#
,"minimum":0},"bootstraps":{"type":"array","items":{"$ref":"#/components/schemas/Bootstrap"}},"n\#
otices":{"type":"array","items":{"type":"string"}}}},"Next":{"description":"The cursor of the ne\#
xt part; null in the last.","type":["string","null"]},"Nodes":{"type":"object","required":["v","\#
nodes","next"],"properties":{"v":{"const":1},"nodes":{"type":"array","maxItems":1000,"items":{"$\#
ref":"#/components/schemas/Node"}},"next":{"$ref":"#/components/schemas/Next"}}},"Node":{"type":\#
"object","required":["id","short","name","address","zone","version","files","kind","learned","se\#
en_s","state"],"properties":{"id":{"description":"Null for an old node.","type":["string","null"\#
]},"short":{"type":["string","null"]},"name":{"$ref":"#/components/schemas/ShortText"},"address"\#
:{"type":"string"},"zone":{"$ref":"#/components/schemas/ShortText"},"version":{"$ref":"#/compone\#
nts/schemas/ShortText"},"files":{"type":"integer","minimum":0},"kind":{"enum":["unknown","ours",\#
"old"]},"learned":{"type":"array","items":{"enum":["bootstrap","multicast","added","registered"]\#
}},"seen_s":{"description":"Seconds since it was last seen.","type":"integer","minimum":0},"stat\#
e":{"enum":["unknown","alive","down"]}}},"Bootstraps":{"type":"object","required":["v","bootstra\#
ps"],"properties":{"v":{"const":1},"bootstraps":{"type":"array","items":{"$ref":"#/components/sc\#
hemas/Bootstrap"}}}},"Bootstrap":{"type":"object","required":["server","state","kind","added","r\#
eason","answered_s"],"properties":{"server":{"type":"string"},"state":{"enum":["trying","registe\#
red","failed"]},"kind":{"enum":["unknown","ours","old"]},"added":{"description":"By a person and\#
 not by the config.","type":"boolean"},"reason":{"description":"Why it failed last.","type":["st\#
ring","null"]},"answered_s":{"description":"Seconds since.","type":["integer","null"],"minimum":\#
0}}},"Files":{"type":"object","required":["v","files","next"],"properties":{"v":{"const":1},"fil\#
es":{"type":"array","maxItems":1000,"items":{"$ref":"#/components/schemas/File"}},"next":{"$ref"\#
:"#/components/schemas/Next"}}},"File":{"type":"object","required":["name","size","sha256","modi\#
fied"],"properties":{"name":{"$ref":"#/components/schemas/FileName"},"size":{"type":"integer","m\#
inimum":0},"sha256":{"description":"Null until it is hashed.","type":["string","null"]},"modifie\#
d":{"description":"Seconds since 1970.","type":"integer"}}},"Search":{"type":"object","required"\#
:["v","results","asked","silent"],"properties":{"v":{"const":1},"results":{"type":"array","maxIt\#
ems":1000,"items":{"$ref":"#/components/schemas/Content"}},"asked":{"description":"Nodes that we\#
re asked.","type":"integer","minimum":0},"silent":{"description":"Those that did not answer in t\#
ime.","type":"integer","minimum":0}}},"Content":{"type":"object","required":["name","size","sha2\#
56","holders"],"properties":{"name":{"$ref":"#/components/schemas/FileName"},"size":{"descriptio\#
n":"Null where only old nodes hold it.","type":["integer","null"]},"sha256":{"type":["string","n\#
ull"]},"holders":{"type":"array","items":{"type":"object","required":["address","id","short","na\#
me","ms"],"properties":{"address":{"description":"Null for the node itself.","type":["string","n\#
ull"]},"id":{"type":["string","null"]},"short":{"type":["string","null"]},"name":{"type":"string\#
"},"ms":{"description":"Until it answered.","type":"integer","minimum":0}}}}}},"Downloads":{"typ\#
e":"object","required":["v","downloads","next"],"properties":{"v":{"const":1},"downloads":{"type\#
":"array","maxItems":1000,"items":{"$ref":"#/components/schemas/DownloadRow"}},"next":{"$ref":"#\#
/components/schemas/Next"}}},"DownloadRow":{"type":"object","required":["id","name","state","rea\#
son","failure","received","size","sha256","verified","holder","rate","choices","delivered"],"pro\#
perties":{"id":{"type":"integer","minimum":0},"name":{"type":"string"},"state":{"enum":["waiting\#
","searching","running","verifying","paused","done","failed","cancelled"]},"reason":{"descriptio\#
n":"Why it is paused or failed.","type":["string","null"]},"failure":{"enum":["notFound","ambigu\#
ous","verification","refused","unreachable","disk","other",null]},"received":{"description":"Byt\#
es.","type":"integer","minimum":0},"size":{"description":"Null until a holder said it.","type":[\#
"integer","null"]},"sha256":{"type":["string","null"]},"verified":{"description":"Held against a\#
 digest that was known before.","type":"boolean"},"holder":{"type":["string","null"]},"rate":{"d\#
escription":"Bytes a second.","type":"integer","minimum":0},"choices":{"description":"Contents t\#
hat fit the name, where several did.","type":"array","items":{"$ref":"#/components/schemas/Conte\#
nt"}},"delivered":{"description":"Whole in the descriptor that was passed.","type":"boolean"}}},\#
"Download":{"allOf":[{"$ref":"#/components/schemas/DownloadRow"},{"type":"object","required":["v\#
"],"properties":{"v":{"const":1}}}]},"AddressBody":{"type":"object","required":["address"],"prop\#
erties":{"v":{"$ref":"#/components/schemas/V"},"address":{"$ref":"#/components/schemas/HostPort"\#
}}},"DownloadBody":{"type":"object","properties":{"v":{"$ref":"#/components/schemas/V"},"from":{\#
"description":"The only node to ask.","anyOf":[{"$ref":"#/components/schemas/HostPort"},{"type":\#
"null"}]},"descriptor":{"description":"True only over the control socket, where an open descript\#
or comes with the first\nbyte of the request (SCM_RIGHTS).\n","enum":[false,null],"default":fals\#
e}},"oneOf":[{"required":["name"],"properties":{"name":{"$ref":"#/components/schemas/FileName"},\#
"sha256":{"type":"null"}}},{"required":["sha256"],"properties":{"name":{"type":"null"},"sha256":\#
{"$ref":"#/components/schemas/Digest"}}}]},"Registration":{"type":"object","required":["id","ins\#
tance","name","port","zone","version","files"],"properties":{"v":{"$ref":"#/components/schemas/V\#
"},"id":{"$ref":"#/components/schemas/Digest"},"instance":{"$ref":"#/components/schemas/Bits"},"\#
name":{"$ref":"#/components/schemas/ShortText"},"port":{"type":"integer","minimum":1,"maximum":6\#
5535},"zone":{"$ref":"#/components/schemas/ShortText"},"version":{"$ref":"#/components/schemas/S\#
hortText"},"files":{"type":"integer","minimum":0,"maximum":9223372036854775807},"advertise":{"de\#
scription":"Where it wants to be dialled.","anyOf":[{"$ref":"#/components/schemas/HostPort"},{"t\#
ype":"null"}]},"generation":{"description":"The list that it has already.","anyOf":[{"$ref":"#/c\#
omponents/schemas/Bits"},{"type":"null"}]}}},"Welcome":{"type":"object","required":["v","you","g\#
eneration","nodes"],"properties":{"v":{"const":1},"you":{"description":"Where the bootstrap sees\#
 the peer.","type":"string"},"generation":{"$ref":"#/components/schemas/Bits"},"nodes":{"descrip\#
tion":"Null where the list is the one that the peer has.","type":["array","null"],"items":{"$ref\#
":"#/components/schemas/Node"}}}}}}}
"""#
}
