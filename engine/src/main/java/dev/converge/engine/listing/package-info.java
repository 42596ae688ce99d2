/// What lists of jobs and of proposals show and how they are filtered.
@NullMarked
package dev.converge.engine.listing;

import org.jspecify.annotations.NullMarked;
