/// Log lines: readable on a terminal, JSON on a server.
@NullMarked
package dev.converge.cli.logging;

import org.jspecify.annotations.NullMarked;
