// SPDX-License-Identifier: Apache-2.0
/**
 * From a trace to a policy with a guarantee: goals, the sharing-out of rows, constraints and their
 * tests, sequential testing along paths of candidates, certifying with few labels; and the result,
 * which is either certified or an explicit refusal with its reason.
 */
@NullMarked
package io.offramp.calibration.certify;

import org.jspecify.annotations.NullMarked;
