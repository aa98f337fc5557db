// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

/** What came of a calibration: a certified policy, or the reason why there is none. */
public sealed interface CalibrationResult permits Certified, NoneCertified {}
