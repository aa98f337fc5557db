// SPDX-License-Identifier: Apache-2.0
/**
 * What calibration produces and scoring obeys: {@link io.offramp.calibration.policy.ExitPolicy exit
 * policies}, the {@link io.offramp.calibration.policy.Guarantee guarantee} with its {@link
 * io.offramp.calibration.policy.Claim claims} and the provenance they carry, and their file format.
 *
 * <p>All types are immutable values.
 */
@NullMarked
package io.offramp.calibration.policy;

import org.jspecify.annotations.NullMarked;
