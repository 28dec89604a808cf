// swift-format-ignore-file
// What GET /api/v1/openapi.json answers. Made by Scripts/lib/openapi.py from Config/openapi.yaml:
// change that file and run the script with --write.

enum OpenAPIDocument {
    static let bytes = Array(text.utf8)

    private static let text = #"""
{"openapi":"3.1.0"\#
,"info":{"title":"DistriShare"\#
,"version":"1"\#
,"summary":"One node of a network that shares files."\#
,"description":"Every node serves this on its one port and on its control socket. Which requests\#
 a node can\nanswer depends on its role: a bootstrap shares no files, and peers register with no\#
 peer; what a\nrole does not have is 404.\n\n**Who may do what.** Where the network has a secret\#
, reading takes the secret, as a Bearer token\nor as the password of Basic (nodes prove it with \#
a scheme of their own and never send it).\nWithout a secret a node listens on loopback only, and\#
 whoever is there may read. Changes over\nTCP take the operator's token, sent in the same way; w\#
hoever may open the control socket is the\noperator. A bootstrap has users, whose tokens count a\#
s their roles: a reader reads, a member may\nannounce what he has, an admin changes the node and\#
 its users, as the control socket may.\n`/healthz` and this document are open to all, `/metrics`\#
 to loopback.\n\n**Browsers.** Without a credential, the Host must be one of the node's names (4\#
21). A change has\n`Content-Type: application/json`, also where it has no body (415), and no for\#
eign Origin (403).\nThe one exception is `PUT /files`, which takes any type. Pages of origins th\#
at the operator has\nnamed (`[api] origins`) may read and change as the credential may that they\#
 send; browsers ask\nfor them with OPTIONS. No origin is named unless somebody did.\n\n**How oft\#
en.** A user, and whoever comes from one address without being one, has so many\nrequests a minu\#
te (`[api] requests_per_minute`), and is told with each answer what is left of\nthem; more are 4\#
29. Files and announces are not counted, nor are nodes that prove the secret,\nthe operator, and\#
 whoever is on the same machine without being a user.\n\n**Documents** carry `\"v\": 1`. Errors \#
are problem documents (RFC 9457). Any answer may be 400,\n408, 413, 414, 417, 431, 501 or 505 wh\#
ere the request itself is broken, too slow, too long or of\nno known method or version, and 405 \#
where the path has no such method. With `Accept-Encoding:\ngzip` documents come shorter. Lists a\#
nd their items have a weak ETag: with `If-None-Match` they\nare not sent again.\n\n**Directories\#
 of old.** A bootstrap may speak two older dialects at `/login`, `/indice`,\n`/buscar`, `/logout\#
`, `/buscar_archivos`, `/peers_activos` and `/ver_archivos`, with errors of\ntheir own; they are\#
 not described here.\n"\#
,"license":{"name":"Apache-2.0"\#
,"identifier":"Apache-2.0"\#
}\#
}\#
,"servers":[{"url":"http://127.0.0.1:9000"}]\#
,"security":[{"bearer":[]},{"basic":[]},{}]\#
,"tags":[{"name":"files","description":"Content that is shared."},{"name":"node","description":"\#
What a node is and how it is."},{"name":"downloads","description":"Files that this node takes fr\#
om others."},{"name":"torrents","description":"What this node takes from many at once."},{"name"\#
:"operator","description":"Changes."},{"name":"peers","description":"What nodes say to a bootstr\#
ap."},{"name":"users","description":"Users of a bootstrap, and their sessions."},{"name":"tracke\#
r","description":"What BitTorrent clients ask a bootstrap."}]\#
,"paths":{"/healthz":{"get":{"operationId":"health","tags":["node"],"summary":"Whether the node \#
lives, and its status line. Open to all.","security":[{}],"responses":{"200":{"description":"It \#
lives.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"applicat\#
ion/json":{"schema":{"$ref":"#/components/schemas/Health"}}}},"414":{"$ref":"#/components/respon\#
ses/TooLong"},"431":{"$ref":"#/components/responses/TooLong"}}}\#
}\#
,"/metrics":{"get":{"operationId":"metrics","tags":["node"],"summary":"Counters and gauges as Pr\#
ometheus reads them. Open to loopback.","responses":{"400":{"$ref":"#/components/responses/Broke\#
n"},"401":{"$ref":"#/components/responses/Unknown"},"408":{"$ref":"#/components/responses/TooSlo\#
w"},"414":{"$ref":"#/components/responses/TooLong"},"421":{"$ref":"#/components/responses/Misdir\#
ected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/To\#
oLong"},"200":{"description":"Text format 0.0.4.","headers":{"Distrishare-Node":{"$ref":"#/compo\#
nents/headers/Node"}},"content":{"text/plain":{"schema":{"type":"string"}}}}}}\#
}\#
,"/announce":{"get":{"operationId":"announce","tags":["tracker"],"summary":"What any BitTorrent \#
client asks a tracker (BEP 3); of a bootstrap.","security":[{}],"parameters":[{"$ref":"#/compone\#
nts/parameters/TrackedInfoHash"},{"$ref":"#/components/parameters/TrackedPeerID"},{"$ref":"#/com\#
ponents/parameters/TrackedPort"},{"$ref":"#/components/parameters/TrackedLeft"},{"$ref":"#/compo\#
nents/parameters/TrackedEvent"},{"$ref":"#/components/parameters/TrackedWanted"},{"$ref":"#/comp\#
onents/parameters/TrackedCompact"}],"responses":{"200":{"$ref":"#/components/responses/Tracked"}\#
,"404":{"$ref":"#/components/responses/Missing"},"414":{"$ref":"#/components/responses/TooLong"}\#
,"431":{"$ref":"#/components/responses/TooLong"}}}\#
}\#
,"/scrape":{"get":{"operationId":"scrape","tags":["tracker"],"summary":"How many have a torrent \#
(BEP 48); of a bootstrap.","security":[{}],"parameters":[{"$ref":"#/components/parameters/Scrape\#
dInfoHash"}],"responses":{"200":{"$ref":"#/components/responses/Tracked"},"404":{"$ref":"#/compo\#
nents/responses/Missing"},"414":{"$ref":"#/components/responses/TooLong"},"431":{"$ref":"#/compo\#
nents/responses/TooLong"}}}\#
}\#
,"/{token}/announce":{"parameters":[{"$ref":"#/components/parameters/TrackerToken"}]\#
,"get":{"operationId":"announceByToken","tags":["tracker"],"summary":"An announce of who has a t\#
oken.","security":[{}],"parameters":[{"$ref":"#/components/parameters/TrackedInfoHash"},{"$ref":\#
"#/components/parameters/TrackedPeerID"},{"$ref":"#/components/parameters/TrackedPort"},{"$ref":\#
"#/components/parameters/TrackedLeft"},{"$ref":"#/components/parameters/TrackedEvent"},{"$ref":"\#
#/components/parameters/TrackedWanted"},{"$ref":"#/components/parameters/TrackedCompact"}],"resp\#
onses":{"200":{"$ref":"#/components/responses/Tracked"},"401":{"$ref":"#/components/responses/Un\#
known"},"404":{"$ref":"#/components/responses/Missing"},"414":{"$ref":"#/components/responses/To\#
oLong"},"431":{"$ref":"#/components/responses/TooLong"}}}\#
}\#
,"/{token}/scrape":{"parameters":[{"$ref":"#/components/parameters/TrackerToken"}]\#
,"get":{"operationId":"scrapeByToken","tags":["tracker"],"summary":"A scrape of who has a token.\#
","security":[{}],"parameters":[{"$ref":"#/components/parameters/ScrapedInfoHash"}],"responses":\#
{"200":{"$ref":"#/components/responses/Tracked"},"401":{"$ref":"#/components/responses/Unknown"}\#
,"404":{"$ref":"#/components/responses/Missing"},"414":{"$ref":"#/components/responses/TooLong"}\#
,"431":{"$ref":"#/components/responses/TooLong"}}}\#
}\#
,"/files/{path}":{"parameters":[{"$ref":"#/components/parameters/Path"}]\#
,"get":{"operationId":"file","tags":["files"],"summary":"The bytes of a shared file.","descripti\#
on":"Ranges, up to 16 of them, are understood, as are conditions. The file is never shown on the\#
\nnode's origin: it comes as an attachment and in a sandbox. With `?inline` images, audio,\nvide\#
o and plain text are shown.\n","parameters":[{"name":"inline","in":"query","description":"Its va\#
lue says nothing; that it is there, asks to show the file.","allowEmptyValue":true,"schema":{"ty\#
pe":"string"}},{"name":"Range","in":"header","schema":{"type":"string"},"example":"bytes=0-4095"\#
},{"name":"If-Range","in":"header","schema":{"type":"string"}},{"name":"If-Match","in":"header",\#
"schema":{"type":"string"}},{"name":"If-None-Match","in":"header","schema":{"type":"string"}},{"\#
name":"If-Modified-Since","in":"header","schema":{"type":"string"}},{"name":"If-Unmodified-Since\#
","in":"header","schema":{"type":"string"}}],"responses":{"400":{"$ref":"#/components/responses/\#
Broken"},"401":{"$ref":"#/components/responses/Unknown"},"408":{"$ref":"#/components/responses/T\#
ooSlow"},"414":{"$ref":"#/components/responses/TooLong"},"421":{"$ref":"#/components/responses/M\#
isdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/respons\#
es/TooLong"},"200":{"description":"The file.","headers":{"Distrishare-Node":{"$ref":"#/component\#
s/headers/Node"},"ETag":{"description":"Of its size and time of change.","schema":{"type":"strin\#
g"}},"Last-Modified":{"schema":{"type":"string"}},"Repr-Digest":{"description":"`sha-256=:BASE64\#
:` (RFC 9530), once the file is hashed.","schema":{"type":"string"}},"Content-Security-Policy":{\#
"schema":{"type":"string"}},"X-Content-Type-Options":{"schema":{"const":"nosniff"}}},"content":{\#
"*/*":{}}},"206":{"description":"The ranges, several as multipart/byteranges.","headers":{"Distr\#
ishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"*/*":{}}},"304":{"description":"I\#
t is as the caller knows it.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}\#
}},"404":{"$ref":"#/components/responses/Missing"},"412":{"$ref":"#/components/responses/Failed"\#
},"416":{"$ref":"#/components/responses/Unsatisfiable"}}}\#
,"put":{"operationId":"putFile","tags":["files","operator"],"summary":"Puts the body into `share\#
d_files/`. Nothing is ever replaced.","description":"The body comes with its Content-Length, or \#
in chunks. One of 0 bytes is an empty file.\n","security":[{"bearer":[]},{"basic":[]}],"requestB\#
ody":{"required":false,"content":{"application/octet-stream":{"schema":{"type":"string","format"\#
:"binary"}}}},"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/compo\#
nents/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/com\#
ponents/responses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/com\#
ponents/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/com\#
ponents/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":\#
"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"descri\#
ption":"The same content was there already.","headers":{"Distrishare-Node":{"$ref":"#/components\#
/headers/Node"},"Location":{"schema":{"type":"string","format":"uri-reference"}}},"content":{"ap\#
plication/json":{"schema":{"$ref":"#/components/schemas/Named"}}}},"201":{"description":"It is t\#
here now, on the disk.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"},"Loca\#
tion":{"schema":{"type":"string","format":"uri-reference"}}},"content":{"application/json":{"sch\#
ema":{"$ref":"#/components/schemas/Named"}}}},"409":{"$ref":"#/components/responses/Conflict"},"\#
411":{"$ref":"#/components/responses/NoLength"},"412":{"$ref":"#/components/responses/Failed"},"\#
507":{"$ref":"#/components/responses/Full"}}}\#
}\#
,"/api/v1/openapi.json":{"get":{"operationId":"description","tags":["node"],"summary":"This docu\#
ment. Open to all; it says nothing of the node.","security":[{}],"parameters":[{"$ref":"#/compon\#
ents/parameters/IfNoneMatch"}],"responses":{"200":{"description":"OpenAPI 3.1.","headers":{"Dist\#
rishare-Node":{"$ref":"#/components/headers/Node"},"ETag":{"$ref":"#/components/headers/ETag"},"\#
Vary":{"$ref":"#/components/headers/Vary"}},"content":{"application/json":{"schema":{"type":"obj\#
ect"}}}},"304":{"$ref":"#/components/responses/NotModified"},"412":{"$ref":"#/components/respons\#
es/Failed"},"414":{"$ref":"#/components/responses/TooLong"},"431":{"$ref":"#/components/response\#
s/TooLong"}}}\#
}\#
,"/api/v1/status":{"get":{"operationId":"status","tags":["node"],"summary":"What the node is, an\#
d what a person should know of it.","responses":{"400":{"$ref":"#/components/responses/Broken"},\#
"401":{"$ref":"#/components/responses/Unknown"},"408":{"$ref":"#/components/responses/TooSlow"},\#
"414":{"$ref":"#/components/responses/TooLong"},"421":{"$ref":"#/components/responses/Misdirecte\#
d"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLon\#
g"},"200":{"description":"The status.","headers":{"Distrishare-Node":{"$ref":"#/components/heade\#
rs/Node"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Status"}}}}}}\#
}\#
,"/api/v1/events":{"get":{"operationId":"events","tags":["node"],"summary":"What happens, as it \#
happens.","description":"Server-sent events, whose ids are resumed with `Last-Event-ID`. Types: \#
`node` (with\n`change`: came, changed, went), `library` (added, hashed, removed), `download` (it\#
s\ndocument, at most once a second while it runs), `torrent` (changed, removed; with its row of\\#
nthe list, at most once a second while it moves), and `resync`: what happened is not known\npiec\#
e by piece, read the lists again. A comment comes every 15 seconds. The stream has no\nend but t\#
he node's.\n","parameters":[{"name":"Last-Event-ID","in":"header","description":"The event after\#
 which to go on. One that is gone is answered by `resync`.","schema":{"type":"string","maxLength\#
":64},"example":"5f3a9c-17"}],"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":\#
{"$ref":"#/components/responses/Unknown"},"408":{"$ref":"#/components/responses/TooSlow"},"414":\#
{"$ref":"#/components/responses/TooLong"},"421":{"$ref":"#/components/responses/Misdirected"},"4\#
29":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"2\#
00":{"description":"The stream.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Nod\#
e"}},"content":{"text/event-stream":{"schema":{"type":"string"}}}},"503":{"$ref":"#/components/r\#
esponses/Busy"}}}\#
}\#
,"/api/v1/nodes":{"get":{"operationId":"nodes","tags":["node"],"summary":"The other nodes that a\#
re known, in the order in which they came.","parameters":[{"$ref":"#/components/parameters/IfNon\#
eMatch"},{"name":"list","in":"query","description":"Everybody, those of the bootstraps, or those\#
 that multicast heard of lately.","schema":{"enum":["all","bootstrap","multicast"],"default":"al\#
l"}},{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components/parameters/Cursor"}],"respon\#
ses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unkno\#
wn"},"408":{"$ref":"#/components/responses/TooSlow"},"414":{"$ref":"#/components/responses/TooLo\#
ng"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/T\#
ooMany"},"431":{"$ref":"#/components/responses/TooLong"},"304":{"$ref":"#/components/responses/N\#
otModified"},"412":{"$ref":"#/components/responses/Failed"},"200":{"description":"A part of the \#
list.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"},"ETag":{"$ref":"#/comp\#
onents/headers/ETag"},"Vary":{"$ref":"#/components/headers/Vary"}},"content":{"application/json"\#
:{"schema":{"$ref":"#/components/schemas/Nodes"}}}},"410":{"$ref":"#/components/responses/Gone"}\#
}}\#
,"post":{"operationId":"addNode","tags":["operator"],"summary":"Names a node to try, also after \#
a restart.","security":[{"bearer":[]},{"basic":[]}],"requestBody":{"required":true,"content":{"a\#
pplication/json":{"schema":{"$ref":"#/components/schemas/AddressBody"},"example":{"address":"127\#
.0.0.1:9001"}}}},"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/co\#
mponents/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/\#
components/responses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/\#
components/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/\#
components/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$re\#
f":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"$re\#
f":"#/components/responses/Done"}}}\#
,"delete":{"operationId":"removeNode","tags":["operator"],"summary":"Takes a named node back, by\#
 the address in the body.","security":[{"bearer":[]},{"basic":[]}],"requestBody":{"required":tru\#
e,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/AddressBody"},"example":\#
{"address":"127.0.0.1:9001"}}}},"responses":{"400":{"$ref":"#/components/responses/Broken"},"401\#
":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"4\#
04":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"},"4\#
13":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"},"4\#
15":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdirecte\#
d"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLon\#
g"},"200":{"$ref":"#/components/responses/Done"}}}\#
}\#
,"/api/v1/nodes/{address}":{"delete":{"operationId":"removeNodeByPath","tags":["operator"],"summ\#
ary":"Takes a named node back, by the address in the path.","security":[{"bearer":[]},{"basic":[\#
]}],"parameters":[{"$ref":"#/components/parameters/Address"}],"responses":{"400":{"$ref":"#/comp\#
onents/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/compo\#
nents/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/com\#
ponents/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/com\#
ponents/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/c\#
omponents/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":\#
"#/components/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"}}}\#
}\#
,"/api/v1/files":{"get":{"operationId":"files","tags":["files"],"summary":"The files that this n\#
ode shares, by name; or those that fit, best first.","description":"A bootstrap lists the files \#
of all who told it of theirs, each with its holders, at most 256 in one part.","parameters":[{"$\#
ref":"#/components/parameters/IfNoneMatch"},{"name":"q","in":"query","description":"Words that a\#
 name must have all of. None is the same as no words.","schema":{"type":"string","maxLength":102\#
4},"example":"holiday"},{"name":"sha256","in":"query","description":"The digest of the content. \#
Then words do not count.","schema":{"$ref":"#/components/schemas/Digest"}},{"name":"size_min","i\#
n":"query","description":"Bytes; this and the following count on a bootstrap.","schema":{"type":\#
"integer","minimum":0,"maximum":9223372036854775807}},{"name":"size_max","in":"query","descripti\#
on":"Bytes.","schema":{"type":"integer","minimum":0,"maximum":9223372036854775807}},{"name":"typ\#
e","in":"query","description":"Endings of names, with commas between them.","schema":{"type":"st\#
ring"},"example":"jpg,png"},{"name":"since","in":"query","description":"Files that the bootstrap\#
 heard of then or later, in seconds since 1970.","schema":{"type":"integer","minimum":0,"maximum\#
":9223372036854775807}},{"name":"holders_min","in":"query","description":"Holders that can be re\#
ached.","schema":{"type":"integer","minimum":0,"maximum":9223372036854775807}},{"name":"seeders_\#
min","in":"query","description":"Who has all of it in its torrent's swarm, as the bootstrap's tr\#
acker knows.","schema":{"type":"integer","minimum":0,"maximum":9223372036854775807}},{"$ref":"#/\#
components/parameters/Limit"},{"$ref":"#/components/parameters/Cursor"}],"responses":{"400":{"$r\#
ef":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"408":{"$re\#
f":"#/components/responses/TooSlow"},"414":{"$ref":"#/components/responses/TooLong"},"421":{"$re\#
f":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{\#
"$ref":"#/components/responses/TooLong"},"304":{"$ref":"#/components/responses/NotModified"},"41\#
2":{"$ref":"#/components/responses/Failed"},"200":{"description":"A part of the list.","headers"\#
:{"Distrishare-Node":{"$ref":"#/components/headers/Node"},"ETag":{"$ref":"#/components/headers/E\#
Tag"},"Vary":{"$ref":"#/components/headers/Vary"}},"content":{"application/json":{"schema":{"$re\#
f":"#/components/schemas/Files"}}}},"410":{"$ref":"#/components/responses/Gone"}}}\#
}\#
,"/api/v1/search":{"post":{"operationId":"search","tags":["files"],"summary":"Asks every node th\#
at is known, and answers in a few seconds.","description":"A bootstrap answers at once, out of i\#
ts catalogue; for it are the other members.","requestBody":{"required":true,"content":{"applicat\#
ion/json":{"schema":{"type":"object","required":["words"],"properties":{"v":{"$ref":"#/component\#
s/schemas/V"},"words":{"description":"Old nodes can only be asked for a whole name.","type":"str\#
ing","minLength":1,"maxLength":1024},"limit":{"type":["integer","null"],"minimum":1,"maximum":10\#
00},"cursor":{"description":"The \"next\" of the part before.","type":["string","null"],"minLeng\#
th":1},"size_min":{"type":["integer","null"],"minimum":0,"maximum":9223372036854775807},"size_ma\#
x":{"type":["integer","null"],"minimum":0,"maximum":9223372036854775807},"types":{"description":\#
"Endings of names.","type":["array","null"],"maxItems":32,"items":{"type":"string"}},"since":{"t\#
ype":["integer","null"],"minimum":0,"maximum":9223372036854775807},"holders_min":{"type":["integ\#
er","null"],"minimum":0,"maximum":9223372036854775807},"seeders_min":{"type":["integer","null"],\#
"minimum":0,"maximum":9223372036854775807}}},"example":{"words":"holiday"}}}},"responses":{"400"\#
:{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":\#
{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408\#
":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414\#
":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"4\#
21":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"\#
},"431":{"$ref":"#/components/responses/TooLong"},"200":{"description":"What was found, one entr\#
y a content.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"ap\#
plication/json":{"schema":{"$ref":"#/components/schemas/Search"}}}},"410":{"$ref":"#/components/\#
responses/Gone"}}}\#
}\#
,"/api/v1/downloads":{"get":{"operationId":"downloads","tags":["downloads"],"summary":"All downl\#
oads, also those that ended, by id.","parameters":[{"$ref":"#/components/parameters/IfNoneMatch"\#
},{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components/parameters/Cursor"}],"responses\#
":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"\#
},"408":{"$ref":"#/components/responses/TooSlow"},"414":{"$ref":"#/components/responses/TooLong"\#
},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooM\#
any"},"431":{"$ref":"#/components/responses/TooLong"},"304":{"$ref":"#/components/responses/NotM\#
odified"},"412":{"$ref":"#/components/responses/Failed"},"200":{"description":"A part of the lis\#
t.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"},"ETag":{"$ref":"#/compone\#
nts/headers/ETag"},"Vary":{"$ref":"#/components/headers/Vary"}},"content":{"application/json":{"\#
schema":{"$ref":"#/components/schemas/Downloads"}}}},"410":{"$ref":"#/components/responses/Gone"\#
}}}\#
,"post":{"operationId":"startDownload","tags":["downloads","operator"],"summary":"Starts a downl\#
oad, by name or by digest.","security":[{"bearer":[]},{"basic":[]}],"requestBody":{"required":tr\#
ue,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/DownloadBody"},"example\#
s":{"name":{"value":{"name":"holiday/one.jpg"}},"digest":{"value":{"sha256":"e3b0c44298fc1c149af\#
bf4c8996fb92427ae41e4649b934ca495991b7852b855"}}}}}},"responses":{"400":{"$ref":"#/components/re\#
sponses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/res\#
ponses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/components/r\#
esponses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/components/r\#
esponses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/components\#
/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/compon\#
ents/responses/TooLong"},"202":{"description":"It has begun, or waits for its turn.","headers":{\#
"Distrishare-Node":{"$ref":"#/components/headers/Node"},"Location":{"schema":{"type":"string","f\#
ormat":"uri-reference"}}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/\#
Download"}}}},"409":{"$ref":"#/components/responses/Conflict"}}}\#
}\#
,"/api/v1/downloads/{id}":{"parameters":[{"$ref":"#/components/parameters/DownloadID"}]\#
,"get":{"operationId":"download","tags":["downloads"],"summary":"One download.","parameters":[{"\#
$ref":"#/components/parameters/IfNoneMatch"}],"responses":{"400":{"$ref":"#/components/responses\#
/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"408":{"$ref":"#/components/responses/\#
TooSlow"},"414":{"$ref":"#/components/responses/TooLong"},"421":{"$ref":"#/components/responses/\#
Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/respon\#
ses/TooLong"},"304":{"$ref":"#/components/responses/NotModified"},"412":{"$ref":"#/components/re\#
sponses/Failed"},"200":{"description":"As it is now.","headers":{"Distrishare-Node":{"$ref":"#/c\#
omponents/headers/Node"},"ETag":{"$ref":"#/components/headers/ETag"},"Vary":{"$ref":"#/component\#
s/headers/Vary"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Download\#
"}}}},"404":{"$ref":"#/components/responses/Missing"}}}\#
,"delete":{"operationId":"cancelDownload","tags":["downloads","operator"],"summary":"Cancels a d\#
ownload that has not ended.","security":[{"bearer":[]},{"basic":[]}],"responses":{"400":{"$ref":\#
"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"\#
#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref"\#
:"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref"\#
:"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$re\#
f":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{\#
"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"},"409":{"$r\#
ef":"#/components/responses/Conflict"}}}\#
}\#
,"/api/v1/downloads/{id}/pause":{"parameters":[{"$ref":"#/components/parameters/DownloadID"}]\#
,"post":{"operationId":"pauseDownload","tags":["downloads","operator"],"summary":"Pauses a downl\#
oad; what has arrived is kept.","security":[{"bearer":[]},{"basic":[]}],"responses":{"400":{"$re\#
f":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref\#
":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$r\#
ef":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$r\#
ef":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"\#
$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431\#
":{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"},"409":{\#
"$ref":"#/components/responses/Conflict"}}}\#
}\#
,"/api/v1/downloads/{id}/resume":{"parameters":[{"$ref":"#/components/parameters/DownloadID"}]\#
,"post":{"operationId":"resumeDownload","tags":["downloads","operator"],"summary":"Goes on with \#
a paused download.","security":[{"bearer":[]},{"basic":[]}],"responses":{"400":{"$ref":"#/compon\#
ents/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/compone\#
nts/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/compo\#
nents/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/compo\#
nents/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/com\#
ponents/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#\#
/components/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"},"409":{"$ref":"#/co\#
mponents/responses/Conflict"}}}\#
}\#
,"/api/v1/torrents":{"get":{"operationId":"torrents","tags":["torrents"],"summary":"All torrents\#
, in the order in which they came, without files, peers and pieces.","parameters":[{"$ref":"#/co\#
mponents/parameters/IfNoneMatch"},{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components\#
/parameters/Cursor"}],"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":\#
"#/components/responses/Unknown"},"408":{"$ref":"#/components/responses/TooSlow"},"414":{"$ref":\#
"#/components/responses/TooLong"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$r\#
ef":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"304":{"$r\#
ef":"#/components/responses/NotModified"},"412":{"$ref":"#/components/responses/Failed"},"200":{\#
"description":"A part of the list.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/\#
Node"},"ETag":{"$ref":"#/components/headers/ETag"},"Vary":{"$ref":"#/components/headers/Vary"}},\#
"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Torrents"}}}},"404":{"$ref\#
":"#/components/responses/Missing"},"410":{"$ref":"#/components/responses/Gone"}}}\#
,"post":{"operationId":"addTorrent","tags":["torrents","operator"],"summary":"Adds a torrent by \#
a magnet link or its info-hash. One that is here takes the peers, and how it is to be given.","d\#
escription":"With `folder`, a folder of the library becomes a torrent, the same on every machine\#
. That is\nanswered when all of it has been read.\n","security":[{"bearer":[]},{"basic":[]}],"re\#
questBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schema\#
s/TorrentBody"},"examples":{"infohash":{"value":{"infohash":"0123456789abcdef0123456789abcdef012\#
34567"}},"magnet":{"value":{"magnet":"magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef012345\#
67","peers":["127.0.0.1:9001"]}}}}}},"responses":{"400":{"$ref":"#/components/responses/Broken"}\#
,"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden\#
"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/components/responses/TooSlow\#
"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLong\#
"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdi\#
rected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/T\#
ooLong"},"202":{"description":"It is here, and asks for what is missing.","headers":{"Distrishar\#
e-Node":{"$ref":"#/components/headers/Node"},"Location":{"schema":{"type":"string","format":"uri\#
-reference"}}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Torrent"}}}\#
},"409":{"$ref":"#/components/responses/Conflict"}}}\#
,"put":{"operationId":"addTorrentFile","tags":["torrents","operator"],"summary":"Adds a torrent \#
by its .torrent, which is the body. What is wanted is in the query.","security":[{"bearer":[]},{\#
"basic":[]}],"parameters":[{"name":"peers","in":"query","description":"Peers to ask first, with \#
commas between them.","schema":{"type":"string","pattern":"^(([a-z0-9.]{1,40}:[1-9][0-9]{0,3},){\#
0,9}[a-z0-9.]{1,40}:[1-9][0-9]{0,3})?$"},"example":"127.0.0.1:9001,127.0.0.1:9002"},{"name":"fil\#
es","in":"query","description":"Numbers of the files that are wanted, with commas between them."\#
,"schema":{"type":"string","pattern":"^([0-9]{1,4}(,[0-9]{1,4}){0,99})?$"},"example":"0,2,3"},{"\#
name":"sequential","in":"query","schema":{"enum":["true","false","1","0",""]}},{"name":"super_se\#
eding","in":"query","schema":{"enum":["true","false","1","0",""]}},{"name":"seed_ratio","in":"qu\#
ery","schema":{"type":"number","minimum":0,"maximum":1000000}},{"name":"seed_time_s","in":"query\#
","schema":{"type":"integer","minimum":0,"maximum":3155760000}}],"requestBody":{"required":false\#
,"content":{"application/octet-stream":{"schema":{"type":"string","format":"binary"}}}},"respons\#
es":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknow\#
n"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Miss\#
ing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooL\#
ong"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/Wron\#
gType"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/response\#
s/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"202":{"description":"It is here, an\#
d asks for what is missing.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"},\#
"Location":{"schema":{"type":"string","format":"uri-reference"}}},"content":{"application/json":\#
{"schema":{"$ref":"#/components/schemas/Torrent"}}}},"411":{"$ref":"#/components/responses/NoLen\#
gth"}}}\#
}\#
,"/api/v1/torrents/{infohash}":{"parameters":[{"$ref":"#/components/parameters/InfoHash"}]\#
,"get":{"operationId":"torrent","tags":["torrents"],"summary":"One torrent, with its files, peer\#
s, trackers and the bitfield of what is here.","parameters":[{"$ref":"#/components/parameters/If\#
NoneMatch"}],"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/compon\#
ents/responses/Unknown"},"408":{"$ref":"#/components/responses/TooSlow"},"414":{"$ref":"#/compon\#
ents/responses/TooLong"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/co\#
mponents/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"304":{"$ref":"#/co\#
mponents/responses/NotModified"},"412":{"$ref":"#/components/responses/Failed"},"200":{"descript\#
ion":"As it is now.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"},"ETag":{\#
"$ref":"#/components/headers/ETag"},"Vary":{"$ref":"#/components/headers/Vary"}},"content":{"app\#
lication/json":{"schema":{"$ref":"#/components/schemas/Torrent"}}}},"404":{"$ref":"#/components/\#
responses/Missing"}}}\#
,"patch":{"operationId":"changeTorrent","tags":["torrents","operator"],"summary":"Changes what i\#
s wanted of a torrent; what is not named stays.","security":[{"bearer":[]},{"basic":[]}],"reques\#
tBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/To\#
rrentChange"},"example":{"sequential":true,"seed_ratio":2,"upload_limit":1048576}}}},"responses"\#
:{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"}\#
,"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing\#
"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong\#
"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongTy\#
pe"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/T\#
ooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"description":"As it is now.","h\#
eaders":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/json":\#
{"schema":{"$ref":"#/components/schemas/Torrent"}}}},"409":{"$ref":"#/components/responses/Confl\#
ict"}}}\#
,"delete":{"operationId":"removeTorrent","tags":["torrents","operator"],"summary":"Forgets a tor\#
rent. What has not become whole is deleted; what has, stays.","security":[{"bearer":[]},{"basic"\#
:[]}],"parameters":[{"name":"data","in":"query","description":"Deletes also what is whole; so do\#
es the bare name.","schema":{"enum":["true","false","1","0",""],"default":"false"}}],"responses"\#
:{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"}\#
,"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing\#
"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong\#
"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongTy\#
pe"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/T\#
ooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/components/responses/D\#
one"}}}\#
}\#
,"/api/v1/torrents/{infohash}/metainfo":{"parameters":[{"$ref":"#/components/parameters/InfoHash\#
"}]\#
,"get":{"operationId":"metainfo","tags":["torrents"],"summary":"The .torrent of a torrent that i\#
s known here, or of a shared file.","responses":{"400":{"$ref":"#/components/responses/Broken"},\#
"401":{"$ref":"#/components/responses/Unknown"},"408":{"$ref":"#/components/responses/TooSlow"},\#
"414":{"$ref":"#/components/responses/TooLong"},"421":{"$ref":"#/components/responses/Misdirecte\#
d"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLon\#
g"},"200":{"description":"The .torrent.","headers":{"Distrishare-Node":{"$ref":"#/components/hea\#
ders/Node"}},"content":{"application/x-bittorrent":{"schema":{"type":"string","format":"binary"}\#
}}},"404":{"$ref":"#/components/responses/Missing"},"409":{"$ref":"#/components/responses/Confli\#
ct"}}}\#
}\#
,"/api/v1/torrents/{infohash}.torrent":{"parameters":[{"name":"infohash","in":"path","required":\#
true,"description":"The hash of the .torrent's info dictionary in 40 digits; of a hybrid (BEP 52\#
) also its other one, in 64 digits or the first 40 of them.","schema":{"type":"string","pattern"\#
:"^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$"},"example":"0123456789abcdef0123456789abcdef01234567"}]\#
,"get":{"operationId":"registeredTorrent","tags":["tracker"],"summary":"A .torrent that was regi\#
stered at a bootstrap; on a peer, that of one of its own.","responses":{"400":{"$ref":"#/compone\#
nts/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"408":{"$ref":"#/componen\#
ts/responses/TooSlow"},"414":{"$ref":"#/components/responses/TooLong"},"421":{"$ref":"#/componen\#
ts/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/comp\#
onents/responses/TooLong"},"200":{"description":"The .torrent, as it came.","headers":{"Distrish\#
are-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/x-bittorrent":{"schema":\#
{"type":"string","format":"binary"}}}},"404":{"$ref":"#/components/responses/Missing"},"409":{"$\#
ref":"#/components/responses/Conflict"},"503":{"$ref":"#/components/responses/Later"}}}\#
,"put":{"operationId":"registerTorrent","tags":["tracker"],"summary":"Registers a torrent at a b\#
ootstrap. The body is the .torrent, of any Content-Type.","description":"It is tracked from then\#
 on, whatever `[tracker] torrents_file` says, and found by searches.\nIt takes a member's token,\#
 or a node that proves the network's secret; and what is answered\nis on the disk. One that is r\#
egistered already stays as it is, but for its owner and the\noperator, who replace it. A user ma\#
y have `[directory] files_per_holder` of them.\n","requestBody":{"required":true,"content":{"app\#
lication/octet-stream":{"schema":{"type":"string","format":"binary","maxLength":10485760}}}},"re\#
sponses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/U\#
nknown"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses\#
/Missing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses\#
/TooLong"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses\#
/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/res\#
ponses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"description":"It was re\#
gistered before.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"},"Location":\#
{"schema":{"type":"string","format":"uri-reference"}}},"content":{"application/json":{"schema":{\#
"$ref":"#/components/schemas/RegisteredTorrent"}}}},"201":{"description":"It is registered.","he\#
aders":{"Distrishare-Node":{"$ref":"#/components/headers/Node"},"Location":{"schema":{"type":"st\#
ring","format":"uri-reference"}}},"content":{"application/json":{"schema":{"$ref":"#/components/\#
schemas/RegisteredTorrent"}}}},"409":{"$ref":"#/components/responses/Conflict"},"503":{"$ref":"#\#
/components/responses/Later"},"507":{"$ref":"#/components/responses/Full"}}}\#
,"delete":{"operationId":"unregisterTorrent","tags":["tracker"],"summary":"Takes a torrent out o\#
f the registry. For its owner, and for the operator.","responses":{"400":{"$ref":"#/components/r\#
esponses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/re\#
sponses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/components/\#
responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/components/\#
responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/component\#
s/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/compo\#
nents/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"},"503":{"$ref":"#/componen\#
ts/responses/Later"},"507":{"$ref":"#/components/responses/Full"}}}\#
}\#
,"/api/v1/swarms":{"get":{"operationId":"swarms","tags":["tracker"],"summary":"The swarms that a\#
 bootstrap's tracker knows, in no order that means anything.","description":"A part may have few\#
 rows, or none, and still not be the last. A swarm whose last peer goes is forgotten.","paramete\#
rs":[{"name":"seeders_min","in":"query","description":"Only those that so many have whole.","sch\#
ema":{"type":"integer","minimum":0,"maximum":9223372036854775807}},{"$ref":"#/components/paramet\#
ers/Limit"},{"$ref":"#/components/parameters/Cursor"}],"responses":{"400":{"$ref":"#/components/\#
responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"408":{"$ref":"#/components/r\#
esponses/TooSlow"},"414":{"$ref":"#/components/responses/TooLong"},"421":{"$ref":"#/components/r\#
esponses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/componen\#
ts/responses/TooLong"},"200":{"description":"A part of the list.","headers":{"Distrishare-Node":\#
{"$ref":"#/components/headers/Node"}},"content":{"application/json":{"schema":{"$ref":"#/compone\#
nts/schemas/Swarms"}}}},"404":{"$ref":"#/components/responses/Missing"},"410":{"$ref":"#/compone\#
nts/responses/Gone"}}}\#
}\#
,"/api/v1/torrents/{infohash}/pause":{"parameters":[{"$ref":"#/components/parameters/InfoHash"}]\#
,"post":{"operationId":"pauseTorrent","tags":["torrents","operator"],"summary":"Leaves all its p\#
eers; what has arrived is kept.","security":[{"bearer":[]},{"basic":[]}],"responses":{"400":{"$r\#
ef":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$re\#
f":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$\#
ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$\#
ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{\#
"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"43\#
1":{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"},"409":\#
{"$ref":"#/components/responses/Conflict"}}}\#
}\#
,"/api/v1/torrents/{infohash}/resume":{"parameters":[{"$ref":"#/components/parameters/InfoHash"}\#
]\#
,"post":{"operationId":"resumeTorrent","tags":["torrents","operator"],"summary":"Goes on with a \#
torrent that is paused or has failed.","security":[{"bearer":[]},{"basic":[]}],"responses":{"400\#
":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403"\#
:{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"40\#
8":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"41\#
4":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"\#
421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany\#
"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"},\#
"409":{"$ref":"#/components/responses/Conflict"}}}\#
}\#
,"/api/v1/torrents/{infohash}/recheck":{"parameters":[{"$ref":"#/components/parameters/InfoHash"\#
}]\#
,"post":{"operationId":"recheckTorrent","tags":["torrents","operator"],"summary":"Hashes again w\#
hat is there of a torrent that is not in its place yet.","security":[{"bearer":[]},{"basic":[]}]\#
,"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/respons\#
es/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/respo\#
nses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/respo\#
nses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/respo\#
nses/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components\#
/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/components\#
/responses/Done"},"409":{"$ref":"#/components/responses/Conflict"}}}\#
}\#
,"/api/v1/verifications":{"post":{"operationId":"verify","tags":["files","operator"],"summary":"\#
Hashes a shared file again, and answers when all of it was read.","security":[{"bearer":[]},{"ba\#
sic":[]}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object\#
","required":["name"],"properties":{"v":{"$ref":"#/components/schemas/V"},"name":{"$ref":"#/comp\#
onents/schemas/FileName"}}},"example":{"name":"holiday/one.txt"}}}},"responses":{"400":{"$ref":"\#
#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#\#
/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":\#
"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":\#
"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref\#
":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"\#
$ref":"#/components/responses/TooLong"},"200":{"description":"What it is, and what it was.","hea\#
ders":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/json":{"\#
schema":{"$ref":"#/components/schemas/Verification"}}}},"409":{"$ref":"#/components/responses/Co\#
nflict"},"500":{"$ref":"#/components/responses/Unreadable"},"503":{"$ref":"#/components/response\#
s/Unreadable"}}}\#
}\#
,"/api/v1/backups":{"post":{"operationId":"backUp","tags":["node","operator"],"summary":"Copies \#
all that the node remembers into a file that the caller has open.","description":"He passes its \#
descriptor over the control socket, and the node answers when the copy is\nwhole, was looked at \#
and is on the disk. It is a SQLite database, users with the digests of\ntheir passwords in it. O\#
ver TCP no descriptor can be passed, and so nothing is backed up.\n","security":[{"bearer":[]},{\#
"basic":[]}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"obj\#
ect","required":["descriptor"],"properties":{"v":{"$ref":"#/components/schemas/V"},"descriptor":\#
{"const":true}}},"example":{"descriptor":true}}}},"responses":{"400":{"$ref":"#/components/respo\#
nses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/respon\#
ses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/components/resp\#
onses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/components/resp\#
onses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/components/re\#
sponses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/component\#
s/responses/TooLong"},"200":{"description":"The copy is whole, and has so many bytes.","headers"\#
:{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/json":{"schem\#
a":{"type":"object","required":["v","size"],"properties":{"v":{"const":1},"size":{"type":"intege\#
r","minimum":0}}}}}},"500":{"$ref":"#/components/responses/Unreadable"},"507":{"$ref":"#/compone\#
nts/responses/Full"}}}\#
}\#
,"/api/v1/shares":{"post":{"operationId":"share","tags":["operator"],"summary":"Shares a file or\#
 folder of the node's machine, by reference or as a copy.","description":"The path is any that t\#
he daemon may read: the operator decides what is shared with everybody\nwho may read. Give the t\#
oken to nobody who may not read the machine.\n","security":[{"bearer":[]},{"basic":[]}],"request\#
Body":{"required":true,"content":{"application/json":{"schema":{"type":"object","required":["pat\#
h"],"properties":{"v":{"$ref":"#/components/schemas/V"},"path":{"description":"An absolute path \#
whose last part is a name that can be shared.","type":"string","pattern":"^/([^\\u0000]*/)?[^./\\#
\\\\\u0000][^/\\\\\\u0000]{0,62}$","maxLength":4095},"copy":{"description":"Copies it into `shar\#
ed_files/`.","type":["boolean","null"],"default":false},"temporary":{"description":"Until the da\#
emon stops. Not with `copy`.","type":["boolean","null"],"default":false},"public":{"description"\#
:"Whether strangers may have its torrents where they may have nothing else. Not\nwith `copy`; nu\#
ll leaves it as it is.\n","type":["boolean","null"]},"descriptor":{"description":"True only over\#
 the control socket, where an open descriptor comes with the first\nbyte of the request (SCM_RIG\#
HTS).\n","enum":[false,null],"default":false}},"not":{"anyOf":[{"required":["copy","temporary"],\#
"properties":{"copy":{"const":true},"temporary":{"const":true}}},{"required":["copy","public"],"\#
properties":{"copy":{"const":true},"public":{"const":true}}}]}},"example":{"path":"/nowhere/holi\#
day"}}}},"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components\#
/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/componen\#
ts/responses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/componen\#
ts/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/componen\#
ts/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/co\#
mponents/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"201":{"description\#
":"It is shared under this name.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/No\#
de"},"Location":{"schema":{"type":"string","format":"uri-reference"}}},"content":{"application/j\#
son":{"schema":{"$ref":"#/components/schemas/Named"}}}},"409":{"$ref":"#/components/responses/Co\#
nflict"},"507":{"$ref":"#/components/responses/Full"}}}\#
}\#
,"/api/v1/shares/{path}":{"delete":{"operationId":"unshare","tags":["operator"],"summary":"Ends \#
a share by its name, or moves a file out of `shared_files/`. Nothing is deleted.","security":[{"\#
bearer":[]},{"basic":[]}],"parameters":[{"$ref":"#/components/parameters/Path"}],"responses":{"4\#
00":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"40\#
3":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"\#
408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"\#
414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"}\#
,"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMa\#
ny"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"\#
},"409":{"$ref":"#/components/responses/Conflict"},"507":{"$ref":"#/components/responses/Full"}}\#
}\#
}\#
,"/api/v1/multicast":{"put":{"operationId":"switchMulticast","tags":["operator"],"summary":"Swit\#
ches multicast on or off, also for after a restart.","security":[{"bearer":[]},{"basic":[]}],"re\#
questBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","required":\#
["enabled"],"properties":{"v":{"$ref":"#/components/schemas/V"},"enabled":{"type":"boolean"}}},"\#
example":{"enabled":false}}}},"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":\#
{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"404\#
":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"},"413\#
":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"},"415\#
":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"\#
},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"\#
},"200":{"$ref":"#/components/responses/Done"}}}\#
}\#
,"/api/v1/bootstraps":{"get":{"operationId":"bootstraps","tags":["node"],"summary":"The bootstra\#
ps of this peer, and how it stands with them.","parameters":[{"$ref":"#/components/parameters/If\#
NoneMatch"},{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components/parameters/Cursor"}],\#
"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/response\#
s/Unknown"},"408":{"$ref":"#/components/responses/TooSlow"},"414":{"$ref":"#/components/response\#
s/TooLong"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/resp\#
onses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"304":{"$ref":"#/components/resp\#
onses/NotModified"},"412":{"$ref":"#/components/responses/Failed"},"200":{"description":"All of \#
them.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"},"ETag":{"$ref":"#/comp\#
onents/headers/ETag"},"Vary":{"$ref":"#/components/headers/Vary"}},"content":{"application/json"\#
:{"schema":{"$ref":"#/components/schemas/Bootstraps"}}}},"410":{"$ref":"#/components/responses/G\#
one"}}}\#
,"post":{"operationId":"addBootstrap","tags":["operator"],"summary":"Names a bootstrap, also for\#
 after a restart.","security":[{"bearer":[]},{"basic":[]}],"requestBody":{"required":true,"conte\#
nt":{"application/json":{"schema":{"$ref":"#/components/schemas/AddressBody"},"example":{"addres\#
s":"127.0.0.1:9001"}}}},"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref\#
":"#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$r\#
ef":"#/components/responses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$r\#
ef":"#/components/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$r\#
ef":"#/components/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"},"429\#
":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200\#
":{"$ref":"#/components/responses/Done"},"409":{"$ref":"#/components/responses/Conflict"}}}\#
,"delete":{"operationId":"removeBootstrap","tags":["operator"],"summary":"Takes a bootstrap back\#
, by the address in the body.","security":[{"bearer":[]},{"basic":[]}],"requestBody":{"required"\#
:true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/AddressBody"},"examp\#
le":{"address":"127.0.0.1:9001"}}}},"responses":{"400":{"$ref":"#/components/responses/Broken"},\#
"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"\#
},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"\#
},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"\#
},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdir\#
ected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/To\#
oLong"},"200":{"$ref":"#/components/responses/Done"}}}\#
}\#
,"/api/v1/bootstraps/{address}":{"delete":{"operationId":"removeBootstrapByPath","tags":["operat\#
or"],"summary":"Takes a bootstrap back, by the address in the path.","security":[{"bearer":[]},{\#
"basic":[]}],"parameters":[{"$ref":"#/components/parameters/Address"}],"responses":{"400":{"$ref\#
":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref"\#
:"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$re\#
f":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$re\#
f":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$\#
ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431"\#
:{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"}}}\#
}\#
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
onses/Full"}}}\#
}\#
,"/api/v1/peers/{id}":{"parameters":[{"name":"id","in":"path","required":true,"schema":{"$ref":"\#
#/components/schemas/Digest"}}]\#
,"put":{"operationId":"heartbeat","tags":["peers"],"summary":"Says that a peer lives. Its `id` i\#
s that of the path.","requestBody":{"required":true,"content":{"application/json":{"schema":{"$r\#
ef":"#/components/schemas/Registration"}}}},"responses":{"400":{"$ref":"#/components/responses/B\#
roken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/Fo\#
rbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/components/responses/\#
TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/components/responses/\#
TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/components/response\#
s/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/resp\#
onses/TooLong"},"200":{"description":"Who else there is.","headers":{"Distrishare-Node":{"$ref":\#
"#/components/headers/Node"}},"content":{"application/json":{"schema":{"$ref":"#/components/sche\#
mas/Welcome"}}}},"409":{"$ref":"#/components/responses/Conflict"},"507":{"$ref":"#/components/re\#
sponses/Full"}}}\#
,"delete":{"operationId":"goodbye","tags":["peers"],"summary":"Says that a peer goes.","response\#
s":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown\#
"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missi\#
ng"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLo\#
ng"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/Wrong\#
Type"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses\#
/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"$ref":"#/components/responses\#
/Done"}}}\#
}\#
,"/api/v1/sessions":{"post":{"operationId":"login","tags":["users"],"summary":"Begins a session;\#
 its token is shown this once.","description":"Whether the name or the password was wrong is not\#
 said. After five attempts that failed, by\nname or by address, each doubles the time until the \#
next, up to 15 minutes (429).\n","security":[{}],"requestBody":{"required":true,"content":{"appl\#
ication/json":{"schema":{"$ref":"#/components/schemas/CredentialBody"}}}},"responses":{"400":{"$\#
ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$r\#
ef":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"\#
$ref":"#/components/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"\#
$ref":"#/components/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":\#
{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"4\#
31":{"$ref":"#/components/responses/TooLong"},"201":{"description":"The session has begun.","hea\#
ders":{"Distrishare-Node":{"$ref":"#/components/headers/Node"},"Location":{"schema":{"type":"str\#
ing","format":"uri-reference"}},"RateLimit":{"schema":{"type":"string"}},"RateLimit-Policy":{"sc\#
hema":{"type":"string"}}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/\#
Session"}}}},"503":{"$ref":"#/components/responses/Later"},"507":{"$ref":"#/components/responses\#
/Full"}}}\#
}\#
,"/api/v1/sessions/current":{"get":{"operationId":"currentSession","tags":["users"],"summary":"W\#
hose token comes with the request, and how long it is good.","security":[{"bearer":[]},{"basic":\#
[]}],"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/res\#
ponses/Unknown"},"408":{"$ref":"#/components/responses/TooSlow"},"414":{"$ref":"#/components/res\#
ponses/TooLong"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components\#
/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200":{"description":"The s\#
ession.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"applica\#
tion/json":{"schema":{"$ref":"#/components/schemas/CurrentSession"}}}},"404":{"$ref":"#/componen\#
ts/responses/Missing"}}}\#
,"delete":{"operationId":"logout","tags":["users"],"summary":"Ends the session whose token comes\#
 with the request.","security":[{"bearer":[]},{"basic":[]}],"responses":{"400":{"$ref":"#/compon\#
ents/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/compone\#
nts/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/compo\#
nents/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/compo\#
nents/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/com\#
ponents/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#\#
/components/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"},"503":{"$ref":"#/co\#
mponents/responses/Later"},"507":{"$ref":"#/components/responses/Full"}}}\#
}\#
,"/api/v1/sessions/refresh":{"post":{"operationId":"refreshSession","tags":["users"],"summary":"\#
Begins another session in place of the one whose token comes with the request.","security":[{"be\#
arer":[]},{"basic":[]}],"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref\#
":"#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$r\#
ef":"#/components/responses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$r\#
ef":"#/components/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$r\#
ef":"#/components/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"},"429\#
":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"200\#
":{"description":"The session has begun.","headers":{"Distrishare-Node":{"$ref":"#/components/he\#
aders/Node"},"Location":{"schema":{"type":"string","format":"uri-reference"}},"RateLimit":{"sche\#
ma":{"type":"string"}},"RateLimit-Policy":{"schema":{"type":"string"}}},"content":{"application/\#
json":{"schema":{"$ref":"#/components/schemas/Session"}}}},"503":{"$ref":"#/components/responses\#
/Later"},"507":{"$ref":"#/components/responses/Full"}}}\#
}\#
,"/api/v1/users":{"get":{"operationId":"users","tags":["users"],"summary":"All users, in the ord\#
er of their names. An admin's.","security":[{"bearer":[]},{"basic":[]}],"parameters":[{"$ref":"#\#
/components/parameters/IfNoneMatch"},{"$ref":"#/components/parameters/Limit"},{"$ref":"#/compone\#
nts/parameters/Cursor"}],"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$re\#
f":"#/components/responses/Unknown"},"408":{"$ref":"#/components/responses/TooSlow"},"414":{"$re\#
f":"#/components/responses/TooLong"},"421":{"$ref":"#/components/responses/Misdirected"},"429":{\#
"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"304":{\#
"$ref":"#/components/responses/NotModified"},"412":{"$ref":"#/components/responses/Failed"},"200\#
":{"description":"A part of the list.","headers":{"Distrishare-Node":{"$ref":"#/components/heade\#
rs/Node"},"ETag":{"$ref":"#/components/headers/ETag"},"Vary":{"$ref":"#/components/headers/Vary"\#
}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Users"}}}},"403":{"$ref\#
":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"410":{"$r\#
ef":"#/components/responses/Gone"}}}\#
,"post":{"operationId":"addUser","tags":["users"],"summary":"Makes a user. An admin's; and, with\#
out a role, everybody's where users may make themselves.","security":[{"bearer":[]},{"basic":[]}\#
,{}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/component\#
s/schemas/NewUser"}}}},"responses":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref"\#
:"#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$re\#
f":"#/components/responses/Missing"},"408":{"$ref":"#/components/responses/TooSlow"},"413":{"$re\#
f":"#/components/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLong"},"415":{"$re\#
f":"#/components/responses/WrongType"},"421":{"$ref":"#/components/responses/Misdirected"},"429"\#
:{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses/TooLong"},"201"\#
:{"description":"There is such a user, and a power cut does not change that.","headers":{"Distri\#
share-Node":{"$ref":"#/components/headers/Node"},"Location":{"schema":{"type":"string","format":\#
"uri-reference"}}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/User"}}\#
}},"409":{"$ref":"#/components/responses/Conflict"},"503":{"$ref":"#/components/responses/Later"\#
},"507":{"$ref":"#/components/responses/Full"}}}\#
}\#
,"/api/v1/users/{name}":{"parameters":[{"name":"name","in":"path","required":true,"schema":{"$re\#
f":"#/components/schemas/UserName"}}]\#
,"get":{"operationId":"user","tags":["users"],"summary":"One user. An admin's.","security":[{"be\#
arer":[]},{"basic":[]}],"parameters":[{"$ref":"#/components/parameters/IfNoneMatch"}],"responses\#
":{"400":{"$ref":"#/components/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"\#
},"408":{"$ref":"#/components/responses/TooSlow"},"414":{"$ref":"#/components/responses/TooLong"\#
},"421":{"$ref":"#/components/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooM\#
any"},"431":{"$ref":"#/components/responses/TooLong"},"304":{"$ref":"#/components/responses/NotM\#
odified"},"412":{"$ref":"#/components/responses/Failed"},"200":{"description":"The user.","heade\#
rs":{"Distrishare-Node":{"$ref":"#/components/headers/Node"},"ETag":{"$ref":"#/components/header\#
s/ETag"},"Vary":{"$ref":"#/components/headers/Vary"}},"content":{"application/json":{"schema":{"\#
$ref":"#/components/schemas/User"}}}},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"\#
$ref":"#/components/responses/Missing"}}}\#
,"put":{"operationId":"changeUser","tags":["users"],"summary":"Changes a user's role or password\#
. An admin's.","description":"Another password ends all of his sessions.","security":[{"bearer":\#
[]},{"basic":[]}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref"\#
:"#/components/schemas/UserChange"}}}},"responses":{"400":{"$ref":"#/components/responses/Broken\#
"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/responses/Forbidd\#
en"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/components/responses/TooSl\#
ow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/components/responses/TooLo\#
ng"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/components/responses/Mis\#
directed"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/components/responses\#
/TooLong"},"200":{"description":"The user as he is now.","headers":{"Distrishare-Node":{"$ref":"\#
#/components/headers/Node"}},"content":{"application/json":{"schema":{"$ref":"#/components/schem\#
as/User"}}}},"409":{"$ref":"#/components/responses/Conflict"},"503":{"$ref":"#/components/respon\#
ses/Later"},"507":{"$ref":"#/components/responses/Full"}}}\#
,"delete":{"operationId":"removeUser","tags":["users"],"summary":"Removes a user and his session\#
s. An admin's.","security":[{"bearer":[]},{"basic":[]}],"responses":{"400":{"$ref":"#/components\#
/responses/Broken"},"401":{"$ref":"#/components/responses/Unknown"},"403":{"$ref":"#/components/\#
responses/Forbidden"},"404":{"$ref":"#/components/responses/Missing"},"408":{"$ref":"#/component\#
s/responses/TooSlow"},"413":{"$ref":"#/components/responses/TooLong"},"414":{"$ref":"#/component\#
s/responses/TooLong"},"415":{"$ref":"#/components/responses/WrongType"},"421":{"$ref":"#/compone\#
nts/responses/Misdirected"},"429":{"$ref":"#/components/responses/TooMany"},"431":{"$ref":"#/com\#
ponents/responses/TooLong"},"200":{"$ref":"#/components/responses/Done"},"409":{"$ref":"#/compon\#
ents/responses/Conflict"},"503":{"$ref":"#/components/responses/Later"},"507":{"$ref":"#/compone\#
nts/responses/Full"}}}\#
}\#
}\#
,"components":{"securitySchemes":{"bearer":{"type":"http","scheme":"bearer","description":"The o\#
perator's token, a user's, or the network's secret."}\#
,"basic":{"type":"http","scheme":"basic","description":"The same as the password; the user's nam\#
e does not count."}\#
}\#
,"headers":{"Node":{"description":"The node's id, and the number of its run; both hexadecimal.",\#
"schema":{"type":"string","pattern":"^[0-9a-f]{64} [0-9a-f]{1,16}$"}}\#
,"ETag":{"description":"Of what the document says; weak, and the same in every coding.","schema"\#
:{"type":"string","pattern":"^W/\"[0-9a-f]{32}\"$"}}\#
,"Vary":{"description":"What else chose this answer.","schema":{"type":"string"}}\#
}\#
,"parameters":{"IfNoneMatch":{"name":"If-None-Match","in":"header","description":"The ETag of a \#
document that the caller has. Where it is still so, 304.","schema":{"type":"string"}}\#
,"Path":{"name":"path","in":"path","required":true,"description":"A name in the library; its sla\#
shes may stand as they are.","schema":{"$ref":"#/components/schemas/FileName"},"example":"holida\#
y/one.jpg"}\#
,"Address":{"name":"address","in":"path","required":true,"schema":{"$ref":"#/components/schemas/\#
HostPort"},"example":"127.0.0.1:9001"}\#
,"DownloadID":{"name":"id","in":"path","required":true,"schema":{"type":"integer","minimum":0,"m\#
aximum":9223372036854775807},"example":1}\#
,"InfoHash":{"name":"infohash","in":"path","required":true,"schema":{"$ref":"#/components/schema\#
s/InfoHash"}}\#
,"TrackerToken":{"name":"token","in":"path","required":true,"description":"One of those in the b\#
ootstrap's `[tracker] tokens_file`.","schema":{"type":"string","pattern":"^[A-Za-z0-9._~-]{8,64}\#
$"},"example":"a-token-of-eight-or-more"}\#
,"TrackedInfoHash":{"name":"info_hash","in":"query","required":true,"description":"Twenty bytes,\#
 each percent-coded where it has to be.","schema":{"type":"string"},"example":"aaaaaaaaaaaaaaaaa\#
aaa"}\#
,"TrackedPeerID":{"name":"peer_id","in":"query","required":true,"description":"Twenty bytes, too\#
.","schema":{"type":"string"},"example":"-DS0001-abcdefghijkl"}\#
,"TrackedPort":{"name":"port","in":"query","required":true,"schema":{"type":"integer","minimum":\#
1,"maximum":65535},"example":6881}\#
,"TrackedLeft":{"name":"left","in":"query","description":"Bytes that are missing; 0 is a seed.",\#
"schema":{"type":"integer","minimum":0}}\#
,"TrackedEvent":{"name":"event","in":"query","schema":{"type":"string","enum":["started","comple\#
ted","stopped","paused",""]}}\#
,"TrackedWanted":{"name":"numwant","in":"query","description":"Peers that are wanted; the tracke\#
r's own bound counts, too.","schema":{"type":"integer"}}\#
,"TrackedCompact":{"name":"compact","in":"query","description":"Peers as strings of six bytes ea\#
ch (BEP 23), or eighteen in `peers6` (BEP 7).","schema":{"type":"integer","enum":[0,1]}}\#
,"ScrapedInfoHash":{"name":"info_hash","in":"query","required":true,"description":"Twenty bytes;\#
 up to 74 of them.","schema":{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":7\#
4},"example":["aaaaaaaaaaaaaaaaaaaa"]}\#
,"Limit":{"name":"limit","in":"query","description":"Rows of a part at most.","schema":{"type":"\#
integer","minimum":1,"maximum":1000,"default":1000}}\#
,"Cursor":{"name":"cursor","in":"query","description":"The `next` of the part before. Its conten\#
t is nobody's business.","schema":{"type":"string","minLength":1,"maxLength":9280}}\#
}\#
,"responses":{"Tracked":{"description":"A bencoded dictionary, also where the tracker says no (`\#
failure reason`, and `retry in` of\nBEP 31).\n","headers":{"Distrishare-Node":{"$ref":"#/compone\#
nts/headers/Node"}},"content":{"text/plain":{"schema":{"type":"string"}}}}\#
,"Done":{"description":"Done.","headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"\#
}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Done"}}}}\#
,"Broken":{"description":"The request is not well made; the detail says where.","headers":{"Dist\#
rishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"sche\#
ma":{"$ref":"#/components/schemas/Problem"}}}}\#
,"Unknown":{"description":"It takes a credential, or this one is wrong.","headers":{"Distrishare\#
-Node":{"$ref":"#/components/headers/Node"},"WWW-Authenticate":{"required":true,"schema":{"type"\#
:"string"}}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Probl\#
em"}}}}\#
,"Forbidden":{"description":"The credential is not enough, or the page is of another origin.","h\#
eaders":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/proble\#
m+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}}\#
,"Missing":{"description":"There is no such thing, or not on a node of this role.","headers":{"D\#
istrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"s\#
chema":{"$ref":"#/components/schemas/Problem"}}}}\#
,"TooSlow":{"description":"The request did not arrive in time.","headers":{"Distrishare-Node":{"\#
$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/c\#
omponents/schemas/Problem"}}}}\#
,"Conflict":{"description":"It cannot be done as things stand.","headers":{"Distrishare-Node":{"\#
$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/c\#
omponents/schemas/Problem"}}}}\#
,"Gone":{"description":"The cursor is none of this list, or from before a restart; begin anew.",\#
"headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"}},"content":{"application/prob\#
lem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}}\#
,"NotModified":{"description":"It says what the caller has already.","headers":{"Distrishare-Nod\#
e":{"$ref":"#/components/headers/Node"},"ETag":{"$ref":"#/components/headers/ETag"},"Vary":{"$re\#
f":"#/components/headers/Vary"}}}\#
,"Failed":{"description":"A condition of the request does not hold.","headers":{"Distrishare-Nod\#
e":{"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref"\#
:"#/components/schemas/Problem"}}}}\#
,"NoLength":{"description":"It is not said how long the file is.","headers":{"Distrishare-Node":\#
{"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#\#
/components/schemas/Problem"}}}}\#
,"TooLong":{"description":"The request, or a part of it, is too long.","headers":{"Distrishare-N\#
ode":{"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema":{"$re\#
f":"#/components/schemas/Problem"}}}}\#
,"WrongType":{"description":"A change has another Content-Type.","headers":{"Distrishare-Node":{\#
"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/\#
components/schemas/Problem"}}}}\#
,"Unsatisfiable":{"description":"No range lies within the file.","headers":{"Distrishare-Node":{\#
"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/\#
components/schemas/Problem"}}}}\#
,"Misdirected":{"description":"The Host is no name of this node.","headers":{"Distrishare-Node":\#
{"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#\#
/components/schemas/Problem"}}}}\#
,"TooMany":{"description":"Too many of that kind; try again later.","headers":{"Distrishare-Node\#
":{"$ref":"#/components/headers/Node"},"RateLimit":{"schema":{"type":"string"}},"RateLimit-Polic\#
y":{"schema":{"type":"string"}},"Retry-After":{"schema":{"type":"string","pattern":"^[0-9]+$"}}}\#
,"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}}\#
,"Busy":{"description":"Too many watch already; try again later.","headers":{"Distrishare-Node":\#
{"$ref":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#\#
/components/schemas/Problem"}}}}\#
,"Later":{"description":"Too much waits already, or the disk does not take it; try again later."\#
,"headers":{"Distrishare-Node":{"$ref":"#/components/headers/Node"},"Retry-After":{"schema":{"ty\#
pe":"string","pattern":"^[0-9]+$"}}},"content":{"application/problem+json":{"schema":{"$ref":"#/\#
components/schemas/Problem"}}}}\#
,"Unreadable":{"description":"The file cannot be read now.","headers":{"Distrishare-Node":{"$ref\#
":"#/components/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/compo\#
nents/schemas/Problem"}}}}\#
,"Full":{"description":"There is no room for it.","headers":{"Distrishare-Node":{"$ref":"#/compo\#
nents/headers/Node"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/sche\#
mas/Problem"}}}}\#
}\#
,"schemas":{"V":{"description":"The version of the document; only 1 is known, and is meant where\#
 it is missing.","enum":[1,null]}\#
,"Digest":{"description":"64 hexadecimal digits.","type":"string","pattern":"^[0-9A-Fa-f]{64}$",\#
"example":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}\#
,"Bits":{"description":"16 hexadecimal digits.","type":"string","pattern":"^[0-9A-Fa-f]{16}$","e\#
xample":"00000000000000ff"}\#
,"FileName":{"description":"A path in the library: parts of at most 255 bytes between single sla\#
shes, none of which\nbegins with a dot or has a backslash or NUL.\n","type":"string","pattern":"\#
^[^./\\\\\\u0000][^/\\\\\\u0000]{0,254}(/[^./\\\\\\u0000][^/\\\\\\u0000]{0,254})*$","maxLength":\#
3072,"example":"holiday/one.jpg"}\#
,"HostPort":{"description":"A name or address, and a port. IPv6 stands in brackets.","type":"str\#
ing","pattern":"^([A-Za-z0-9._-]{1,253}|\\[::1?\\]|\\[([0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}\\])\#
:0*([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$","exa\#
mple":"127.0.0.1:9001"}\#
,"ShortText":{"type":"string","maxLength":260}\#
,"Count":{"type":"integer","minimum":0}\#
,"Problem":{"type":"object","required":["v","type","status","title","detail"],"properties":{"v":\#
{"const":1},"type":{"const":"about:blank"},"status":{"type":"integer","minimum":400,"maximum":59\#
9},"title":{"type":"string"},"detail":{"type":"string"}}}\#
,"Done":{"type":"object","required":["v"],"properties":{"v":{"const":1}}}\#
,"Health":{"type":"object","required":["v","status"],"properties":{"v":{"const":1},"status":{"ty\#
pe":"string"}}}\#
,"Named":{"type":"object","required":["v","name"],"properties":{"v":{"const":1},"name":{"$ref":"\#
#/components/schemas/FileName"}}}\#
,"UserName":{"description":"1 to 64 characters that can be seen, without spaces around them; als\#
o others than these.\n","type":"string","pattern":"^[0-9A-Za-z._~-]{1,64}$","example":"ada"}\#
,"UserPassword":{"description":"At most 1,024 bytes as UTF-8.","type":"string","minLength":1,"ma\#
xLength":1024,"writeOnly":true}\#
,"Role":{"enum":["admin","member","reader"]}\#
,"CredentialBody":{"type":"object","required":["name","password"],"properties":{"v":{"$ref":"#/c\#
omponents/schemas/V"},"name":{"$ref":"#/components/schemas/UserName"},"password":{"$ref":"#/comp\#
onents/schemas/UserPassword"}}}\#
,"NewUser":{"type":"object","required":["name","password"],"properties":{"v":{"$ref":"#/componen\#
ts/schemas/V"},"name":{"$ref":"#/components/schemas/UserName"},"password":{"$ref":"#/components/\#
schemas/UserPassword"},"role":{"description":"Member, where it is not said.","enum":["admin","me\#
mber","reader",null]}}}\#
,"UserChange":{"type":"object","properties":{"v":{"$ref":"#/components/schemas/V"}},"anyOf":[{"r\#
equired":["role"],"properties":{"role":{"$ref":"#/components/schemas/Role"}}},{"required":["pass\#
word"],"properties":{"password":{"$ref":"#/components/schemas/UserPassword"}}}]}\#
,"Session":{"type":"object","required":["v","expires_s","role","token","user"],"properties":{"v"\#
:{"const":1},"expires_s":{"description":"How long the token is good.","type":"integer","minimum"\#
:0},"role":{"$ref":"#/components/schemas/Role"},"token":{"description":"To be sent as a Bearer t\#
oken.","type":"string"},"user":{"type":"string"}}}\#
,"CurrentSession":{"type":"object","required":["v","expires_s","role","user"],"properties":{"v":\#
{"const":1},"expires_s":{"description":"How long the token is good; null where no clock ends it.\#
","type":["integer","null"]},"role":{"$ref":"#/components/schemas/Role"},"user":{"type":"string"\#
}}}\#
,"User":{"allOf":[{"$ref":"#/components/schemas/UserRow"},{"type":"object","required":["v"],"pro\#
perties":{"v":{"const":1}}}]}\#
,"UserRow":{"type":"object","required":["created","name","role"],"properties":{"created":{"descr\#
iption":"Seconds since 1970.","type":"integer"},"name":{"type":"string"},"role":{"$ref":"#/compo\#
nents/schemas/Role"}}}\#
,"Users":{"type":"object","required":["v","users","next"],"properties":{"v":{"const":1},"users":\#
{"type":"array","maxItems":1000,"items":{"$ref":"#/components/schemas/UserRow"}},"next":{"$ref":\#
"#/components/schemas/Next"}}}\#
,"Status":{"type":"object","required":["v","id","short","instance","name","role","version","port\#
","zone","uptime_s","secret","multicast","nodes","files","downloads","connections","datagrams_ma\#
lformed","bootstraps","notices"],"properties":{"v":{"const":1},"id":{"$ref":"#/components/schema\#
s/Digest"},"short":{"type":"string","pattern":"^[0-9a-f]{20}$"},"instance":{"$ref":"#/components\#
/schemas/Bits"},"name":{"type":"string"},"role":{"enum":["bootstrap","peer"]},"version":{"type":\#
"string"},"port":{"type":"integer","minimum":1,"maximum":65535},"zone":{"type":"string"},"uptime\#
_s":{"type":"integer","minimum":0},"secret":{"description":"Whether the network has one.","type"\#
:"boolean"},"multicast":{"type":"boolean"},"nodes":{"type":"object","required":["known","alive",\#
"bootstrap","multicast"],"properties":{"known":{"type":"integer","minimum":0},"alive":{"type":"i\#
nteger","minimum":0},"bootstrap":{"type":"integer","minimum":0},"multicast":{"type":"integer","m\#
inimum":0}}},"files":{"type":"object","required":["count","bytes","unhashed"],"properties":{"cou\#
nt":{"description":"On a bootstrap those that it knows.","type":"integer","minimum":0},"bytes":{\#
"type":"integer","minimum":0},"unhashed":{"type":"integer","minimum":0},"holders":{"description"\#
:"On a bootstrap.","type":"integer","minimum":0}}},"downloads":{"type":"object","required":["run\#
ning"],"properties":{"running":{"type":"integer","minimum":0}}},"connections":{"type":"integer",\#
"minimum":0},"datagrams_malformed":{"type":"integer","minimum":0},"bootstraps":{"type":"array","\#
items":{"$ref":"#/components/schemas/Bootstrap"}},"notices":{"type":"array","items":{"type":"str\#
ing"}}}}\#
,"Next":{"description":"The cursor of the next part; null in the last.","type":["string","null"]\#
}\#
,"Nodes":{"type":"object","required":["v","nodes","next"],"properties":{"v":{"const":1},"nodes":\#
{"type":"array","maxItems":1000,"items":{"$ref":"#/components/schemas/Node"}},"next":{"$ref":"#/\#
components/schemas/Next"}}}\#
,"Node":{"type":"object","required":["id","short","name","address","zone","version","files","kin\#
d","learned","seen_s","state"],"properties":{"id":{"description":"Null for an old node.","type":\#
["string","null"]},"short":{"type":["string","null"]},"name":{"$ref":"#/components/schemas/Short\#
Text"},"address":{"type":"string"},"zone":{"$ref":"#/components/schemas/ShortText"},"version":{"\#
$ref":"#/components/schemas/ShortText"},"files":{"type":"integer","minimum":0},"kind":{"enum":["\#
unknown","ours","old"]},"learned":{"type":"array","items":{"enum":["bootstrap","multicast","adde\#
d","registered"]}},"seen_s":{"description":"Seconds since it was last seen.","type":"integer","m\#
inimum":0},"state":{"enum":["unknown","alive","down"]}}}\#
,"Bootstraps":{"type":"object","required":["v","bootstraps","next"],"properties":{"v":{"const":1\#
},"bootstraps":{"type":"array","items":{"$ref":"#/components/schemas/Bootstrap"}},"next":{"$ref"\#
:"#/components/schemas/Next"}}}\#
,"Bootstrap":{"type":"object","required":["server","state","kind","added","reason","answered_s"]\#
,"properties":{"server":{"type":"string"},"state":{"enum":["trying","registered","failed"]},"kin\#
d":{"enum":["unknown","ours","old"]},"added":{"description":"By a person and not by the config."\#
,"type":"boolean"},"reason":{"description":"Why it failed last.","type":["string","null"]},"answ\#
ered_s":{"description":"Seconds since.","type":["integer","null"],"minimum":0}}}\#
,"Files":{"type":"object","required":["v","files","next"],"properties":{"v":{"const":1},"files":\#
{"type":"array","maxItems":1000,"items":{"$ref":"#/components/schemas/File"}},"next":{"$ref":"#/\#
components/schemas/Next"}}}\#
,"File":{"type":"object","required":["name","size","sha256","modified","infohash"],"properties":\#
{"name":{"$ref":"#/components/schemas/FileName"},"infohash":{"description":"Of the torrent that \#
it is; null until it is hashed, and of an empty file.","type":["string","null"]},"size":{"descri\#
ption":"Bytes; on a bootstrap null where no holder said it.","type":["integer","null"],"minimum"\#
:0},"sha256":{"description":"Null until it is hashed.","type":["string","null"]},"modified":{"de\#
scription":"Seconds since 1970; on a bootstrap when it first heard of the file.","type":"integer\#
"},"magnet":{"description":"On a bootstrap.","type":["string","null"]},"holders":{"description":\#
"On a bootstrap, at most 20, those first that can be reached.","type":"array","maxItems":20,"ite\#
ms":{"$ref":"#/components/schemas/Holder"}},"holder_count":{"description":"On a bootstrap.","typ\#
e":"integer","minimum":0},"live_count":{"description":"Those that can be reached.","type":"integ\#
er","minimum":0},"seeders":{"description":"On a bootstrap, who has all of it in its torrent's sw\#
arm; null where it is no torrent.","type":["integer","null"]},"leechers":{"description":"On a bo\#
otstrap, who takes it in its torrent's swarm.","type":["integer","null"]},"public":{"description\#
":"Strangers may have it too; there where it is so.","const":true}}}\#
,"Search":{"type":"object","required":["v","results","asked","silent"],"properties":{"v":{"const\#
":1},"results":{"type":"array","maxItems":1000,"items":{"$ref":"#/components/schemas/Content"}},\#
"asked":{"description":"Nodes that were asked.","type":"integer","minimum":0},"silent":{"descrip\#
tion":"Those that did not answer in time.","type":"integer","minimum":0},"next":{"description":"\#
On a bootstrap, for the next part; null for the last.","type":["string","null"]}}}\#
,"Content":{"type":"object","required":["name","size","sha256","holders"],"properties":{"name":{\#
"$ref":"#/components/schemas/FileName"},"size":{"description":"Null where only old nodes hold it\#
.","type":["integer","null"]},"sha256":{"type":["string","null"]},"infohash":{"description":"On \#
a bootstrap.","type":["string","null"]},"magnet":{"description":"On a bootstrap.","type":["strin\#
g","null"]},"modified":{"description":"On a bootstrap","seconds since 1970.":null,"type":"intege\#
r"},"holder_count":{"description":"On a bootstrap.","type":"integer","minimum":0},"live_count":{\#
"description":"Those that can be reached.","type":"integer","minimum":0},"seeders":{"description\#
":"On a bootstrap, who has all of it in its torrent's swarm; null where it is no torrent.","type\#
":["integer","null"]},"leechers":{"description":"On a bootstrap, who takes it in its torrent's s\#
warm.","type":["integer","null"]},"holders":{"type":"array","items":{"$ref":"#/components/schema\#
s/Holder"}}}}\#
,"Holder":{"type":"object","required":["address","id","short","name","ms"],"properties":{"addres\#
s":{"description":"Null for the node itself, and for who has none that is known.","type":["strin\#
g","null"]},"id":{"type":["string","null"]},"short":{"type":["string","null"]},"name":{"type":"s\#
tring"},"ms":{"description":"Until it answered.","type":"integer","minimum":0},"door":{"descript\#
ion":"By which it told of the file.","enum":["node","bearer","login","torrent"]},"live":{"descri\#
ption":"Whether it can be reached.","type":"boolean"},"url":{"description":"Where it says that t\#
he file is.","type":"string"}}}\#
,"RegisteredTorrent":{"type":"object","required":["v","infohash","magnet","name","owner","regist\#
ered","size"],"properties":{"v":{"const":1},"infohash":{"type":"string"},"magnet":{"type":"strin\#
g"},"name":{"type":"string"},"owner":{"description":"The user who registered it; null for the op\#
erator, and for nodes.","type":["string","null"]},"registered":{"description":"Seconds since 197\#
0.","type":"integer"},"size":{"description":"Bytes of its content.","type":"integer","minimum":1\#
}}}\#
,"Swarms":{"type":"object","required":["v","swarms","next"],"properties":{"v":{"const":1},"swarm\#
s":{"type":"array","maxItems":1000,"items":{"$ref":"#/components/schemas/Swarm"}},"next":{"$ref"\#
:"#/components/schemas/Next"}}}\#
,"Swarm":{"type":"object","required":["infohash","magnet","name","size","seeders","leechers","co\#
mpleted"],"properties":{"infohash":{"type":"string"},"magnet":{"type":"string"},"name":{"descrip\#
tion":"Where its torrent is registered.","type":["string","null"]},"size":{"description":"Bytes,\#
 where it is registered.","type":["integer","null"]},"seeders":{"type":"integer","minimum":0},"l\#
eechers":{"type":"integer","minimum":0},"completed":{"description":"How many have said so here."\#
,"type":"integer","minimum":0}}}\#
,"Downloads":{"type":"object","required":["v","downloads","next"],"properties":{"v":{"const":1},\#
"downloads":{"type":"array","maxItems":1000,"items":{"$ref":"#/components/schemas/DownloadRow"}}\#
,"next":{"$ref":"#/components/schemas/Next"}}}\#
,"DownloadRow":{"type":"object","required":["id","name","state","reason","failure","received","s\#
ize","sha256","verified","holder","rate","choices","delivered"],"properties":{"id":{"type":"inte\#
ger","minimum":0},"name":{"type":"string"},"state":{"enum":["waiting","searching","running","ver\#
ifying","paused","done","failed","cancelled"]},"reason":{"description":"Why it is paused or fail\#
ed.","type":["string","null"]},"failure":{"enum":["notFound","ambiguous","verification","refused\#
","unreachable","disk","other",null]},"received":{"description":"Bytes.","type":"integer","minim\#
um":0},"size":{"description":"Null until a holder said it.","type":["integer","null"]},"sha256":\#
{"type":["string","null"]},"verified":{"description":"Held against a digest that was known befor\#
e.","type":"boolean"},"holder":{"type":["string","null"]},"rate":{"description":"Bytes a second.\#
","type":"integer","minimum":0},"choices":{"description":"Contents that fit the name, where seve\#
ral did.","type":"array","items":{"$ref":"#/components/schemas/Content"}},"delivered":{"descript\#
ion":"Whole in the descriptor that was passed.","type":"boolean"}}}\#
,"Download":{"allOf":[{"$ref":"#/components/schemas/DownloadRow"},{"type":"object","required":["\#
v"],"properties":{"v":{"const":1}}}]}\#
,"Verification":{"type":"object","required":["v","name","sha256","expected","verified"],"propert\#
ies":{"v":{"const":1},"name":{"$ref":"#/components/schemas/FileName"},"sha256":{"description":"W\#
hat it is.","type":"string","pattern":"^[0-9a-f]{64}$"},"expected":{"description":"What it was."\#
,"type":"string","pattern":"^[0-9a-f]{64}$"},"verified":{"description":"Whether that is the same\#
.","type":"boolean"}}}\#
,"Torrents":{"type":"object","required":["v","torrents","next"],"properties":{"v":{"const":1},"t\#
orrents":{"type":"array","maxItems":1000,"items":{"$ref":"#/components/schemas/TorrentRow"}},"ne\#
xt":{"$ref":"#/components/schemas/Next"}}}\#
,"TorrentRow":{"type":"object","required":["added","copies","download_limit","download_rate","do\#
wnloaded","infohash","left","magnet","name","peers_connected","piece_count","piece_length","piec\#
es_here","placed","private","reason","seed_ratio","seed_time_s","seeds_connected","sequential","\#
size","state","super_seeding","upload_limit","upload_rate","uploaded","wasted"],"properties":{"a\#
dded":{"description":"By somebody; else a file of the library is it.","type":"boolean"},"copies"\#
:{"description":"Whole copies that the connected peers have together; null if not counted.","typ\#
e":["number","null"],"minimum":0},"download_limit":{"description":"Bytes a second; 0: no limit."\#
,"type":"integer","minimum":0},"download_rate":{"description":"Bytes a second.","type":"integer"\#
,"minimum":0},"downloaded":{"description":"Bytes of pieces in all its life.","type":"integer","m\#
inimum":0},"infohash":{"$ref":"#/components/schemas/InfoHash"},"left":{"description":"Bytes that\#
 are wanted and missing; null until its metadata is known.","type":["integer","null"],"minimum":\#
0},"magnet":{"type":"string"},"name":{"type":"string"},"peers_connected":{"type":"integer","mini\#
mum":0},"piece_count":{"type":["integer","null"],"minimum":0},"piece_length":{"type":["integer",\#
"null"],"minimum":0},"pieces_here":{"type":"integer","minimum":0},"placed":{"description":"Its n\#
ame in `downloads/`.","type":["string","null"]},"private":{"description":"Only its trackers tell\#
 of peers (BEP 27).","type":"boolean"},"reason":{"description":"Why it failed or what it waits f\#
or.","type":["string","null"]},"seed_ratio":{"description":"Then it rests.","type":["number","nu\#
ll"],"minimum":0},"seed_time_s":{"description":"Then it rests.","type":["integer","null"],"minim\#
um":0},"seeds_connected":{"type":"integer","minimum":0},"sequential":{"type":"boolean"},"size":{\#
"description":"Bytes of all files.","type":["integer","null"],"minimum":0},"state":{"enum":["nam\#
ing","checking","downloading","placing","seeding","paused","failed"]},"super_seeding":{"descript\#
ion":"As its only seed this node shows each peer a piece at a time (BEP 16).","type":"boolean"},\#
"upload_limit":{"description":"Bytes a second; 0: no limit.","type":"integer","minimum":0},"uplo\#
ad_rate":{"description":"Bytes a second.","type":"integer","minimum":0},"uploaded":{"description\#
":"Bytes of pieces in all its life.","type":"integer","minimum":0},"wasted":{"description":"Byte\#
s that came and were of no use.","type":"integer","minimum":0}}}\#
,"Torrent":{"allOf":[{"$ref":"#/components/schemas/TorrentRow"},{"type":"object","required":["v"\#
,"files","peers","pieces","trackers","web_seeds"],"properties":{"v":{"const":1},"files":{"type":\#
"array","items":{"$ref":"#/components/schemas/TorrentFile"}},"files_left_out":{"description":"Fi\#
les at the end for which there is no room; there where there are some.","type":"integer","minimu\#
m":1},"peers":{"type":"array","items":{"$ref":"#/components/schemas/TorrentPeer"}},"pieces":{"de\#
scription":"The bitfield of what is here (BEP 3), in base64.","type":"string"},"trackers":{"type\#
":"array","items":{"$ref":"#/components/schemas/Tracker"}},"web_seeds":{"type":"array","items":{\#
"$ref":"#/components/schemas/WebSeed"}}}}]}\#
,"TorrentFile":{"type":"object","required":["name","number","priority","received","size","wanted\#
"],"properties":{"name":{"description":"Its path, beginning with the torrent's name.","type":"st\#
ring"},"number":{"description":"From 0; padding has numbers too, and is not shown.","type":"inte\#
ger"},"priority":{"$ref":"#/components/schemas/Priority"},"received":{"description":"Bytes of it\#
, as far as whole pieces tell.","type":"integer"},"size":{"type":"integer","minimum":0},"wanted"\#
:{"type":"boolean"}}}\#
,"Priority":{"description":"0 is not wanted, 1 comes last, 7 first; 4 unless said.","type":"inte\#
ger","minimum":0,"maximum":7}\#
,"TorrentPeer":{"type":"object","required":["address","choked","choking_us","client","download_r\#
ate","incoming","interested","interesting","member","pieces","received","seed","sent","source","\#
upload_rate"],"properties":{"address":{"type":"string"},"choked":{"description":"We choke it.","\#
type":"boolean"},"choking_us":{"type":"boolean"},"client":{"description":"What it calls itself."\#
,"type":"string"},"download_rate":{"description":"From it, bytes a second.","type":"integer","mi\#
nimum":0},"incoming":{"description":"It dialled us.","type":"boolean"},"interested":{"descriptio\#
n":"It wants something of ours.","type":"boolean"},"interesting":{"description":"We want somethi\#
ng of its.","type":"boolean"},"member":{"description":"It has proved the network's secret.","typ\#
e":"boolean"},"pieces":{"type":"integer","minimum":0},"received":{"type":"integer","minimum":0},\#
"seed":{"type":"boolean"},"sent":{"type":"integer","minimum":0},"source":{"description":"How we \#
learned of it.","type":"string"},"upload_rate":{"description":"To it, bytes a second.","type":"i\#
nteger","minimum":0}}}\#
,"Tracker":{"type":"object","required":["completed","leechers","next_s","problem","seeders","sta\#
te","tier","url"],"properties":{"completed":{"description":"How often a download was completed, \#
as its announces or a scrape say.","type":["integer","null"],"minimum":0},"leechers":{"type":["i\#
nteger","null"],"minimum":0},"next_s":{"description":"Until it is asked again.","type":["integer\#
","null"]},"problem":{"type":["string","null"]},"seeders":{"type":["integer","null"],"minimum":0\#
},"state":{"enum":["waiting","asking","working","failing","unspoken"]},"tier":{"type":"integer",\#
"minimum":0},"url":{"type":"string"}}}\#
,"WebSeed":{"description":"A server that has its files (BEP 19), or a node that has them and is \#
in no swarm.","type":"object","required":["download_rate","problem","received","state","url"],"p\#
roperties":{"download_rate":{"description":"Bytes a second.","type":"integer","minimum":0},"prob\#
lem":{"type":["string","null"]},"received":{"type":"integer","minimum":0},"state":{"enum":["wait\#
ing","asking","resting","gone","unspoken"]},"url":{"type":"string"}}}\#
,"TorrentBody":{"type":"object","properties":{"v":{"$ref":"#/components/schemas/V"},"peers":{"de\#
scription":"Peers to ask first.","type":["array","null"],"maxItems":32,"items":{"$ref":"#/compon\#
ents/schemas/HostPort"}},"files":{"$ref":"#/components/schemas/FileNumbers"},"hold":{"descriptio\#
n":"It rests once its metadata is known, until files are chosen or it is resumed.","type":["bool\#
ean","null"]},"sequential":{"type":["boolean","null"]},"super_seeding":{"type":["boolean","null"\#
]},"seed_ratio":{"type":["number","null"],"minimum":0,"maximum":1000000},"seed_time_s":{"type":[\#
"integer","null"],"minimum":0,"maximum":3155760000}},"oneOf":[{"required":["magnet"],"properties\#
":{"magnet":{"description":"A magnet link to a torrent of BEP 3.","type":"string","pattern":"^ma\#
gnet:\\?xt=urn:btih:[0-9A-Fa-f]{40}(&dn=[a-z]{1,20})?$"},"infohash":{"type":"null"},"folder":{"t\#
ype":"null"}}},{"required":["infohash"],"properties":{"magnet":{"type":"null"},"infohash":{"$ref\#
":"#/components/schemas/InfoHash"},"folder":{"type":"null"}}},{"required":["folder"],"properties\#
":{"magnet":{"type":"null"},"infohash":{"type":"null"},"folder":{"$ref":"#/components/schemas/Fi\#
leName"}}}]}\#
,"TorrentChange":{"type":"object","properties":{"v":{"$ref":"#/components/schemas/V"},"download_\#
limit":{"description":"Bytes a second; 0: no limit.","type":["integer","null"],"minimum":0,"maxi\#
mum":9223372036854775807},"upload_limit":{"description":"Bytes a second; 0: no limit.","type":["\#
integer","null"],"minimum":0,"maximum":9223372036854775807},"files":{"$ref":"#/components/schema\#
s/FileNumbers"},"priorities":{"description":"One for each file of the torrent. Not with `files`.\#
","type":["array","null"],"minItems":1,"items":{"$ref":"#/components/schemas/Priority"},"contain\#
s":{"minimum":1}},"sequential":{"type":["boolean","null"]},"super_seeding":{"type":["boolean","n\#
ull"]},"seed_ratio":{"type":["number","null"],"minimum":0,"maximum":1000000},"seed_time_s":{"typ\#
e":["integer","null"],"minimum":0,"maximum":3155760000}},"not":{"required":["files","priorities"\#
],"properties":{"files":{"type":"array"},"priorities":{"type":"array"}}}}\#
,"FileNumbers":{"description":"Numbers of the files that are wanted; all where it is null.","typ\#
e":["array","null"],"minItems":1,"maxItems":1000,"items":{"type":"integer","minimum":0,"maximum"\#
:99999}}\#
,"InfoHash":{"description":"40 hexadecimal digits.","type":"string","pattern":"^[0-9A-Fa-f]{40}$\#
","example":"0123456789abcdef0123456789abcdef01234567"}\#
,"AddressBody":{"type":"object","required":["address"],"properties":{"v":{"$ref":"#/components/s\#
chemas/V"},"address":{"$ref":"#/components/schemas/HostPort"}}}\#
,"DownloadBody":{"type":"object","properties":{"v":{"$ref":"#/components/schemas/V"},"from":{"de\#
scription":"The only node to ask.","anyOf":[{"$ref":"#/components/schemas/HostPort"},{"type":"nu\#
ll"}]},"descriptor":{"description":"True only over the control socket, where an open descriptor \#
comes with the first\nbyte of the request (SCM_RIGHTS).\n","enum":[false,null],"default":false}}\#
,"oneOf":[{"required":["name"],"properties":{"name":{"$ref":"#/components/schemas/FileName"},"sh\#
a256":{"type":"null"}}},{"required":["sha256"],"properties":{"name":{"type":"null"},"sha256":{"$\#
ref":"#/components/schemas/Digest"}}}]}\#
,"Registration":{"type":"object","required":["id","instance","name","port","zone","version","fil\#
es"],"properties":{"v":{"$ref":"#/components/schemas/V"},"id":{"$ref":"#/components/schemas/Dige\#
st"},"instance":{"$ref":"#/components/schemas/Bits"},"name":{"$ref":"#/components/schemas/ShortT\#
ext"},"port":{"type":"integer","minimum":1,"maximum":65535},"zone":{"$ref":"#/components/schemas\#
/ShortText"},"version":{"$ref":"#/components/schemas/ShortText"},"files":{"type":"integer","mini\#
mum":0,"maximum":9223372036854775807},"advertise":{"description":"Where it wants to be dialled."\#
,"anyOf":[{"$ref":"#/components/schemas/HostPort"},{"type":"null"}]},"generation":{"description"\#
:"The list that it has already.","anyOf":[{"$ref":"#/components/schemas/Bits"},{"type":"null"}]}\#
,"index":{"anyOf":[{"$ref":"#/components/schemas/Report"},{"type":"null"}]}}}\#
,"Report":{"description":"What has changed of a peer's files since the report that the bootstrap\#
 took last, and what they are as a whole.","type":"object","required":["generation"],"properties\#
":{"generation":{"$ref":"#/components/schemas/Bits"},"base":{"description":"The report that was \#
taken last.","anyOf":[{"$ref":"#/components/schemas/Bits"},{"type":"null"}]},"begins":{"descript\#
ion":"The whole index begins here.","type":["boolean","null"]},"ends":{"description":"And ends h\#
ere.","type":["boolean","null"]},"files":{"type":["array","null"],"maxItems":1024,"items":{"type\#
":"object","required":["name"],"properties":{"name":{"$ref":"#/components/schemas/FileName"},"si\#
ze":{"type":["integer","null"],"minimum":0,"maximum":9223372036854775807},"sha256":{"type":["str\#
ing","null"],"pattern":"^[0-9a-f]{64}$"},"infohash":{"type":["string","null"],"pattern":"^[0-9a-\#
f]{40}$"}}}},"gone":{"type":["array","null"],"maxItems":1024,"items":{"$ref":"#/components/schem\#
as/FileName"}},"count":{"description":"Files of the whole index; null where more is to be told."\#
,"type":["integer","null"],"minimum":0,"maximum":9223372036854775807},"digest":{"description":"O\#
f the whole index: the sum of the first 128 bits, as two numbers of 64, of each file's SHA-256 o\#
ver its name, a zero, its size in 8 bytes, and for digest and info-hash a one and the bytes, or \#
a zero.","type":["string","null"],"pattern":"^[0-9a-f]{32}$"}}}\#
,"Receipt":{"type":"object","required":["generation","wants_all","reason"],"properties":{"genera\#
tion":{"description":"The report that was taken last; null where none is taken at the moment.","\#
anyOf":[{"$ref":"#/components/schemas/Bits"},{"type":"null"}]},"wants_all":{"description":"The p\#
eer is to tell its whole index.","type":"boolean"},"reason":{"description":"Why not all was take\#
n.","type":["string","null"]}}}\#
,"Welcome":{"type":"object","required":["v","you","generation","nodes"],"properties":{"index":{"\#
$ref":"#/components/schemas/Receipt"},"v":{"const":1},"you":{"description":"Where the bootstrap \#
sees the peer.","type":"string"},"generation":{"$ref":"#/components/schemas/Bits"},"nodes":{"des\#
cription":"Null where the list is the one that the peer has, or where so many others are told of\#
 it that his turn comes later; `generation` is then that of the list that he has.","type":["arra\#
y","null"],"items":{"$ref":"#/components/schemas/Node"}}}}\#
}\#
}\#
}
"""#
}
