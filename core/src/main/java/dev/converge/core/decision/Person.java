package dev.converge.core.decision;

/// A person or client that did something, as the record names them.
///
/// @param name of the person, or of the client that acted
/// @param asserted whether the name was only claimed in the request, not authenticated
public record Person(String name, boolean asserted) {}
