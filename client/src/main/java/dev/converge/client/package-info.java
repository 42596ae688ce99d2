/// Submits jobs to a converge server, follows their events and decides on proposals. Begin with
/// [ConvergeClient].
@NullMarked
package dev.converge.client;

import org.jspecify.annotations.NullMarked;
