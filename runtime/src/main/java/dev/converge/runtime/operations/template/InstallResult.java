package dev.converge.runtime.operations.template;

/// A template that is installed.
///
/// @param template with all its versions
/// @param isNew whether this version was not installed before
public record InstallResult(TemplateVersions template, boolean isNew) {}
