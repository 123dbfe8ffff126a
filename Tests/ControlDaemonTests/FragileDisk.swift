import Synchronization

@testable import ControlDaemon

/// A folder on a disk that may lose its power at any moment. It knows every content that could be found afterwards.
///
/// What a real disk promises is all that it promises: a file's bytes are there once they were synchronised, and before
/// that any beginning of them; a new or changed name is there once the folder was synchronised, and before that perhaps.
final class FragileDisk: DurableFolder {
    typealias Files = [String: [UInt8]]

    private let state: Mutex<State>

    private struct State {
        var files: Files
        /// What a cut at this moment could leave.
        var afterCut: Set<Files>
        /// What cuts at all moments since the last ``cuts()`` could have left.
        var seen: Set<Files> = []
        /// Bytes that fit before the disk is full; `nil`: as many as one likes.
        var room: Int?
        var unreadable: Set<String> = []
    }

    /// Bytes from one tried cut of a write to the next.
    private let cutEvery: Int

    init(_ files: Files = [:], cutEvery: Int = 1) {
        state = Mutex(State(files: files, afterCut: [files]))
        self.cutEvery = cutEvery
    }

    var files: Files { state.withLock { $0.files } }

    /// Everything that a cut at any moment since the last call could have left behind.
    func cuts() -> Set<Files> {
        state.withLock { state in
            defer { state.seen = [] }
            return state.seen.union(state.afterCut)
        }
    }

    /// What a cut now could leave.
    var cutNow: Set<Files> { state.withLock { $0.afterCut } }

    func fill(afterBytes room: Int?) { state.withLock { $0.room = room } }

    func makeUnreadable(_ name: String) { state.withLock { _ = $0.unreadable.insert(name) } }

    func read(_ name: String) throws(StorageFailure) -> [UInt8]? {
        try state.withLock { (state) throws(StorageFailure) in
            guard !state.unreadable.contains(name) else {
                throw StorageFailure(path: name, reason: "Input/output error")
            }
            return state.files[name]
        }
    }

    func write(_ bytes: [UInt8], to name: String) throws(StorageFailure) {
        try state.withLock { (state) throws(StorageFailure) in
            let before = state.afterCut
            let fitting = min(bytes.count, state.room ?? bytes.count)
            for count in Array(stride(from: 0, to: fitting, by: cutEvery)) + [fitting] {
                for files in before { state.seen.insert(files.merging([name: Array(bytes.prefix(count))]) { $1 }) }
            }
            guard fitting == bytes.count else {
                state.files[name] = Array(bytes.prefix(fitting))
                state.afterCut = state.seen.union(before)
                throw StorageFailure(path: name, reason: "No space left on device")
            }
            state.files[name] = bytes
            state.afterCut = before.union(before.map { $0.merging([name: bytes]) { $1 } })
        }
    }

    func rename(_ name: String, to newName: String) throws(StorageFailure) {
        state.withLock { state in
            guard let content = state.files.removeValue(forKey: name) else { return }
            state.files[newName] = content
            for files in state.afterCut {
                var both = files
                both[newName] = content
                state.afterCut.insert(both)
                both[name] = nil
                state.afterCut.insert(both)
            }
            state.seen.formUnion(state.afterCut)
        }
    }

    func synchronize() throws(StorageFailure) {
        state.withLock { $0.afterCut = [$0.files] }
    }
}
