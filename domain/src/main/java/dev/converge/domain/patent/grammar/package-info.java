/// As much English grammar as it takes to tell the things of an invention from what is done with
/// them: forms of words, parts of speech, noun phrases.
@NullMarked
package dev.converge.domain.patent.grammar;

import org.jspecify.annotations.NullMarked;
