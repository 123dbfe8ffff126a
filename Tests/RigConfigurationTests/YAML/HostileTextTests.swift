import StrictYAML
import Testing

/// Files made to exhaust the reader, or broken by accident.
@Suite struct HostileTextTests {
    private func problems(_ text: String) -> [YAMLProblem] {
        do throws(YAMLProblems) {
            try readYAML(text, file: "h.yaml") { $0.disregardOtherKeys() }
            return []
        } catch {
            return error.problems
        }
    }

    @Test func aliasesThatWouldUnfoldToBillionsOfItemsAreRefusedAtTheirFirstUse() {
        var text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
        for level in 1...30 {
            let before = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",")
            text += "a\(level): &a\(level) [\(before)]\n"
        }
        text += "? *a30\n: end\n"
        #expect(problems(text).first?.reason == "uses the alias *a0")
        #expect(problems(text).first?.line == 2)
    }

    @Test func anAliasRightAfterAnotherSignIsStillSeen() {
        #expect(problems("a: &x 1\nb: {\"c\":*x }").first?.reason == "uses the alias *x")
    }

    @Test func aRemarkMayHoldStarsAndAmpersands() {
        #expect(problems("notes: \"R&D *without* anchors\"").isEmpty)
    }

    @Test(arguments: [33, 400, 100_000])
    func nestingBeyondReasonIsRefused(depth: Int) {
        let brackets = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(problems("a: \(brackets)").count == 1)
        let braces = String(repeating: "{a: ", count: depth) + "1" + String(repeating: "}", count: depth)
        #expect(problems(braces).count == 1)
        #expect(problems("a:\n  " + String(repeating: "- ", count: depth) + "1").count == 1)
    }

    @Test func aTextBeyondOneMebibyteIsRefused() {
        #expect(
            problems("a: " + String(repeating: "x", count: YAMLBounds.largestFile)).first?.reason
                == "is larger than 1 MiB")
    }

    @Test func aNulByteOrAnotherControlCharacterIsRefused() {
        #expect(problems("a: b\u{0}c").count == 1)
        #expect(problems("a: b\u{7}c").count == 1)
    }

    @Test func keysThatAreNoWordsAreRefused() {
        #expect(problems("? [a, b]\n: 1").count == 1)
        #expect(problems("? {a: b}\n: 1").count == 1)
        #expect(problems("'': 1").count == 1)
    }

    @Test func tagsAreRefused() {
        #expect(problems("a: !!binary aGVsbG8=").count == 1)
        #expect(problems("a: !thing {b: 1}").count == 1)
    }
}

/// What stands at a path that should be a file.
@Suite struct FileReadingTests {
    private func reason(_ path: String) -> String? {
        do throws(YAMLProblems) {
            _ = try textOfFile(path: path)
            return nil
        } catch {
            return error.problems.first?.reason
        }
    }

    @Test func aFileThatIsNotThereIsNamed() {
        do throws(YAMLProblems) {
            _ = try textOfFile(path: "/nowhere/rig.yaml")
            Issue.record("a missing file was read")
        } catch {
            #expect(error.description == "/nowhere/rig.yaml: does not exist; check the path")
        }
    }

    @Test func aDirectoryOrADeviceIsRefusedWithoutReadingIt() {
        #expect(reason("/tmp") == "is not a regular file")
        #expect(reason("/dev/zero") == "is not a regular file")
    }

    @Test func anEmptyNameOrOneThatNoFileCanHaveIsRefused() {
        #expect(reason("") == "is not a file name")
        #expect(reason("a\u{0}b") == "is not a file name")
    }
}
