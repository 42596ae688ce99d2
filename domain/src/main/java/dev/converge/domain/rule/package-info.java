/// Rules in a spec: decision tables and computed fields, compiled once and evaluated over facts.
@NullMarked
package dev.converge.domain.rule;

import org.jspecify.annotations.NullMarked;
