// SPDX-License-Identifier: Apache-2.0
/**
 * What calibration reads: {@link io.offramp.calibration.trace.Trace traces}, the answers of every
 * exit on every row, classes or numbers, with the labels that are known, and the {@link
 * io.offramp.calibration.trace.SignalColumns signals} of all their rows.
 */
@NullMarked
package io.offramp.calibration.trace;

import org.jspecify.annotations.NullMarked;
