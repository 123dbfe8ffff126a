import Glibc

/// The text of a regular UTF-8 file of at most ``YAMLBounds/largestFile`` bytes.
///
/// Never waits: a pipe or a device in place of a file is refused, not read.
/// - Throws: one problem that names the file, what is wrong and what to do.
public func textOfFile(path: String) throws(YAMLProblems) -> String {
    func refusal(_ reason: String, _ remedy: String) -> YAMLProblems {
        YAMLProblems(YAMLProblem(file: path, reason: reason, remedy: remedy))
    }
    guard !path.isEmpty, !path.utf8.contains(0) else { throw refusal("is not a file name", "name a file") }
    // Without O_NONBLOCK the opening of a pipe would wait for its writer.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw openingProblem(path: path, code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        throw refusal("is not a regular file", "name a YAML file")
    }
    guard let bytes = bytes(of: descriptor, atMost: YAMLBounds.largestFile + 1) else {
        throw refusal("cannot be read (\(systemMessage(errno)))", "check the disk and the file")
    }
    guard bytes.count <= YAMLBounds.largestFile else {
        throw refusal("is larger than 1 MiB", "name the right file, or split it")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
        throw refusal("is not UTF-8 text", "save it as UTF-8")
    }
    return text
}

private func openingProblem(path: String, code: Int32) -> YAMLProblems {
    let (reason, remedy) =
        switch code {
        case ENOENT, ENOTDIR: ("does not exist", "check the path")
        case EACCES, EPERM: ("may not be read by this user", "give read permission")
        default: ("cannot be opened (\(systemMessage(code)))", "check the path")
        }
    return YAMLProblems(YAMLProblem(file: path, reason: reason, remedy: remedy))
}

/// The next bytes of an open file, up to `limit`; `nil` with `errno` set when reading fails.
private func bytes(of descriptor: Int32, atMost limit: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while bytes.count < limit {
        let wanted = min(chunk.count, limit - bytes.count)
        let count = read(descriptor, &chunk, wanted)
        if count == 0 { break }
        if count < 0 {
            if errno == EINTR { continue }
            return nil
        }
        bytes.append(contentsOf: chunk[..<count])
    }
    return bytes
}

private func systemMessage(_ code: Int32) -> String { String(cString: strerror(code)) }
