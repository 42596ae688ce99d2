// swift-tools-version: 5.9
import PackageDescription

let package = Package(
  name: "Converge",
  platforms: [.iOS(.v15), .macOS(.v12)],
  products: [.library(name: "Converge", targets: ["Converge"])],
  targets: [.target(name: "Converge")]
)
