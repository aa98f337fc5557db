// SPDX-License-Identifier: Apache-2.0
/**
 * The one place that talks to DJL's PyTorch engine: modules, on disk for a moment only where they
 * are made here, threads, padded batches, hidden states, memory that is shared with it, running out
 * of memory, and the process's end while it computes.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.engine.torch;
