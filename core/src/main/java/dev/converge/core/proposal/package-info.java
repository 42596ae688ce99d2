/// What agents and clients propose, before any of it is a fact.
@NullMarked
package dev.converge.core.proposal;

import org.jspecify.annotations.NullMarked;
