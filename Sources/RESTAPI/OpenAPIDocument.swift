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
 loopback only, and whoever is there may read. Changes over\nTCP take the operator's token, sent\#
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
s/Welcome"}}}},"409":{"$ref":"#/components/responses/Conflict"},"507":{"$ref":"#/components/resp\#
onses/Full"}}}},"/api/v1/peers/{id}":{"parameters":[{"name":"id","in":"path","required":true,"sc\#
hema":{"$ref":"#/components/schemas/Digest"}}],"put":{"operationId":"heartbeat","tags":["peers"]\#
,"summary":"Says that a peer lives. Its `id` is that of the path.","requestBody":{"required":tru\#
e,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Registration"}}}},"respo\#
nses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unkn\#
own"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Mi\#
ssing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/To\#
oLong"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/Wr\#
ongType"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/respon\#
ses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"description":"Who else the\#
re is.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"applicat\#
ion/json":{"schema":{"$ref":"#/components/schemas/Welcome"}}}},"409":{"$ref":"#/components/respo\#
nses/Conflict"},"507":{"$ref":"#/components/responses/Full"}}},"delete":{"operationId":"goodbye"\#
,"tags":["peers"],"summary":"Says that a peer goes.","responses":{"400":{"$ref":"#/components/re\#
sponses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/res\#
ponses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/components/r\#
esponses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/components/r\#
esponses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/components\#
/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/compon\#
ents/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"}}}}},"components":{"securit\#
ySchemes":{"bearer":{"type":"http","scheme":"bearer","description":"The operator's token, or the\#
 network's secret."},"basic":{"type":"http","scheme":"basic","description":"The same as the pass\#
word; the user's name does not count."}},"headers":{"Node":{"description":"The node's id, and th\#
e number of its run; both hexadecimal.","schema":{"type":"string","pattern":"^[0-9a-f]{64} [0-9a\#
-f]{1,16}$"}}},"parameters":{"Path":{"name":"path","in":"path","required":true,"description":"A \#
name in the library; its slashes may stand as they are.","schema":{"$ref":"#/components/schemas/\#
FileName"},"example":"holiday/one.jpg"},"Address":{"name":"address","in":"path","required":true,\#
"schema":{"$ref":"#/components/schemas/HostPort"},"example":"127.0.0.1:9001"},"DownloadID":{"nam\#
e":"id","in":"path","required":true,"schema":{"type":"integer","minimum":0,"maximum":92233720368\#
54775807},"example":1},"Limit":{"name":"limit","in":"query","description":"Rows of a part at mos\#
t.","schema":{"type":"integer","minimum":1,"maximum":1000,"default":1000}},"Cursor":{"name":"cur\#
sor","in":"query","description":"The `next` of the part before. Its content is nobody's business\#
.","schema":{"type":"string","minLength":1,"maxLength":9280}}},"responses":{"Done":{"description\#
":"Done.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"applic\#
ation/json":{"schema":{"$ref":"#/components/schemas/Done"}}}},"Broken":{"description":"The reque\#
st is not well made; the detail says where.","headers":{"Distrishare-Node":{"$ref":"#/components\#
/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/P\#
roblem"}}}},"Unknown":{"description":"It takes a credential, or this one is wrong.","headers":{"\#
Distrishare-Node":{"$ref":"#/components/headers/Node"},"WWW-Authenticate":{"required":true,"sche\#
ma":{"type":"string"}}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/sc\#
hemas/Problem"}}}},"Forbidden":{"description":"The credential is not enough, or the page is of a\#
nother origin.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"\#
application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"Missing":{"descr\#
iption":"There is no such thing, or not on a node of this role.","headers":{"Distrishare-Node":{\#
"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/\#
components/schemas/Problem"}}}},"TooSlow":{"description":"The request did not arrive in time.","\#
headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/probl\#
em+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"Conflict":{"description":"It cann\#
ot be done as things stand.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}}\#
,"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"Gon\#
e":{"description":"The cursor is none of this list, or from before a restart; begin anew.","head\#
ers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/problem+j\#
son":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"Failed":{"description":"A condition o\#
f the request does not hold.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}\#
},"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"No\#
Length":{"description":"It is not said how long the file is.","headers":{"Distrishare-Node":{"$r\#
ef":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/com\#
ponents/schemas/Problem"}}}},"TooLong":{"description":"The request, or a part of it, is too long\#
.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/p\#
roblem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"WrongType":{"description":"A \#
change has another Content-Type.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/No\#
de"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}}\#
,"Unsatisfiable":{"description":"No range lies within the file.","headers":{"Distrishare-Node":{\#
"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/\#
components/schemas/Problem"}}}},"Misdirected":{"description":"The Host is no name of this node."\#
,"headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/pro\#
blem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"TooMany":{"description":"Too ma\#
ny of that kind; try again later.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/N\#
ode"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}\#
},"Busy":{"description":"Too many watch already; try again later.","headers":{"Distrishare-Node"\#
:{"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"\#
#/components/schemas/Problem"}}}},"Full":{"description":"There is no room for it.","headers":{"D\#
istrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"s\#
chema":{"$ref":"#/components/schemas/Problem"}}}}},"schemas":{"V":{"description":"The version of\#
 the document; only 1 is known, and is meant where it is missing.","enum":[1,null]},"Digest":{"d\#
escription":"64 hexadecimal digits.","type":"string","pattern":"^[0-9A-Fa-f]{64}$","example":"e3\#
b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},"Bits":{"description":"16 hexad\#
ecimal digits.","type":"string","pattern":"^[0-9A-Fa-f]{16}$","example":"00000000000000ff"},"Fil\#
eName":{"description":"A path in the library: parts of at most 255 bytes between single slashes,\#
 none of which\nbegins with a dot or has a backslash or NUL.\n","type":"string","pattern":"^[^./\#
\\\\\\u0000][^/\\\\\\u0000]{0,254}(/[^./\\\\\\u0000][^/\\\\\\u0000]{0,254})*$","maxLength":3072,\#
"example":"holiday/one.jpg"},"HostPort":{"description":"A name or address, and a port. IPv6 stan\#
ds in brackets.","type":"string","pattern":"^([A-Za-z0-9._-]{1,253}|\\[::1?\\]|\\[([0-9A-Fa-f]{1\#
,4}:){7}[0-9A-Fa-f]{1,4}\\]):0*([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655\#
[0-2][0-9]|6553[0-5])$","example":"127.0.0.1:9001"},"ShortText":{"type":"string","maxLength":260\#
},"Count":{"type":"integer","minimum":0},"Problem":{"type":"object","required":["v","type","stat\#
us","title","detail"],"properties":{"v":{"const":1},"type":{"const":"about:blank"},"status":{"ty\#
pe":"integer","minimum":400,"maximum":599},"title":{"type":"string"},"detail":{"type":"string"}}\#
},"Done":{"type":"object","required":["v"],"properties":{"v":{"const":1}}},"Health":{"type":"obj\#
ect","required":["v","status"],"properties":{"v":{"const":1},"status":{"type":"string"}}},"Named\#
":{"type":"object","required":["v","name"],"properties":{"v":{"const":1},"name":{"$ref":"#/compo\#
nents/schemas/FileName"}}},"Status":{"type":"object","required":["v","id","short","instance","na\#
me","role","version","port","zone","uptime_s","secret","multicast","nodes","files","downloads","\#
connections","datagrams_malformed","bootstraps","notices"],"properties":{"v":{"const":1},"id":{"\#
$ref":"#/components/schemas/Digest"},"short":{"type":"string","pattern":"^[0-9a-f]{20}$"},"insta\#
nce":{"$ref":"#/components/schemas/Bits"},"name":{"type":"string"},"role":{"enum":["bootstrap","\#
peer"]},"version":{"type":"string"},"port":{"type":"integer","minimum":1,"maximum":65535},"zone"\#
:{"type":"string"},"uptime_s":{"type":"integer","minimum":0},"secret":{"description":"Whether th\#
e network has one.","type":"boolean"},"multicast":{"type":"boolean"},"nodes":{"type":"object","r\#
equired":["known","alive","bootstrap","multicast"],"properties":{"known":{"type":"integer","mini\#
mum":0},"alive":{"type":"integer","minimum":0},"bootstrap":{"type":"integer","minimum":0},"multi\#
cast":{"type":"integer","minimum":0}}},"files":{"type":"object","required":["count","bytes","unh\#
ashed"],"properties":{"count":{"type":"integer","minimum":0},"bytes":{"type":"integer","minimum"\#
:0},"unhashed":{"type":"integer","minimum":0}}},"downloads":{"type":"object","required":["runnin\#
g"],"properties":{"running":{"type":"integer","minimum":0}}},"connections":{"type":"integer","mi\#
nimum":0},"datagrams_malformed":{"type":"integer","minimum":0},"bootstraps":{"type":"array","ite\#
ms":{"$ref":"#/components/schemas/Bootstrap"}},"notices":{"type":"array","items":{"type":"string\#
"}}}},"Next":{"description":"The cursor of the next part; null in the last.","type":["string","n\#
ull"]},"Nodes":{"type":"object","required":["v","nodes","next"],"properties":{"v":{"const":1},"n\#
odes":{"type":"array","maxItems":1000,"items":{"$ref":"#/components/schemas/Node"}},"next":{"$re\#
f":"#/components/schemas/Next"}}},"Node":{"type":"object","required":["id","short","name","addre\#
ss","zone","version","files","kind","learned","seen_s","state"],"properties":{"id":{"description\#
":"Null for an old node.","type":["string","null"]},"short":{"type":["string","null"]},"name":{"\#
$ref":"#/components/schemas/ShortText"},"address":{"type":"string"},"zone":{"$ref":"#/components\#
/schemas/ShortText"},"version":{"$ref":"#/components/schemas/ShortText"},"files":{"type":"intege\#
r","minimum":0},"kind":{"enum":["unknown","ours","old"]},"learned":{"type":"array","items":{"enu\#
m":["bootstrap","multicast","added","registered"]}},"seen_s":{"description":"Seconds since it wa\#
s last seen.","type":"integer","minimum":0},"state":{"enum":["unknown","alive","down"]}}},"Boots\#
traps":{"type":"object","required":["v","bootstraps"],"properties":{"v":{"const":1},"bootstraps"\#
:{"type":"array","items":{"$ref":"#/components/schemas/Bootstrap"}}}},"Bootstrap":{"type":"objec\#
t","required":["server","state","kind","added","reason","answered_s"],"properties":{"server":{"t\#
ype":"string"},"state":{"enum":["trying","registered","failed"]},"kind":{"enum":["unknown","ours\#
","old"]},"added":{"description":"By a person and not by the config.","type":"boolean"},"reason"\#
:{"description":"Why it failed last.","type":["string","null"]},"answered_s":{"description":"Sec\#
onds since.","type":["integer","null"],"minimum":0}}},"Files":{"type":"object","required":["v","\#
files","next"],"properties":{"v":{"const":1},"files":{"type":"array","maxItems":1000,"items":{"$\#
ref":"#/components/schemas/File"}},"next":{"$ref":"#/components/schemas/Next"}}},"File":{"type":\#
"object","required":["name","size","sha256","modified"],"properties":{"name":{"$ref":"#/componen\#
ts/schemas/FileName"},"size":{"type":"integer","minimum":0},"sha256":{"description":"Null until \#
it is hashed.","type":["string","null"]},"modified":{"description":"Seconds since 1970.","type":\#
"integer"}}},"Search":{"type":"object","required":["v","results","asked","silent"],"properties":\#
{"v":{"const":1},"results":{"type":"array","maxItems":1000,"items":{"$ref":"#/components/schemas\#
/Content"}},"asked":{"description":"Nodes that were asked.","type":"integer","minimum":0},"silen\#
t":{"description":"Those that did not answer in time.","type":"integer","minimum":0}}},"Content"\#
:{"type":"object","required":["name","size","sha256","holders"],"properties":{"name":{"$ref":"#/\#
components/schemas/FileName"},"size":{"description":"Null where only old nodes hold it.","type":\#
["integer","null"]},"sha256":{"type":["string","null"]},"holders":{"type":"array","items":{"type\#
":"object","required":["address","id","short","name","ms"],"properties":{"address":{"description\#
":"Null for the node itself.","type":["string","null"]},"id":{"type":["string","null"]},"short":\#
{"type":["string","null"]},"name":{"type":"string"},"ms":{"description":"Until it answered.","ty\#
pe":"integer","minimum":0}}}}}},"Downloads":{"type":"object","required":["v","downloads","next"]\#
,"properties":{"v":{"const":1},"downloads":{"type":"array","maxItems":1000,"items":{"$ref":"#/co\#
mponents/schemas/DownloadRow"}},"next":{"$ref":"#/components/schemas/Next"}}},"DownloadRow":{"ty\#
pe":"object","required":["id","name","state","reason","failure","received","size","sha256","veri\#
fied","holder","rate","choices","delivered"],"properties":{"id":{"type":"integer","minimum":0},"\#
name":{"type":"string"},"state":{"enum":["waiting","searching","running","verifying","paused","d\#
one","failed","cancelled"]},"reason":{"description":"Why it is paused or failed.","type":["strin\#
g","null"]},"failure":{"enum":["notFound","ambiguous","verification","refused","unreachable","di\#
sk","other",null]},"received":{"description":"Bytes.","type":"integer","minimum":0},"size":{"des\#
cription":"Null until a holder said it.","type":["integer","null"]},"sha256":{"type":["string","\#
null"]},"verified":{"description":"Held against a digest that was known before.","type":"boolean\#
"},"holder":{"type":["string","null"]},"rate":{"description":"Bytes a second.","type":"integer",\#
"minimum":0},"choices":{"description":"Contents that fit the name, where several did.","type":"a\#
rray","items":{"$ref":"#/components/schemas/Content"}},"delivered":{"description":"Whole in the \#
descriptor that was passed.","type":"boolean"}}},"Download":{"allOf":[{"$ref":"#/components/sche\#
mas/DownloadRow"},{"type":"object","required":["v"],"properties":{"v":{"const":1}}}]},"AddressBo\#
dy":{"type":"object","required":["address"],"properties":{"v":{"$ref":"#/components/schemas/V"},\#
"address":{"$ref":"#/components/schemas/HostPort"}}},"DownloadBody":{"type":"object","properties\#
":{"v":{"$ref":"#/components/schemas/V"},"from":{"description":"The only node to ask.","anyOf":[\#
{"$ref":"#/components/schemas/HostPort"},{"type":"null"}]},"descriptor":{"description":"True onl\#
y over the control socket, where an open descriptor comes with the first\nbyte of the request (S\#
CM_RIGHTS).\n","enum":[false,null],"default":false}},"oneOf":[{"required":["name"],"properties":\#
{"name":{"$ref":"#/components/schemas/FileName"},"sha256":{"type":"null"}}},{"required":["sha256\#
"],"properties":{"name":{"type":"null"},"sha256":{"$ref":"#/components/schemas/Digest"}}}]},"Reg\#
istration":{"type":"object","required":["id","instance","name","port","zone","version","files"],\#
"properties":{"v":{"$ref":"#/components/schemas/V"},"id":{"$ref":"#/components/schemas/Digest"},\#
"instance":{"$ref":"#/components/schemas/Bits"},"name":{"$ref":"#/components/schemas/ShortText"}\#
,"port":{"type":"integer","minimum":1,"maximum":65535},"zone":{"$ref":"#/components/schemas/Shor\#
tText"},"version":{"$ref":"#/components/schemas/ShortText"},"files":{"type":"integer","minimum":\#
0,"maximum":9223372036854775807},"advertise":{"description":"Where it wants to be dialled.","any\#
Of":[{"$ref":"#/components/schemas/HostPort"},{"type":"null"}]},"generation":{"description":"The\#
 list that it has already.","anyOf":[{"$ref":"#/components/schemas/Bits"},{"type":"null"}]}}},"W\#
elcome":{"type":"object","required":["v","you","generation","nodes"],"properties":{"v":{"const":\#
1},"you":{"description":"Where the bootstrap sees the peer.","type":"string"},"generation":{"$re\#
f":"#/components/schemas/Bits"},"nodes":{"description":"Null where the list is the one that the \#
peer has.","type":["array","null"],"items":{"$ref":"#/components/schemas/Node"}}}}}}}
"""#
}
