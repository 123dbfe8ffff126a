import Foundation
import Logging

/// Writes to standard error: with the priority prefix that the journal reads when the journal listens, else with the
/// time and level for a person.
struct JournalLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info
    private let forJournal: Bool

    init(environment: [String: String]) { forJournal = environment["JOURNAL_STREAM"] != nil }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }
        let tail = fields.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        let head = forJournal ? "<\(event.level.journalPriority)>" : "\(Date().ISO8601Format()) \(event.level): "
        // A journal that is gone or a disk that is full must not end the daemon beside a runner.
        try? FileHandle.standardError.write(contentsOf: Data("\(head)\("\(event.message)\(tail)".oneLine)\n".utf8))
    }
}

extension Logger.Level {
    /// syslog(3)'s priorities.
    fileprivate var journalPriority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
