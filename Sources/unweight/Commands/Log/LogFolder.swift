import ArgumentParser
import FlightLog
import Foundation

/// A folder of flight logs.
struct LogFolder {
    /// One file in it.
    struct Entry: Equatable {
        var name: String
        var bytes: Int64
        /// When it was written to last.
        var modifiedAt: Date
    }

    let path: String

    /// The flight logs in it, those written to last first. Links and folders are none.
    func entries() throws(CommandFailure) -> [Entry] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw CommandFailure(
                message: "\(path): no folder that can be read; name the folder of the logs", exit: .unusableFile)
        }
        return names.filter { $0.hasSuffix(".ulg") }.compactMap(entry).sorted {
            ($1.modifiedAt, $0.name) < ($0.modifiedAt, $1.name)
        }
    }

    private func entry(_ name: String) -> Entry? {
        guard let found = try? FileManager.default.attributesOfItem(atPath: file(name)),
            found[.type] as? FileAttributeType == .typeRegular, let bytes = found[.size] as? NSNumber,
            let modifiedAt = found[.modificationDate] as? Date
        else { return nil }
        return Entry(name: name, bytes: bytes.int64Value, modifiedAt: modifiedAt)
    }

    func file(_ name: String) -> String { path.hasSuffix("/") ? path + name : path + "/" + name }
}

/// Which folder.
struct LogFolderOptions: ParsableArguments {
    @Argument(help: "The folder of the logs. Default: $LOGS_DIRECTORY, else /var/log/unweight.")
    var folder: String?

    var logs: LogFolder {
        let given = ProcessInfo.processInfo.environment["LOGS_DIRECTORY"].flatMap { $0.isEmpty ? nil : $0 }
        return LogFolder(path: folder ?? given ?? "/var/log/unweight")
    }
}
