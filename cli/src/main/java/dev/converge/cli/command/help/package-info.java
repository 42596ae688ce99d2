/// Help: examples, manual pages and completion in shells.
@NullMarked
package dev.converge.cli.command.help;

import org.jspecify.annotations.NullMarked;
