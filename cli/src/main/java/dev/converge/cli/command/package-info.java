/// The commands.
@NullMarked
package dev.converge.cli.command;

import org.jspecify.annotations.NullMarked;
