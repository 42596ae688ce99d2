/// The console: one page for a browser.
@NullMarked
package dev.converge.runtime.console;

import org.jspecify.annotations.NullMarked;
