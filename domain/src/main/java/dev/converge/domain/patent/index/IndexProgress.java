package dev.converge.domain.patent.index;

/// How far a build is.
///
/// @param documents in the index, those of earlier builds too; one that came again counts again
/// @param left records of this build that were left out, since they are no patents
/// @param file that is being read, or empty
/// @param number of that file, from 1
/// @param files there are
public record IndexProgress(long documents, long left, String file, int number, int files) {}
