// Paths as the kernel reads them.

import Testing
import Vocabulary

@Suite("A path as text") struct PathTextTests {
    @Test(
        "has its last part and its folder",
        arguments: [
            ("/srv/films", "films", "/srv"), ("/films", "films", "/"), ("films", "films", "."),
            ("/srv/films/", "films", "/srv/films"), ("a//b", "b", "a/"),
        ])
    func parts(path: String, last: String, folder: String) {
        #expect(path.lastPathPart == last)
        #expect(path.folderPath == folder)
    }

    @Test("is cut at every slash, also where an accent or a colour follows it")
    func slashes() {
        #expect("/\u{301}a/\u{1f3fb}b".isAbsolutePath)
        #expect("/\u{301}a/\u{1f3fb}b".lastPathPart == "\u{1f3fb}b")
        #expect("/srv/\u{301}a".folderPath == "/srv")
    }

    @Test("of slashes alone has no last part") func none() {
        #expect("//".lastPathPart == nil && "".lastPathPart == nil)
        #expect("".isAbsolutePath == false)
    }
}
