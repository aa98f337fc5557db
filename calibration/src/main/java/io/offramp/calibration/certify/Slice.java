// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import java.util.function.IntPredicate;

/**
 * Part of the rows, whose risk is to be bounded on its own.
 *
 * @param words what names the part in a guarantee, such as {@code label "sports"}
 * @param contains whether a row of the trace belongs to it; must not depend on what exits say
 */
public record Slice(String words, IntPredicate contains) {}
