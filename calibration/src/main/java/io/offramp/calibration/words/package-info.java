// SPDX-License-Identifier: Apache-2.0
/** Figures as parts of sentences that people read. */
@org.jspecify.annotations.NullMarked
package io.offramp.calibration.words;
