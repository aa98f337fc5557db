// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.bundle.Bundle;

/**
 * A trained bundle and what was left out on the way.
 *
 * @param bundle the bundle, written and opened
 * @param rows rows trained on
 * @param skipped rows left out: no text, no label, malformed, or a dev label not seen in training
 * @param bestEpoch the epoch that was kept
 * @param seconds wall time
 */
public record TrainReport(Bundle bundle, long rows, long skipped, int bestEpoch, double seconds) {}
