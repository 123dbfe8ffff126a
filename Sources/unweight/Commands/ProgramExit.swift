import OperatorAPI

/// What the program's exit code says.
enum ProgramExit: Int32, Sendable {
    case ok = 0
    /// The session did not run to its end, a request was refused, a plan has errors, a replay differs.
    case failed = 1
    /// A file cannot be read or is not what it should be.
    case unusableFile = 2
    /// The daemon cannot be reached (EX_UNAVAILABLE of sysexits.h).
    case unreachable = 69

    static let help = """
        Exit codes: 0 done; 1 refused, not finished, with errors or different; 2 a file cannot be used; \
        64 wrong usage; 69 the daemon cannot be reached.
        """
}

/// Ends the program with a message for a person.
struct CommandFailure: Error, Equatable {
    var message: String
    var exit: ProgramExit
}

extension CommandFailure {
    init(_ problem: Problem) {
        self.init(
            message: problem.description, exit: problem.status == Problem.unreachableStatus ? .unreachable : .failed)
    }
}

extension Problem {
    /// Not from HTTP: there was no daemon to give a status.
    static let unreachableStatus = 0
}
