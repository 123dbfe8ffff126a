import Foundation

/// What a ``DurableStore`` finds on the disk.
enum StoredValue<Value: Equatable & Sendable>: Equatable, Sendable {
    /// Nothing was ever stored here.
    case absent
    case intact(Value)
    /// One of the two copies is damaged; the value is the other's and may be the one before the last.
    case partlyDamaged(Value, reason: String)
    /// Something was stored, and none of it can be read.
    case damaged(reason: String)
}

/// A small value that survives a power cut at any point.
///
/// Two files, `NAME.0` and `NAME.1`, are replaced by turns, each as a whole: written beside, synchronised, renamed,
/// the folder synchronised. A cut leaves the value before or the new one; a disk that is full, the one before. A file
/// that exists is therefore always whole, and one that is not has been damaged since.
struct DurableStore<Value: Codable & Equatable & Sendable>: Sendable {
    private let folder: any DurableFolder
    private let name: String
    private var generation: UInt64 = 0
    private var needsBothCopies = false

    /// - Parameter name: letters only; what the files are called and sealed with.
    init(folder: any DurableFolder, name: String) {
        self.folder = folder
        self.name = name
    }

    /// Reads what is there. Must come before the first ``write(_:)``.
    mutating func read() -> StoredValue<Value> {
        let copies = [copy(0), copy(1)]
        let intact = copies.compactMap {
            if case .intact(let generation, let value) = $0 { (generation, value) } else { nil }
        }
        let reason = copies.compactMap { if case .damaged(let reason) = $0 { reason } else { nil } }
            .joined(separator: "; ")
        needsBothCopies = !reason.isEmpty
        guard let newest = intact.max(by: { $0.0 < $1.0 }) else {
            return reason.isEmpty ? .absent : .damaged(reason: reason)
        }
        generation = newest.0
        return reason.isEmpty ? .intact(newest.1) : .partlyDamaged(newest.1, reason: reason)
    }

    /// Returns once the value is on the disk. When it throws, the value before is still there.
    mutating func write(_ value: Value) throws(StorageFailure) {
        try writeCopy(value)
        if needsBothCopies {
            try writeCopy(value)
            needsBothCopies = false
        }
    }

    private func slot(_ index: UInt64) -> String { "\(name).\(index)" }

    private mutating func writeCopy(_ value: Value) throws(StorageFailure) {
        let next = generation + 1
        let sealed = SealedRecord.seal(try encoded(value), generation: next, name: name)
        let beside = "\(name).new"
        try folder.write(sealed, to: beside)
        try folder.rename(beside, to: slot(next % 2))
        try folder.synchronize()
        generation = next
    }

    private func encoded(_ value: Value) throws(StorageFailure) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        do {
            return [UInt8](try encoder.encode(value))
        } catch {
            throw StorageFailure(path: name, reason: "cannot be written as JSON: \(error)")
        }
    }

    private enum Copy {
        case absent
        case intact(UInt64, Value)
        case damaged(String)
    }

    private func copy(_ index: UInt64) -> Copy {
        let name = slot(index)
        let bytes: [UInt8]
        do throws(StorageFailure) {
            guard let found = try folder.read(name) else { return .absent }
            bytes = found
        } catch {
            return .damaged("\(error)")
        }
        guard let record = SealedRecord.open(bytes, name: self.name) else { return .damaged("\(name) is damaged") }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        do {
            return .intact(record.generation, try decoder.decode(Value.self, from: Data(record.content)))
        } catch {
            return .damaged("\(name) does not say what this version understands")
        }
    }
}
