/// The template language: reads, checks and compiles specs and wirings, and keeps the templates
/// that are installed.
@NullMarked
package dev.converge.domain.template;

import org.jspecify.annotations.NullMarked;
