/// Collections of patents on disk: bulk files of offices are read, indexed and searched.
@NullMarked
package dev.converge.domain.patent.index;

import org.jspecify.annotations.NullMarked;
