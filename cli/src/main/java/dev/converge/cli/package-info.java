/// The command line and the composition root: the only package that sees every module.
@NullMarked
package dev.converge.cli;

import org.jspecify.annotations.NullMarked;
