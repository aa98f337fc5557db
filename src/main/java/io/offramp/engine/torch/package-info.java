// SPDX-License-Identifier: Apache-2.0
/** The one place that talks to DJL's PyTorch engine: modules, threads and padded batches. */
@org.jspecify.annotations.NullMarked
package io.offramp.engine.torch;
