// SPDX-License-Identifier: Apache-2.0
/**
 * The one place that talks to DJL's PyTorch engine: modules, on disk for a moment only where they
 * are made here, threads, padded batches, hidden states, memory that is shared with it, and running
 * out of memory.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.engine.torch;
