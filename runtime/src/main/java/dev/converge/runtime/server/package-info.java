/// The server: settings, threads, start and graceful end.
@NullMarked
package dev.converge.runtime.server;

import org.jspecify.annotations.NullMarked;
