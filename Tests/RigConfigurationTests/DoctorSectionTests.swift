import RigConfiguration
import StrictYAML
import Testing

@Suite struct DoctorSectionTests {
    private func parse(_ text: String) throws -> DoctorConfiguration {
        try DaemonFile.parse(text: "rig: r.yaml\nlimits: l.yaml\n\(text)", name: "d.yaml").doctor
    }

    @Test func withoutTheGroupNoProofIsAskedForAndOneHoldsForADay() throws {
        #expect(try parse("") == DoctorConfiguration(required: false, lifetime: 24))
    }

    @Test func whatIsGivenIsTaken() throws {
        #expect(
            try parse("doctor: {required: true, lifetime_h: 8}") == DoctorConfiguration(required: true, lifetime: 8))
        #expect(try parse("doctor: {required: true}") == DoctorConfiguration(required: true, lifetime: 24))
    }

    @Test(arguments: [
        "required: yes", "required: ", "lifetime_h: 0", "lifetime_h: 721", "lifetime_h: 1.5", "needed: true",
    ])
    func aMistakeNeverMeansThatNoProofIsNeeded(line: String) {
        #expect(throws: YAMLProblems.self) { try parse("doctor: {\(line)}") }
    }
}
