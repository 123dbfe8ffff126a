import Foundation

/// The files of the checkout that the tests were built from.
enum Repository {
    private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// Names of the files in `folder` that end with `suffix`, sorted.
    static func names(in folder: String, suffix: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
            .filter { $0.hasSuffix(suffix) }.sorted()
    }

    /// The text of every Swift file under `folder`, in one piece.
    static func swiftText(under folder: String) throws -> String {
        let files = FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil)
        var text = ""
        while let file = files?.nextObject() as? URL {
            if file.pathExtension == "swift", !file.path.contains("/.build/") {
                text += try String(contentsOf: file, encoding: .utf8)
            }
        }
        return text
    }
}
