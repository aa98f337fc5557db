// SPDX-License-Identifier: Apache-2.0
/**
 * Repeats calibrating on some rows and measuring on the others, for methods to be compared by what
 * they cost and how often they break their promise.
 */
@NullMarked
package io.offramp.calibration.backtest;

import org.jspecify.annotations.NullMarked;
