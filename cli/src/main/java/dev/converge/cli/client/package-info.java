/// A client of a running server, and what it prints.
@NullMarked
package dev.converge.cli.client;

import org.jspecify.annotations.NullMarked;
