// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

/** What a method makes of rows: thresholds, or the reason why there are none. */
public sealed interface Verdict permits Choice, NoneCertified {}
