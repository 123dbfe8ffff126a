/// The path of a file of this repository.
func repositoryFile(_ path: String, testFile: String = #filePath) -> String {
    // <root>/Tests/RigConfigurationTests/RepositoryFiles.swift
    let root = testFile.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    return "\(root)/\(path)"
}
