/// The server: settings, threads, start and graceful shutdown.
@NullMarked
package dev.converge.runtime.server;

import org.jspecify.annotations.NullMarked;
