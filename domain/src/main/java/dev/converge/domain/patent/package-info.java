/// Patent text: words, stems and vocabulary.
@NullMarked
package dev.converge.domain.patent;

import org.jspecify.annotations.NullMarked;
