// SPDX-License-Identifier: Apache-2.0
/**
 * Ways of choosing thresholds that are in use elsewhere, so that a report can say what they would
 * have done. Most promise nothing; none is used for making policies.
 */
@NullMarked
package io.offramp.calibration.baseline;

import org.jspecify.annotations.NullMarked;
