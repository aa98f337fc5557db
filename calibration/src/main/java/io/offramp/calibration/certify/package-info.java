// SPDX-License-Identifier: Apache-2.0
/**
 * From a trace to a policy with a guarantee: the risks that can be bounded, the sequential test,
 * the calibrator and its result, which is either certified or an explicit refusal with its reason.
 */
@NullMarked
package io.offramp.calibration.certify;

import org.jspecify.annotations.NullMarked;
