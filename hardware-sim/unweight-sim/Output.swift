import Glibc

/// Writes a line to standard output at once, also when that is a file or a pipe. A reader that has gone is ignored.
func printLine(_ line: String) { write(line, to: STDOUT_FILENO) }

/// Writes a line to standard error.
func printError(_ line: String) { write(line, to: STDERR_FILENO) }

private func write(_ line: String, to descriptor: Int32) {
    var rest = Array((line + "\n").utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if count > 0 {
            rest = rest.dropFirst(count)
        } else if errno != EINTR {
            return
        }
    }
}
