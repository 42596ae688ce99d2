package dev.converge.runtime.operations;

/// Installs a version of a template.
///
/// @param name of the template; the wiring must name the same
/// @param version of the template; the wiring must name the same
/// @param spec text of the spec
/// @param wiring text of the wiring file
public record InstallRequest(String name, String version, String spec, String wiring) {}
