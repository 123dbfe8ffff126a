import Foundation
import Testing

@testable import ControlDaemon

@Suite("What survives a power cut")
struct DurableStoreTests {
    private func store(_ folder: any DurableFolder) -> DurableStore<[String]> {
        DurableStore(folder: folder, name: "state")
    }

    private func stored(in folder: any DurableFolder) -> StoredValue<[String]> {
        var store = store(folder)
        return store.read()
    }

    private func value(_ number: Int) -> [String] { ["value \(number)", String(repeating: "ä", count: 3 * number)] }

    @Test("a cut at any byte and step of a write leaves the old value or the new one, and nothing is taken for damaged")
    func everyCut() throws {
        let disk = FragileDisk()
        var store = store(disk)
        #expect(store.read() == .absent)
        var old = StoredValue<[String]>.absent
        for number in 1...5 {
            _ = disk.cuts()
            try store.write(value(number))
            let new = StoredValue.intact(value(number))
            let cuts = disk.cuts()
            #expect(cuts.count > 50)
            for files in cuts {
                let found = stored(in: FragileDisk(files))
                #expect(found == old || found == new, "\(found) of \(files.mapValues(\.count))")
            }
            for files in disk.cutNow { #expect(stored(in: FragileDisk(files)) == new, "a write that returned is lost") }
            old = new
        }
    }

    @Test("what was cut short is written over by the next daemon, which may be cut short again")
    func cutAgain() throws {
        let disk = FragileDisk(cutEvery: 23)
        var first = store(disk)
        _ = first.read()
        try first.write(value(1))
        try first.write(value(2))
        _ = disk.cuts()
        try first.write(value(3))
        for files in disk.cuts() {
            let again = FragileDisk(files, cutEvery: 29)
            var second = store(again)
            let old = second.read()
            _ = again.cuts()
            try second.write(value(4))
            for files in again.cuts() {
                let found = stored(in: FragileDisk(files))
                #expect(found == old || found == .intact(value(4)))
            }
        }
    }

    @Test("a full disk leaves the value before, however little fits, and takes the next one when there is room")
    func fullDisk() throws {
        for room in 0...60 {
            let disk = FragileDisk()
            var store = store(disk)
            _ = store.read()
            try store.write(value(1))
            _ = disk.cuts()
            disk.fill(afterBytes: room)
            #expect(throws: StorageFailure.self) { try store.write(value(2)) }
            for files in disk.cuts() { #expect(stored(in: FragileDisk(files)) == .intact(value(1))) }
            disk.fill(afterBytes: nil)
            try store.write(value(3))
            #expect(stored(in: disk) == .intact(value(3)))
        }
    }

    @Test("a copy that was damaged later is told of, and the other one is used")
    func oneDamaged() throws {
        let disk = FragileDisk()
        var writer = store(disk)
        _ = writer.read()
        for number in 1...3 { try writer.write(value(number)) }
        let newest = try #require(disk.files["state.1"])
        for index in newest.indices {
            var files = disk.files
            files["state.1"]?[index] ^= 0x10
            let damaged = FragileDisk(files)
            guard case .partlyDamaged(let found, let reason) = stored(in: damaged) else {
                Issue.record("byte \(index) is taken as it is")
                continue
            }
            #expect(found == value(2))
            #expect(reason.contains("state.1"))
            var again = store(damaged)
            _ = again.read()
            try again.write(value(4))
            #expect(stored(in: damaged) == .intact(value(4)), "both copies are whole again")
        }
        for count in newest.indices {
            var files = disk.files
            files["state.1"] = Array(newest.prefix(count))
            #expect(stored(in: FragileDisk(files)) != .intact(value(2)), "cut at \(count) is not told of")
        }
    }

    @Test("two damaged copies, or copies that cannot be read, are never taken for a first start")
    func allDamaged() throws {
        let disk = FragileDisk()
        var writer = store(disk)
        _ = writer.read()
        for number in 1...2 { try writer.write(value(number)) }
        let ruined = FragileDisk(disk.files.mapValues { _ in [0, 0, 0] })
        guard case .damaged = stored(in: ruined) else {
            Issue.record("taken for whole or absent")
            return
        }
        var again = store(ruined)
        _ = again.read()
        try again.write(value(3))
        #expect(stored(in: ruined) == .intact(value(3)))
        disk.makeUnreadable("state.0")
        disk.makeUnreadable("state.1")
        guard case .damaged(let reason) = stored(in: disk) else {
            Issue.record("taken for absent")
            return
        }
        #expect(reason.contains("Input/output error"))
    }

    @Test("a record of another name, or of a version that says something else, is refused")
    func otherRecords() throws {
        let disk = FragileDisk()
        var proof = DurableStore<[String]>(folder: disk, name: "proof")
        _ = proof.read()
        try proof.write(value(1))
        let moved = FragileDisk(["state.1": try #require(disk.files["proof.1"])])
        guard case .damaged = stored(in: moved) else {
            Issue.record("a proof is taken for a state")
            return
        }
        let sealed = SealedRecord.seal(Array("{\"other\": 1}".utf8), generation: 1, name: "state")
        guard case .damaged = stored(in: FragileDisk(["state.1": sealed])) else {
            Issue.record("another content is taken")
            return
        }
    }

    @Test("on a real disk: written, read, replaced, cut at every byte")
    func realFiles() async throws {
        try await withFolder { path in
            let folder = DirectoryOnDisk(path: path)
            var writer = store(folder)
            #expect(writer.read() == .absent)
            for number in 1...3 {
                try writer.write(value(number))
                #expect(stored(in: folder) == .intact(value(number)))
            }
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: path).sorted() == ["state.0", "state.1"])
            let newest = try Data(contentsOf: URL(fileURLWithPath: path + "/state.1"))
            for count in stride(from: 0, to: newest.count, by: 7) {
                try newest.prefix(count).write(to: URL(fileURLWithPath: path + "/state.1"))
                guard case .partlyDamaged(let found, _) = stored(in: folder) else {
                    Issue.record("cut at \(count) is not told of")
                    continue
                }
                #expect(found == value(2))
            }
            let nowhere = DirectoryOnDisk(path: path + "/missing")
            #expect(stored(in: nowhere) == .absent)
            var lost = store(nowhere)
            let failure = #expect(throws: StorageFailure.self) { try lost.write(value(1)) }
            #expect(failure?.path.contains("missing") == true)
        }
    }
}
