package dev.converge.llm.model;

import org.jspecify.annotations.Nullable;

/// Whether a provider of the catalogue can be used here. It holds names of variables, never what is
/// in them.
///
/// @param name of the provider
/// @param local whether it runs on one's own machines
/// @param missing what has to be set first, or `null` if it is set up
public record ProviderStatus(String name, boolean local, @Nullable String missing) {}
