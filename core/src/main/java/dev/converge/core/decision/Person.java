package dev.converge.core.decision;

/// Who did something, as the record names them.
///
/// @param name of the person, or of the client that acted
/// @param asserted whether the name was only given with the request, not authenticated
public record Person(String name, boolean asserted) {}
