package dev.converge.audit;

/// A template in a bundle.
///
/// @param name of the template
/// @param version of it
/// @param hash of both texts
/// @param spec its text, without byte order mark, lines ended by LF
/// @param wiring its text, in the same form
public record TemplateFiles(String name, String version, String hash, String spec, String wiring) {}
