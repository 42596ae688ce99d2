/// The composition root, and a server from its start to its shutdown.
@NullMarked
package dev.converge.cli.serve;

import org.jspecify.annotations.NullMarked;
