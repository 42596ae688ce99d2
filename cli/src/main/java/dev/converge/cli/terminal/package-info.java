/// What every command needs: exit codes, the version, and whether a person is there.
@NullMarked
package dev.converge.cli.terminal;

import org.jspecify.annotations.NullMarked;
