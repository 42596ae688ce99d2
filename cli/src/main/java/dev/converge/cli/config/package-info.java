/// The configuration: settings, the origin of their values, and their reference page.
@NullMarked
package dev.converge.cli.config;

import org.jspecify.annotations.NullMarked;
