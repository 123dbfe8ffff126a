import OperatorAPI

enum JSONOutput {
    /// Writes `value` as one line of JSON to standard output.
    static func print(_ value: some Encodable) throws(CommandFailure) {
        do throws(Problem) {
            TerminalOutput.line(String(decoding: try WireFormat.encode(value), as: UTF8.self))
        } catch {
            throw CommandFailure(error)
        }
    }
}
