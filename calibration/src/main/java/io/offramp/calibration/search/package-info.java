// SPDX-License-Identifier: Apache-2.0
/**
 * Looks for threshold vectors that cost little for the risk they take: signals are calibrated so
 * that exits become comparable, and turned into paths of vectors from safe to cheap.
 *
 * <p>Nothing here promises anything. Whatever comes out is a family of candidates, fitted on tuning
 * rows; promises are made by {@code certify}, on other rows.
 */
@NullMarked
package io.offramp.calibration.search;

import org.jspecify.annotations.NullMarked;
