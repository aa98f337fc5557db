// SPDX-License-Identifier: Apache-2.0
/**
 * The BERT-shaped multi-exit encoder: its shape, its TorchScript source, as bundles hold it and as
 * it is run, its initial weights and what it costs in FLOPs.
 *
 * <p>Tensor shapes use B rows, N tokens (padded), W hidden width, C classes, K exits.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.engine.encoder;
