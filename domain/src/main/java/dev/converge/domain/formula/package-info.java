/// Formulas: expressions in the Common Expression Language over facts, numbers, dates and tables,
/// bounded and deterministic. Loaded only where a template has one.
@NullMarked
package dev.converge.domain.formula;

import org.jspecify.annotations.NullMarked;
