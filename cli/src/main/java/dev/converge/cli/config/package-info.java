/// The configuration: its settings, where their values come from, and their reference page.
@NullMarked
package dev.converge.cli.config;

import org.jspecify.annotations.NullMarked;
