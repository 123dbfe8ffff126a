import StrictYAML
import Testing

/// What a person gets to read when a file has mistakes.
@Suite struct StrictReadingTests {
    private struct Point: Equatable {
        var x: Int
        var name: String
    }

    private func point(_ text: String) throws(YAMLProblems) -> Point {
        try readYAML(text, file: "point.yaml") { root in
            let x = root.required("x", .integer(in: 0...10, unit: "mm"))
            let name = root.optional("name", .text(atMost: 20), default: "origin")
            guard let x, let name else { return nil }
            return Point(x: x, name: name)
        }
    }

    private func problems(_ text: String) -> [YAMLProblem] {
        do throws(YAMLProblems) {
            _ = try point(text)
            return []
        } catch {
            return error.problems
        }
    }

    @Test func aRightFileIsRead() throws {
        #expect(try point("x: 3\nname: left") == Point(x: 3, name: "left"))
        #expect(try point("x: 3") == Point(x: 3, name: "origin"))
    }

    @Test func aSlipInAKeyIsRefusedWithTheKeyThatWasMeant() {
        #expect(
            problems("x: 3\nnmae: left").map(\.description)
                == [#"point.yaml:2: nmae: is not a known key; did you mean "name"?"#])
    }

    @Test func anUnknownKeyFarFromAnyOtherNamesTheKnownOnes() {
        #expect(problems("x: 3\ncolour: red").first?.remedy == "known here: x, name")
    }

    @Test func allProblemsOfAFileAreToldAtOnceInTheOrderOfItsLines() {
        let found = problems("z: 1\nx: 30\nname: ''")
        #expect(found.map(\.line) == [1, 2, 3])
        #expect(found.map(\.keyPath) == ["z", "x", "name"])
        #expect(found[1].reason == "30 mm is out of bounds")
    }

    @Test func aMissingKeyIsNamed() {
        #expect(problems("name: left").first?.reason == #"the key "x" is missing"#)
    }

    @Test func aKeyGivenTwiceIsRefusedRatherThanOneOfThemWinning() {
        let found = problems("x: 3\nname: left\nx: 4")
        #expect(found.first?.reason == #"key "x" is given more than once"#)
        #expect(found.first?.line == 1)
    }

    @Test func aKeyGivenTwiceOnceInQuotesIsStillGivenTwice() {
        #expect(problems("x: 3\n\"x\": 4").first?.reason == #"key "x" is given more than once"#)
    }

    @Test(arguments: ["3.5", "0x3", "three", "'3'", "3_0", "1:30", "yes", "~", "", "[3]", "{a: 3}", "!!int 3"])
    func whatIsNoPlainWholeNumberIsNotTakenForOne(text: String) {
        #expect(problems("x: \(text)").count == 1)
    }

    @Test(arguments: [".inf", "-.inf", ".nan", "inf", "nan", "1e999", "0x1p3", "1_000"])
    func aNumberIsFiniteAndDecimal(text: String) {
        #expect(throws: YAMLProblems.self) {
            try readYAML("v: \(text)", file: "n.yaml") { $0.required("v", .number(in: -1e300...1e300)) }
        }
    }

    @Test func aWordThatYAMLWouldTakeForATruthValueStaysTheWord() throws {
        #expect(try point("x: 1\nname: no").name == "no")
    }

    @Test(arguments: [
        "", "# only a remark\n", "just text", "- a\n- b", "x: [", "x: 1\n  y: 2", "x: \"open", "\t- x", "--- 1\n--- 2",
    ])
    func whatIsNoGroupOfKeysIsRefused(text: String) {
        #expect(problems(text).count == 1)
    }

    @Test func aProblemWithinAListTellsWhichItem() {
        #expect(
            throws: YAMLProblems(
                YAMLProblem(
                    file: "l.yaml", line: 3, keyPath: "items[2].v", reason: "\"b\" is not a whole number",
                    remedy: "use a whole number of 0 to 9"))
        ) {
            try readYAML("items:\n  - v: 1\n  - v: b", file: "l.yaml") { root in
                root.list("items") { $0.required("v", .integer(in: 0...9)) }
            }
        }
    }
}
