/// Patents that are alike in meaning though no word is the same: a sentence model ranks beside the
/// search by words. It decides nothing.
@NullMarked
package dev.converge.domain.patent.likeness;

import org.jspecify.annotations.NullMarked;
