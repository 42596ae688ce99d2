/// A client of a running server, and its output.
@NullMarked
package dev.converge.cli.client;

import org.jspecify.annotations.NullMarked;
