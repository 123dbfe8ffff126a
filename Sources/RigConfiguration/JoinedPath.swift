/// `path` itself when it is absolute, otherwise `path` within `directory`.
func joined(_ path: String, to directory: String) -> String {
    if path.hasPrefix("/") || directory.isEmpty { return path }
    return directory.hasSuffix("/") ? directory + path : "\(directory)/\(path)"
}

/// The directory that holds the file `path`: empty for a bare name, `/` for a file in the root.
func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}
