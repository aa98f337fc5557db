// SPDX-License-Identifier: Apache-2.0
/**
 * How sure an exit is: the {@link io.offramp.calibration.signal.ExitEvidence evidence} that an exit
 * gives of a row, and the signals computed from it, by calibration and by scoring alike; where
 * several labels may apply, the {@linkplain io.offramp.calibration.signal.LabelSet set} that it
 * says.
 */
@NullMarked
package io.offramp.calibration.signal;

import org.jspecify.annotations.NullMarked;
